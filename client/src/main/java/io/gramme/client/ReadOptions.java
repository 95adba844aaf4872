package io.gramme.client;

import org.jspecify.annotations.Nullable;

/**
 * How to read.
 *
 * @param r replicas that must answer, or {@code null} for the bucket's
 * @param pr owners that must answer, or {@code null} for the bucket's
 * @param consistent whether what is read is first put on R owners
 */
public record ReadOptions(@Nullable Integer r, @Nullable Integer pr, boolean consistent) {
    private static final ReadOptions DEFAULTS = new ReadOptions(null, null, false);

    /** As the bucket says. */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    public ReadOptions withR(int replicas) {
        return new ReadOptions(replicas, pr, consistent);
    }

    public ReadOptions withPr(int owners) {
        return new ReadOptions(r, owners, consistent);
    }

    /** Later consistent or quorum reads see nothing older. */
    public ReadOptions withConsistent() {
        return new ReadOptions(r, pr, true);
    }
}
