package io.gramme.client;

import java.util.Arrays;

/** The last 256 latencies and their 95th percentile, which says when a read is slow enough to be hedged. Thread-safe. */
final class Latencies {
    private static final int KEPT = 256;
    private static final int NEEDED = 64;
    private static final int RECOUNT = 32;

    private final long[] nanos = new long[KEPT];
    private int seen;
    private long percentile = -1;

    synchronized void record(long elapsedNanos) {
        nanos[seen % KEPT] = elapsedNanos;
        // Keeps the position when the count wraps.
        seen = seen == Integer.MAX_VALUE ? KEPT + (seen % KEPT) : seen + 1;
        if (seen >= NEEDED && seen % RECOUNT == 0) {
            long[] sorted = Arrays.copyOf(nanos, Math.min(seen, KEPT));
            Arrays.sort(sorted);
            percentile = sorted[sorted.length * 95 / 100];
        }
    }

    /** Nanoseconds, or -1 before 64 latencies are known. */
    synchronized long p95() {
        return percentile;
    }
}
