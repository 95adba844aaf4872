package io.gramme.node.storage;

import org.jspecify.annotations.Nullable;

/**
 * Which neighbouring runs of a group to merge next: as soon as {@code ratio} neighbours are within a factor of
 * {@code ratio} of each other in size they become one, so an entry is rewritten about once per factor of growth; and
 * when there are more than {@code mostRuns}, the cheapest neighbours are merged whatever their sizes.
 *
 * @param ratio neighbours that make a tier, and the factor between tiers; 2 or more
 * @param mostRuns runs a group may keep; 1 or more
 */
public record MergePolicy(int ratio, int mostRuns) {
    /** Tiers of four, at most six runs. */
    public static final MergePolicy DEFAULT = new MergePolicy(4, 6);

    public MergePolicy {
        if (ratio < 2 || mostRuns < 1) {
            throw new IllegalArgumentException(
                    "merge ratio " + ratio + " (2 or more), runs " + mostRuns + " (1 or more)");
        }
    }

    /** Neighbouring runs from {@code first} to {@code last}, both included, counted from the oldest. */
    record Range(int first, int last) {}

    /**
     * @param sizes bytes of the runs, oldest first
     * @return what to merge, or {@code null} if nothing needs it
     */
    @Nullable
    Range choose(long[] sizes) {
        Range tier = newestTier(sizes);
        if (tier != null) {
            return tier;
        }
        return sizes.length > mostRuns ? cheapest(sizes, sizes.length - mostRuns + 1) : null;
    }

    /** The newest window of at least {@code ratio} runs of like size, extended to older runs that are no larger. */
    private @Nullable Range newestTier(long[] sizes) {
        for (int last = sizes.length - 1; last >= ratio - 1; last--) {
            int first = last;
            long least = sizes[last];
            long most = sizes[last];
            while (first > 0) {
                long size = sizes[first - 1];
                if (Math.max(most, size) > ratio * Math.min(least, size)) {
                    break;
                }
                least = Math.min(least, size);
                most = Math.max(most, size);
                first--;
            }
            if (last - first + 1 >= ratio) {
                return new Range(first, last);
            }
        }
        return null;
    }

    private static Range cheapest(long[] sizes, int window) {
        int best = 0;
        long bestSum = Long.MAX_VALUE;
        for (int first = 0; first + window <= sizes.length; first++) {
            long sum = 0;
            for (int i = first; i < first + window; i++) {
                sum += sizes[i];
            }
            if (sum <= bestSum) {
                bestSum = sum;
                best = first;
            }
        }
        return new Range(best, best + window - 1);
    }
}
