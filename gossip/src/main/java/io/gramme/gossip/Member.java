package io.gramme.gossip;

import org.jspecify.annotations.Nullable;

/** One other member in the table. Invariant: there is a suspicion exactly while the state is SUSPECT. */
final class Member {
    ProcessId process;
    long incarnation;
    MemberState state = MemberState.ALIVE;
    Meta meta;
    Marks marks;
    long sinceMillis;

    @Nullable
    Suspicion suspicion;
    /** It came back after another process had answered at its address: from then on that only makes it suspect. */
    boolean addressDisputed;
    /** When it was last told that it is not believed to be alive. */
    long correctedMillis = Long.MIN_VALUE / 2;

    Member(ProcessId process, long incarnation, Delta.Told told, long now) {
        this.process = process;
        this.incarnation = incarnation;
        this.meta = told.meta();
        this.marks = told.marks();
        this.sinceMillis = now;
    }

    NodeId node() {
        return process.node();
    }

    boolean isPresent() {
        return state.isPresent();
    }

    void become(ProcessId newest, long newestIncarnation, Delta.Told told) {
        process = newest;
        incarnation = newestIncarnation;
        meta = told.meta();
        marks = marks.max(told.marks());
    }

    MemberView view() {
        return new MemberView(process, incarnation, state, meta, marks, sinceMillis);
    }

    FullState.Entry entry() {
        return new FullState.Entry(process, incarnation, state, new Delta.Told(meta, marks));
    }

    /**
     * Whether another process claims this one's place: one of the same boot counter, or of a higher one at another address
     * while this one is present, which is a node that moved or a second process on a copy of its disk.
     */
    boolean isClaimedBy(ProcessId other, @Nullable Address at) {
        boolean elsewhere = at != null && !at.equals(meta.peer());
        boolean later = node().equals(other.node()) && other.bootCounter() > process.bootCounter();
        return other.isCloneOf(process) || (later && elsewhere && isPresent());
    }

    /** The record as a change to pass on. */
    Delta delta(NodeId teller) {
        return state == MemberState.ALIVE
                ? Delta.alive(process, incarnation, new Delta.Told(meta, marks))
                : Delta.accusation(process, incarnation, state, teller);
    }
}
