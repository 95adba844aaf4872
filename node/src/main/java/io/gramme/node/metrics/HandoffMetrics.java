package io.gramme.node.metrics;

/** What hinted handoff counts. */
public interface HandoffMetrics {
    /** Counts nothing. */
    HandoffMetrics NONE = new HandoffMetrics() {};

    /** Hints came to be on this node; at the start, those that were found on disk. */
    default void stored(long hints, long bytes) {}

    /** Hints were delivered and are gone. */
    default void replayed(long hints, long bytes) {}

    /** Hints were dropped undelivered. */
    default void dropped(Drop reason, long hints, long bytes) {}

    /** A hint was refused: the store is full of hints that may not be dropped. */
    default void refused() {}

    /** Why a hint was dropped. */
    enum Drop {
        AGE,
        ROOM,
        COVERED
    }
}
