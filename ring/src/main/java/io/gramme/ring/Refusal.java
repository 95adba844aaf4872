package io.gramme.ring;

/**
 * Why a plan or a change was not made. Expected, never an exception; nothing has changed.
 *
 * @param reason the kind, for programs
 * @param text the facts with their numbers, for people
 */
public record Refusal(Reason reason, String text) {
    /** The kinds of refusal. */
    public enum Reason {
        /** The plan names a node that is no member, or names one twice. */
        UNKNOWN_MEMBER,
        /** A newcomer's id or name is taken, or its id has left the ring before. */
        ALREADY_KNOWN,
        /** A weight, zone or name out of its range. */
        INVALID_VALUE,
        /** No node would be left. */
        NO_NODES,
        /** Rows would get shorter than N, or shorter than they are; {@code --allow-fewer} permits it. */
        TOO_FEW_NODES,
        /** A row would be too short, hold a node twice or lack a zone. */
        UNSAFE_ROW,
        /** All node indices have been given away. */
        NO_INDEX_LEFT,
        /** The ring has moved on in a way the plan does not know. */
        SUPERSEDED,
        /** A partition named for a switch has no target row. */
        NO_TARGET,
        /** The plan or change would alter nothing. */
        NOTHING_TO_DO,
        /** A recovery while the decider group still has its majority. */
        GROUP_HAS_MAJORITY,
        /** A member that still owns partitions or has a seat cannot be retired. */
        STILL_NEEDED,
        /** No further epoch can be made. */
        EPOCHS_EXHAUSTED,
    }
}
