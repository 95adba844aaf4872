package io.gramme.node.coordinator;

import java.util.function.Consumer;

/**
 * Where a replica notes that a write of a moving partition did not reach its target row. The partition then switches only
 * after another check of the trees. Implemented by {@code ringchange}.
 */
@FunctionalInterface
public interface TargetMisses {
    /** Whether this node may merge records of a partition that the ring gives it: nothing older is in the way. */
    default boolean mayMerge(int partition) {
        return true;
    }

    /**
     * Notes a miss, before the write is stored.
     *
     * @param onNoted told on this loop, once the note is as durable as it gets, {@code true}; or {@code false} when this
     *     node has confirmed the switch of the partition and refuses such writes
     */
    void note(int partition, Consumer<Boolean> onNoted);

    /** No partition moves: nothing to note. */
    TargetMisses NONE = (partition, onNoted) -> onNoted.accept(true);
}
