package io.gramme.chaos.sim;

import io.gramme.node.runtime.sim.DiskLatency;
import io.gramme.node.runtime.sim.SimLoop;
import java.time.Duration;

/**
 * How long a disk takes: for each force and change of names, and per byte appended or read. A thread that waits for the
 * disk is busy for that long; nobody else is.
 */
public record DiskSpeed(Duration force, long nanosPerByte) {
    /** An SSD: half a millisecond a force, 1 GB/s. */
    public static final DiskSpeed FAST = new DiskSpeed(Duration.ofNanos(500_000), 1);

    DiskLatency on(SimLoop loop) {
        return new DiskLatency() {
            @Override
            public void onAccess(Access access, String path, long bytes) {
                switch (access) {
                    case FORCE -> loop.spend(force.toNanos());
                    case NAMES -> loop.spend(force.toNanos() / 10);
                    case APPEND -> loop.spend(bytes * nanosPerByte);
                    case READ -> {
                        // Reads are from the page cache.
                    }
                }
            }

            @Override
            public long nowNanos() {
                return loop.eventNanos();
            }

            @Override
            public long doneNanos() {
                return loop.nowNanos();
            }

            @Override
            public long turn() {
                return loop.turn();
            }
        };
    }
}
