package io.gramme.node.metrics;

/** What membership counts. */
public interface MembershipMetrics {
    /** Counts nothing. */
    MembershipMetrics NONE = new MembershipMetrics() {};

    /** Members in a state now, this node included. */
    default void members(State state, int count) {}

    /** A direct and all indirect probes of a member went unanswered. */
    default void probeFailed() {}

    /** This node was suspected and said otherwise. */
    default void refuted() {}

    /** A gossip packet was refused: broken, of another cluster or wrongly signed. */
    default void packetRefused() {}

    /** Lifeguard's local health score now, 0 is healthy. */
    default void healthScore(int score) {}

    /** The greatest clock difference to any live peer now, in milliseconds. */
    default void clockSkew(long millis) {}

    /** Newest decided ring version. */
    default void epoch(long epoch) {}

    /** What the failure detector holds of a member. */
    enum State {
        ALIVE,
        SUSPECT,
        DEAD,
        LEFT
    }
}
