package io.gramme.node.metrics;

/** What anti-entropy counts. */
public interface AntiEntropyMetrics {
    /** Counts nothing. */
    AntiEntropyMetrics NONE = new AntiEntropyMetrics() {};

    /**
     * An exchange with a peer is over.
     *
     * @param nanos its time
     */
    default void exchanged(Outcome outcome, long nanos) {}

    /** Keys whose records differed and were merged. */
    default void repaired(long keys) {}

    /** Bytes sent for comparison and repair. */
    default void sent(long bytes) {}

    /** Partitions that are due now, ahead of their turn. */
    default void due(int partitions) {}

    /** How an exchange ended. */
    enum Outcome {
        EQUAL,
        REPAIRED,
        FAILED
    }
}
