package io.gramme.node.buckets;

import org.jspecify.annotations.Nullable;

/**
 * What was set for a bucket; {@code null} means the node's default.
 *
 * @param r replies a read needs, 1..N
 * @param w fsynced acknowledgements a write needs, 1..N
 * @param pr how many of R must be owners, 0..N
 * @param pw how many of W must be owners, 0..N
 * @param sloppy whether fallbacks may stand in for owners
 * @param siblings what happens to concurrent writes; fixed once set
 * @param ttlMillis life of a value from its write, 0 for ever
 * @param requireContext whether an overwrite or delete must bring a context
 * @param maxValueBytes largest value, 1..8 MiB
 */
public record BucketSettings(
        @Nullable Integer r,
        @Nullable Integer w,
        @Nullable Integer pr,
        @Nullable Integer pw,
        @Nullable Boolean sloppy,
        @Nullable Siblings siblings,
        @Nullable Long ttlMillis,
        @Nullable Boolean requireContext,
        @Nullable Integer maxValueBytes) {
    /** Everything at its default. */
    public static final BucketSettings NONE = new BucketSettings(null, null, null, null, null, null, null, null, null);

    /** What happens to concurrent writes. */
    public enum Siblings {
        /** All are kept and shown. */
        KEEP,
        /** The newest by hybrid logical clock is kept, the others are dropped and counted. */
        LWW
    }
}
