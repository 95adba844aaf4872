package io.gramme.node.background;

/**
 * Durations of foreground requests within one window, in buckets that grow by a quarter of an octave (19 %): enough to
 * see a p99 double. Counts and merges without allocating.
 */
final class LatencyWindow {
    private static final int PER_OCTAVE = 4;
    private static final int BUCKETS = 40 * PER_OCTAVE;
    /** Durations below a microsecond are one microsecond. */
    private static final int LEAST_NANOS_LOG = 10;

    private final int[] counts = new int[BUCKETS];
    private long total;

    void add(long nanos) {
        counts[bucket(nanos)]++;
        total++;
    }

    void add(LatencyWindow other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    long total() {
        return total;
    }

    /** The upper edge of the bucket in which the 99th of a hundred lies, in nanoseconds; 0 when there is none. */
    long p99Nanos() {
        long above = total / 100;
        for (int i = BUCKETS - 1; i >= 0; i--) {
            above -= counts[i];
            if (above < 0) {
                return edge(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        if (nanos < 1L << LEAST_NANOS_LOG) {
            return 0;
        }
        int octave = 63 - Long.numberOfLeadingZeros(nanos);
        int quarter = (int) (nanos >>> (octave - 2)) & (PER_OCTAVE - 1);
        return Math.min(BUCKETS - 1, (octave - LEAST_NANOS_LOG) * PER_OCTAVE + quarter);
    }

    private static long edge(int bucket) {
        int octave = bucket / PER_OCTAVE + LEAST_NANOS_LOG;
        return (1L << octave) + (long) (bucket % PER_OCTAVE + 1) * (1L << (octave - 2));
    }
}
