package io.gramme.ring;

/** What the ring holds of a member. Whether it answers is not here: that is the failure detector's business. */
public enum MemberState {
    /** May own partitions. */
    SEATED,
    /** A committed plan took its seat; it serves its current rows until they are switched. */
    LEAVING,
    /** Given up by {@code cluster recover}; keeps its rows until a plan moves them, and is refused if it returns. */
    LOST
}
