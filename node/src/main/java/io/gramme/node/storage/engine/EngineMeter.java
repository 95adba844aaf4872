package io.gramme.node.storage.engine;

import io.gramme.node.metrics.StorageMetrics;
import io.gramme.node.runtime.Clock;
import java.util.function.Supplier;

/**
 * Where an engine's figures go.
 *
 * @param clock measures how long things take
 * @param metrics asked once for each thread that counts, since histograms are best recorded to by one
 */
public record EngineMeter(Clock clock, Supplier<StorageMetrics> metrics) {
    /** Measures nothing. */
    public static final EngineMeter NONE = new EngineMeter(
            new Clock() {
                @Override
                public long wallMillis() {
                    return 0;
                }

                @Override
                public long monotonicNanos() {
                    return 0;
                }
            },
            () -> StorageMetrics.NONE);
}
