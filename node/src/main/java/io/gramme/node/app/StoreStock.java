package io.gramme.node.app;

import io.gramme.node.storage.engine.Engine;
import java.util.function.BooleanSupplier;

/** Has the engine tell its metrics now and then what it holds. Lives on the control loop. */
record StoreStock(NodePorts ports, Engine engine, BooleanSupplier stopped) {
    private static final long PAUSE_MILLIS = 5_000;

    /** Begins, and goes on until the node stops. */
    void take() {
        if (!stopped.getAsBoolean()) {
            engine.takeStock();
            ports.control().timers().schedule(PAUSE_MILLIS, this::take);
        }
    }
}
