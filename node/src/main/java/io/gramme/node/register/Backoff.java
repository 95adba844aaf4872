package io.gramme.node.register;

/** Waiting times between attempts: 10 ms doubling to 500 ms, of which a proposer waits a random part (full jitter). */
final class Backoff {
    private static final long FIRST_MILLIS = 10;
    private static final long LAST_MILLIS = 500;

    private long ceilingMillis = FIRST_MILLIS;

    /**
     * The next waiting time in milliseconds, 0 to the ceiling, which doubles.
     *
     * @param draw a random number, 0 (inclusive) to 1 (exclusive)
     */
    long next(double draw) {
        long wait = (long) (draw * (ceilingMillis + 1));
        ceilingMillis = Math.min(LAST_MILLIS, ceilingMillis * 2);
        return wait;
    }
}
