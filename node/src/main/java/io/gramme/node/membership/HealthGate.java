package io.gramme.node.membership;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether every loop of this node, and its log writer, has turned within the last second: only then does it answer
 * probes, so that a stuck process is suspected though its kernel still answers. Lives on the control loop.
 */
final class HealthGate {
    static final long STUCK_MILLIS = 1_000;
    private static final long CHECK_MILLIS = 250;

    private final Clock clock;
    private final Timers timers;
    private final List<SerialExecutor> watched;
    private final SerialExecutor control;
    private final Consumer<Boolean> onHealth;
    private final long[] turnedMillis;
    private final boolean[] asked;
    private boolean healthy = true;
    private boolean stopped;

    /** @param watched the executors that must turn */
    HealthGate(ViewBoard.Ports ports, List<SerialExecutor> watched, Consumer<Boolean> onHealth) {
        this.clock = ports.clock();
        this.timers = ports.timers();
        this.control = ports.control();
        this.watched = watched;
        this.onHealth = onHealth;
        this.turnedMillis = new long[watched.size()];
        this.asked = new boolean[watched.size()];
    }

    void start() {
        Arrays.fill(turnedMillis, clock.monotonicMillis());
        check();
    }

    void stop() {
        stopped = true;
    }

    private void check() {
        if (stopped) {
            return;
        }
        long now = clock.monotonicMillis();
        boolean all = true;
        for (int i = 0; i < turnedMillis.length; i++) {
            all &= now - turnedMillis[i] <= STUCK_MILLIS;
            ask(i);
        }
        if (all != healthy) {
            healthy = all;
            onHealth.accept(all);
        }
        timers.schedule(CHECK_MILLIS, this::check);
    }

    private void ask(int executor) {
        if (asked[executor]) {
            return;
        }
        asked[executor] = true;
        watched.get(executor).execute(() -> {
            long turned = clock.monotonicMillis();
            control.execute(() -> {
                turnedMillis[executor] = turned;
                asked[executor] = false;
            });
        });
    }
}
