package io.gramme.node.coordinator;

/** Whether a failed request may have changed anything. */
public enum Outcome {
    /** Nothing was sent or applied. */
    NONE,
    /** At least one replica may hold the write; fewer than asked for. */
    PARTIAL,
    /** It may have happened in full. */
    UNKNOWN
}
