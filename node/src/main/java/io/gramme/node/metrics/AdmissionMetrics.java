package io.gramme.node.metrics;

/** What admission counts. */
public interface AdmissionMetrics {
    /** Counts nothing. */
    AdmissionMetrics NONE = new AdmissionMetrics() {};

    /** A request was let in; {@link #ended} follows once. */
    default void admitted(Kind kind) {}

    /** A request that was let in is over. */
    default void ended(Kind kind) {}

    /** A request was turned away. */
    default void shed(Shed reason) {}

    /** Requests that may run at once on a shard now. */
    default void limit(int requests) {}

    /** Who asks. */
    enum Kind {
        CLIENT,
        REPLICA
    }

    /** Why it was turned away. */
    enum Shed {
        INFLIGHT,
        QUEUE_DELAY,
        DEADLINE,
        DRAINING
    }
}
