package io.gramme.node.handoff;

/** Told of partitions in which a write may be missing on an owner without a hint: anti-entropy should look there soon. */
@FunctionalInterface
public interface DuePartitions {
    /** On the shard's loop; cheap to call often. */
    void markDue(int partition);

    /** Nobody repairs. */
    DuePartitions NONE = partition -> {};
}
