package io.gramme.node.storage;

import org.jspecify.annotations.Nullable;

/**
 * When a group has more than {@code mostRuns} runs, which to merge: the newest ones from that run on which is smallest in
 * proportion to all that is newer. A run is thus rewritten when what came after it has grown to about its own size, and
 * the number of runs is fixed, so what a miss costs is too.
 *
 * <p>How often a byte is rewritten after 16, 64, 256 and 1 000 flushes of like size with 6 runs (simulated, see
 * {@code MergePolicyTest}): 0.8, 1.8, 3.3, 5.6. Rejected: tiers of four runs of like size, the cheapest neighbours merged
 * beyond 6: 1.4, 3.0, 5.8, 13.
 *
 * @param mostRuns runs that a group may keep; 1 or more
 */
public record MergePolicy(int mostRuns) {
    /** At most six runs. */
    public static final MergePolicy DEFAULT = new MergePolicy(6);

    private static final int REMOVALS_WORTH_A_MERGE = 16;

    public MergePolicy {
        if (mostRuns < 1) {
            throw new IllegalArgumentException(mostRuns + " runs, wanted 1 or more");
        }
    }

    /**
     * A merge that removals call for: from the oldest run to the last one that has removals to leave out, when those are
     * at least one in {@value #REMOVALS_WORTH_A_MERGE} of all entries. So no entry is rewritten more often than that for
     * each removal that goes, and a group keeps little of what was removed however long nothing else happens to it.
     *
     * @param entries of the runs, oldest first
     * @param removable removals of each that a merge from the oldest run on leaves out
     */
    @Nullable
    Range chooseForRemovals(long[] entries, long[] removable) {
        long all = 0;
        long gone = 0;
        int last = 0;
        for (int run = 0; run < entries.length; run++) {
            all += entries[run];
            gone += removable[run];
            last = removable[run] > 0 ? run : last;
        }
        return gone == 0 || gone * REMOVALS_WORTH_A_MERGE < all ? null : new Range(0, last);
    }

    /** Neighbouring runs from {@code first} to {@code last}, both included, counted from the oldest. */
    record Range(int first, int last) {}

    /**
     * @param sizes bytes of the runs, oldest first
     * @return what to merge, or {@code null} if nothing needs it
     */
    @Nullable
    Range choose(long[] sizes) {
        if (sizes.length <= mostRuns) {
            return null;
        }
        int newest = sizes.length - 1;
        int best = newest - 1;
        double bestProportion = Double.MAX_VALUE;
        long newer = sizes[newest];
        for (int run = newest - 1; run >= 0; run--) {
            double proportion = sizes[run] / (double) Math.max(1, newer);
            if (proportion <= bestProportion) {
                bestProportion = proportion;
                best = run;
            }
            newer += sizes[run];
        }
        return new Range(best, newest);
    }
}
