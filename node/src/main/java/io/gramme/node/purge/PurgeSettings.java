package io.gramme.node.purge;

/**
 * When what is dead is offered for purging.
 *
 * @param afterMillis for how long it must have been dead
 * @param passMillis rest between two passes over the partitions
 * @param retryMillis time after which what could not be purged is tried again
 */
public record PurgeSettings(long afterMillis, long passMillis, long retryMillis) {
    private static final long LEAST_PASS_MILLIS = 5_000;
    private static final long MOST_PASS_MILLIS = 3_600_000;
    private static final long MOST_RETRY_MILLIS = 600_000;

    public PurgeSettings {
        if (afterMillis < 0 || passMillis < 1 || retryMillis < 1) {
            throw new IllegalArgumentException(
                    "after " + afterMillis + " ms, pass " + passMillis + " ms, retry " + retryMillis + " ms");
        }
    }

    /** Passes so close that little waits much longer than it has to. */
    public static PurgeSettings after(long afterMillis) {
        long pass = Math.max(LEAST_PASS_MILLIS, Math.min(MOST_PASS_MILLIS, afterMillis / 24));
        return new PurgeSettings(afterMillis, pass, Math.min(MOST_RETRY_MILLIS, pass));
    }

    /** How long a partition's owner waits before it purges in place of the first owner, which does it at once. */
    long lagMillis(int slot) {
        return slot * (passMillis + retryMillis);
    }
}
