package io.gramme.chaos.linear;

/**
 * One operation as a client saw it.
 *
 * @param key what it was about; operations of different keys have nothing to do with each other
 * @param client who asked, for reports only
 * @param action what was asked, with what was answered
 * @param start when it was asked
 * @param end when it was answered, {@link #PENDING} when it never was: it may then have taken effect at any time after
 *     its start, or never
 */
public record Operation<A>(String key, String client, A action, long start, long end) {
    /** The end of an operation whose outcome nobody knows. */
    public static final long PENDING = Long.MAX_VALUE;

    /** @throws IllegalArgumentException when it ends before it starts */
    public Operation {
        if (end < start) {
            throw new IllegalArgumentException("answered at " + end + ", asked at " + start);
        }
    }

    /** Whether nobody knows its outcome. */
    public boolean isPending() {
        return end == PENDING;
    }

    @Override
    public String toString() {
        return client + " [" + start + ", " + (isPending() ? "?" : end) + "] " + action;
    }
}
