package io.gramme.node.storage.log;

import io.gramme.node.storage.Storage.Durability;

/** Who waits for one frame. */
@FunctionalInterface
public interface Ticket {
    /**
     * The frame was committed; called on the loop that appended it, in the order of appending.
     *
     * @param position where the frame begins
     */
    void onCommitted(long position, Durability durability);
}
