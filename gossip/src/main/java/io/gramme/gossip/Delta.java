package io.gramme.gossip;

import org.jspecify.annotations.Nullable;

/**
 * One change as it is spread: "this process, in this incarnation, is in this state".
 *
 * @param told what the process says of itself; there when alive, else null
 * @param accuser who says so: the process's own node when alive or left, else who suspects or declares
 */
record Delta(
        ProcessId process,
        long incarnation,
        MemberState state,
        @Nullable Told told,
        NodeId accuser) {
    /** What a process says of itself. */
    record Told(Meta meta, Marks marks) {}

    Delta {
        Bounds.require(incarnation >= 0, "an incarnation is not negative");
        Bounds.require(
                (told != null) == (state == MemberState.ALIVE), "an alive delta, and no other, carries the meta");
    }

    static Delta alive(ProcessId process, long incarnation, Told told) {
        return new Delta(process, incarnation, MemberState.ALIVE, told, process.node());
    }

    static Delta accusation(ProcessId process, long incarnation, MemberState state, NodeId accuser) {
        return new Delta(process, incarnation, state, null, accuser);
    }

    NodeId node() {
        return process.node();
    }
}
