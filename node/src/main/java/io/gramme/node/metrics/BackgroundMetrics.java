package io.gramme.node.metrics;

/** What the background budget counts. */
public interface BackgroundMetrics {
    /** Counts nothing. */
    BackgroundMetrics NONE = new BackgroundMetrics() {};

    /**
     * Work was let through.
     *
     * @param waitedNanos how long it had to wait
     */
    default void granted(Task task, long bytes, long waitedNanos) {}

    /** The budget of all background work now, in bytes a second. */
    default void budget(long bytesPerSecond) {}

    /** Whose work. */
    enum Task {
        HINTS,
        REPAIR,
        TRANSFER,
        COMPACTION,
        PURGE
    }
}
