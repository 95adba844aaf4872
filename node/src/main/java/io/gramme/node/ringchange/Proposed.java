package io.gramme.node.ringchange;

import io.gramme.ring.Ring;

/** What became of a proposed ring. */
public sealed interface Proposed {
    /** It is the next epoch. */
    record Decided(Ring ring) implements Proposed {}

    /** Another ring is: plan anew on that one. It may be some epochs ahead. */
    record Lost(Ring to) implements Proposed {}

    /**
     * No majority of the group answered in time.
     *
     * @param mayTakeEffect whether the ring may be decided all the same, later; if not, nothing happened
     */
    record Unknown(boolean mayTakeEffect) implements Proposed {}

    /** Nothing was proposed. */
    record NotPossible(String why) implements Proposed {}
}
