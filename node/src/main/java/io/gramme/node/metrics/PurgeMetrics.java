package io.gramme.node.metrics;

/** What purging counts. */
public interface PurgeMetrics {
    /** Counts nothing. */
    PurgeMetrics NONE = new PurgeMetrics() {};

    /** Dead records are gone from every owner. */
    default void purged(long records) {}

    /** Clocks are shorter on every owner. */
    default void trimmed(long records) {}

    /** Dead records stay for a later round, for that first reason. */
    default void blocked(Block block, long records) {}

    /** Ledger entries whose time was over are gone. */
    default void forgotten(long entries) {}

    /** Records of a restored disk came for keys that may have been purged, and were set aside. */
    default void fenced(long records) {}

    /** What stood in the way. */
    enum Block {
        OWNER_SILENT,
        OWNER_DIFFERS,
        OWNER_NOT_NOW,
        MEMBER_SILENT,
        HINTS_KEPT,
        DATA_UNPUSHED
    }
}
