package io.gramme.node.coordinator;

import io.gramme.ring.Ring;
import org.jspecify.annotations.Nullable;

/**
 * The order of fallbacks of each partition, worked out once: it costs a logarithm a member, and all partitions need theirs
 * anew at about the same time. A ring of the same members leaves it as it is where it leaves the rows.
 */
final class FallbackOrder {
    private @Nullable Ring ring;
    private int[] @Nullable [] byPartition = new int[0][];

    @SuppressWarnings("ReferenceEquality") // rings are shared snapshots; another object is looked at anew
    int[] of(Ring asked, int partition) {
        if (ring != asked) {
            byPartition = kept(ring, asked);
            ring = asked;
        }
        int[] order = byPartition[partition];
        if (order == null) {
            order = asked.fallbacks(partition);
            byPartition[partition] = order;
        }
        return order;
    }

    private int[] @Nullable [] kept(@Nullable Ring before, Ring next) {
        int[] @Nullable [] kept = new int[next.shape().partitions().count()][];
        if (before != null
                && before.shape().equals(next.shape())
                && before.members().equals(next.members())) {
            for (int p = 0; p < kept.length; p++) {
                boolean same = before.current(p).equals(next.current(p))
                        && before.target(p).equals(next.target(p));
                kept[p] = same ? byPartition[p] : null;
            }
        }
        return kept;
    }
}
