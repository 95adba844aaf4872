package io.gramme.gossip;

/**
 * One member as this process sees it.
 *
 * @param process its newest known run
 * @param incarnation raised by the member itself, from 0 in each run
 * @param state what is believed
 * @param meta what it told of itself in that incarnation
 * @param marks the greatest heard
 * @param sinceMillis when the state began, on the clock of the {@code now} arguments
 */
public record MemberView(
        ProcessId process, long incarnation, MemberState state, Meta meta, Marks marks, long sinceMillis) {
    /** Whose record it is. */
    public NodeId node() {
        return process.node();
    }
}
