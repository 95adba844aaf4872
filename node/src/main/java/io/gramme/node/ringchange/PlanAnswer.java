package io.gramme.node.ringchange;

import io.gramme.ring.Epoch;

/** What came of a wish to change the ring. */
public sealed interface PlanAnswer {
    /** The plan as it is staged now. */
    record Staged(PlanView plan) implements PlanAnswer {}

    /** Nothing is staged on this node. */
    record NothingStaged() implements PlanAnswer {}

    /** Another plan is staged than the one that was named. */
    record OtherPlan(String etag) implements PlanAnswer {}

    /** It cannot be, and why. */
    record Refused(String reason, String text) implements PlanAnswer {}

    /** It is decided: this epoch brings it. */
    record Decided(Epoch epoch) implements PlanAnswer {}

    /** Another change of the ring was decided first; the staged plan is void. */
    record Lost(String text) implements PlanAnswer {}

    /** No majority of the deciders answered in time; {@code mayTakeEffect} tells whether it may come all the same. */
    record Unknown(boolean mayTakeEffect) implements PlanAnswer {}
}
