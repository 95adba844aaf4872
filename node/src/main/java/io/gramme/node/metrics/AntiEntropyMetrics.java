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

    /** Leaves of a tree that did not say what the store holds; they do now. */
    default void drifted(int leaves) {}

    /** A record that cannot be read was found by looking for such. */
    default void damaged() {}

    /**
     * A record that could not be read was restored from the other owners.
     *
     * @param lossless whether it has all versions that it had
     */
    default void rescued(boolean lossless) {}

    /** So many partitions more, or fewer, that this node may not speak for. */
    default void untrusted(int more) {}

    /** So many pairs of a partition and another owner more, or fewer, are due now, ahead of their turn. */
    default void due(int more) {}

    /** How an exchange ended. */
    enum Outcome {
        EQUAL,
        REPAIRED,
        FAILED,
        /** It did not begin, since the peer compares the partition with another owner. */
        POSTPONED
    }
}
