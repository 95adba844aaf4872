package io.gramme.node.storage;

import io.gramme.node.tree.PartitionTree;
import org.jspecify.annotations.Nullable;

/** The anti-entropy trees of a shard's partitions over the LIVE space. On the shard's loop. */
public interface Trees {
    /**
     * A partition's tree as of the last commit, or {@code null} while the partition has never held a key. It changes with
     * every commit; copy what an exchange needs to keep.
     */
    @Nullable
    PartitionTree tree(int partition);

    /** Sums one leaf anew from the committed keys, and puts it right where it says something else. */
    Checked checkLeaf(int partition, int leaf);

    /**
     * The first leaf from one on in which the index has a committed key or the tree says that it has; {@code end} when there is
     * none before. An index that cannot be read there may have one. In a sparse partition most leaves need no look.
     *
     * @param end exclusive
     */
    int nextOccupied(int partition, int leaf, int end);

    /** Sums root and branches anew from the leaves, and puts them right; {@code false} when they were not. */
    boolean checkInside(int partition);

    /** What a look at a leaf found. */
    enum Checked {
        RIGHT,
        /** It said something else than the store holds; now it does not. */
        CORRECTED,
        /** The index cannot be read there; nothing was changed. */
        UNREADABLE
    }
}
