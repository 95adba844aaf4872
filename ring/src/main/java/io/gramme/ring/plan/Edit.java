package io.gramme.ring.plan;

/** One thing that is wanted of the ring's members. Members are named by their node index. */
public sealed interface Edit {
    /** A new node takes a seat. */
    record Join(Newcomer newcomer) implements Edit {}

    /** A member gives up all its partitions. */
    record Leave(int node) implements Edit {}

    /**
     * A newcomer takes the partitions of a member, which leaves: exactly those when it stands in the same zone with the
     * same weight, and as far as zones and balance allow otherwise.
     */
    record Replace(int node, Newcomer newcomer) implements Edit {}

    /** A member's share changes; 1..65535. */
    record Weight(int node, int weight) implements Edit {}

    /** A member stands in another failure domain. */
    record Zone(int node, String zone) implements Edit {}
}
