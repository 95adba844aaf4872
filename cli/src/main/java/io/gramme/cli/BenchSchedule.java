package io.gramme.cli;

/**
 * When operations are due, and which: operation i at i/rate seconds, a read or a write, on one of the keys; the same for the
 * same seed. Keys are drawn evenly. Pure.
 */
final class BenchSchedule {
    private final double rate;
    private final int readsOfHundred;
    private final int keys;
    private final long seed;

    /**
     * Makes a schedule.
     *
     * @param rate operations a second, above 0
     * @param readsOfHundred 0..100
     * @param keys how many different ones, from 1
     */
    BenchSchedule(double rate, int readsOfHundred, int keys, long seed) {
        this.rate = rate;
        this.readsOfHundred = readsOfHundred;
        this.keys = keys;
        this.seed = seed;
    }

    /** Nanoseconds from the start. */
    long dueNanos(long i) {
        return (long) (i / rate * 1e9);
    }

    boolean isRead(long i) {
        return Long.remainderUnsigned(mixed(2 * i), 100) < readsOfHundred;
    }

    int key(long i) {
        return (int) Long.remainderUnsigned(mixed(2 * i + 1), keys);
    }

    /** SplitMix64's output function: every i gives an independent-looking number. */
    private long mixed(long i) {
        long z = seed + i * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
