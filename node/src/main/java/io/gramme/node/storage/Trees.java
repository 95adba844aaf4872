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
}
