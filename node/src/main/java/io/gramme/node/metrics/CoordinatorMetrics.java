package io.gramme.node.metrics;

/** What the coordination of reads and writes counts. */
public interface CoordinatorMetrics {
    /** Counts nothing. */
    CoordinatorMetrics NONE = new CoordinatorMetrics() {};

    /**
     * A request is over, with whatever result.
     *
     * @param nanos its whole time, monotonic
     */
    default void finished(Operation operation, Result result, long nanos) {}

    /** A request did not reach its quorum. */
    default void quorumMissed(Operation operation, Miss miss) {}

    /** A read showed this many siblings; 0 for a tombstone or nothing. */
    default void siblings(int count) {}

    /** A read sent the merged record to this many stale replicas. */
    default void readRepaired(int replicas) {}

    /** A request went to an owner, since this node is none. */
    default void forwarded() {}

    /** A fallback coordinated, since no owner was reachable. */
    default void coordinatedByFallback() {}

    /** A replica request met another epoch. */
    default void staleRing() {}

    /**
     * A retry made no new version, since the record knew its id.
     *
     * @param live whether the version is still there; else it has been overwritten
     */
    default void retried(boolean live) {}

    /** What arrived showed that this node had forgotten something of a key: its ownership marker there ended. */
    default void markerEnded() {}

    /** A last-writer-wins record dropped a concurrent version. */
    default void concurrentVersionDropped() {}

    /** What was asked. */
    enum Operation {
        GET,
        PUT,
        DELETE
    }

    /** How it ended. */
    enum Result {
        OK,
        NOT_FOUND,
        CONFLICT,
        QUORUM_FAILED,
        TIMED_OUT,
        OVERLOADED,
        REFUSED
    }

    /** Why a quorum was missed. */
    enum Miss {
        NOT_ENOUGH_REPLICAS,
        QUORUM_FAILED,
        TIMEOUT,
        PRIMARIES_UNAVAILABLE,
        STALE
    }
}
