package io.gramme.node.coordinator;

/** What a {@link WriteCore} wants done, in the order of the list; an answer always comes last. */
sealed interface WriteEffect {
    /** Send the record to an owner. */
    record SendToOwner(int node) implements WriteEffect {}

    /** Send the record to a fallback, which keeps it for these owners. */
    record SendToFallback(int node, int[] keptFor) implements WriteEffect {}

    /** Keep a hint for these owners on the coordinator itself: nobody else is there to do it. Counts for nothing. */
    record KeepHint(int[] owners) implements WriteEffect {}

    /** Send the record again, marked as missed by the target row, to every current owner that holds it. */
    record SendMarked(int node) implements WriteEffect {}

    /** Answer the client. */
    record Answer(Verdict verdict) implements WriteEffect {}
}
