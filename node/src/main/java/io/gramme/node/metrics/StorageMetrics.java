package io.gramme.node.metrics;

/** What the store counts. */
public interface StorageMetrics {
    /** Counts nothing. */
    StorageMetrics NONE = new StorageMetrics() {};

    /**
     * An fsync of the log.
     *
     * @param nanos its time
     * @param records how many it made durable
     * @param bytes what they take in the log
     */
    default void synced(long nanos, int records, long bytes) {}

    /**
     * A read went to the log or the index.
     *
     * @param nanos its time
     */
    default void read(long nanos) {}

    /** Compaction has read and rewritten this many bytes. */
    default void compacted(long bytesRead, long bytesWritten) {}

    /** A delta was flushed or runs were merged into a run of this many entries. */
    default void runBuilt(long entries, long nanos) {}

    /** Something could not be read. */
    default void unreadable() {}

    /** A write was refused. */
    default void refused(Refusal refusal) {}

    /** What the disk holds now, in bytes. */
    default void stored(Kind kind, long bytes) {}

    /** Keys in the index now. */
    default void keys(long keys) {}

    /** Why a write was refused. */
    enum Refusal {
        DISK_FULL,
        QUEUE_FULL
    }

    /** What bytes are of. */
    enum Kind {
        /** Log segments that hold live records. */
        LOG_LIVE,
        /** What compaction would free. */
        LOG_DEAD,
        INDEX,
        FREE
    }
}
