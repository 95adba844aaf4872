package io.gramme.node.coordinator;

import io.gramme.ring.Ring;
import org.jspecify.annotations.Nullable;

/** The order of fallbacks of each partition, worked out once for each ring version: it costs a logarithm a member. */
final class FallbackOrder {
    private @Nullable Ring ring;
    private int[] @Nullable [] byPartition = new int[0][];

    @SuppressWarnings("ReferenceEquality") // rings are shared snapshots; another object is worked out anew
    int[] of(Ring asked, int partition) {
        if (ring != asked) {
            ring = asked;
            byPartition = new int[asked.shape().partitions().count()][];
        }
        int[] order = byPartition[partition];
        if (order == null) {
            order = asked.fallbacks(partition);
            byPartition[partition] = order;
        }
        return order;
    }
}
