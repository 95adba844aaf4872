package io.gramme.node.buckets;

import io.gramme.node.buckets.BucketSettings.Siblings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a bucket's settings, as a value that merges: of the settings the newest wins, of {@code siblings} the
 * first that was ever set, for it is fixed once set.
 *
 * @param stamp hybrid logical clock of the settings, 0 when none were set
 * @param settings without {@code siblings}
 * @param siblingsStamp hybrid logical clock of {@code siblings}, 0 when it was not set
 */
record BucketEntry(
        long stamp,
        BucketSettings settings,
        long siblingsStamp,
        @Nullable Siblings siblings) {
    static final BucketEntry EMPTY = new BucketEntry(0, BucketSettings.NONE, 0, null);

    BucketEntry {
        if (stamp < 0
                || siblingsStamp < 0
                || settings.siblings() != null
                || (siblings == null) != (siblingsStamp == 0)) {
            throw new IllegalArgumentException("entry of stamps " + stamp + " and " + siblingsStamp);
        }
    }

    /** Commutative, associative, idempotent; the order of equal stamps is that of their bytes. */
    BucketEntry merge(BucketEntry other) {
        BucketEntry newer = isSettledAfter(other) ? this : other;
        BucketEntry first = isFixedBefore(other) ? this : other;
        return new BucketEntry(newer.stamp, newer.settings, first.siblingsStamp, first.siblings);
    }

    private boolean isSettledAfter(BucketEntry other) {
        if (stamp != other.stamp) {
            return stamp > other.stamp;
        }
        return Arrays.compareUnsigned(BucketCodec.settings(settings), BucketCodec.settings(other.settings)) > 0;
    }

    private boolean isFixedBefore(BucketEntry other) {
        if (siblings == null || other.siblings == null) {
            return siblings != null;
        }
        return siblingsStamp != other.siblingsStamp
                ? siblingsStamp < other.siblingsStamp
                : siblings.compareTo(other.siblings) < 0;
    }

    /** Settings and {@code siblings} together. */
    BucketSettings effective() {
        return with(settings, siblings);
    }

    /** Whether anything is set. */
    boolean isSet() {
        return !effective().equals(BucketSettings.NONE);
    }

    static BucketSettings with(BucketSettings settings, @Nullable Siblings siblings) {
        return new BucketSettings(
                settings.r(),
                settings.w(),
                settings.pr(),
                settings.pw(),
                settings.sloppy(),
                siblings,
                settings.ttlMillis(),
                settings.requireContext(),
                settings.maxValueBytes());
    }
}
