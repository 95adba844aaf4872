package io.gramme.gossip;

/** This process: who it is, what it says of itself, how well it is. Changed by the machine's parts, on its thread. */
final class Local {
    final GossipConfig config;
    final ClusterId cluster;
    final Chance chance;
    final LocalHealth health = new LocalHealth();
    final Tally tally = new Tally();
    final Outbox outbox = new Outbox();

    ProcessId process;
    Meta meta;
    Marks marks;
    long incarnation;
    boolean leaving;
    /** Whether the host's loops turn, so that probes may be answered. */
    boolean able = true;

    private long lastSequence;

    Local(GossipConfig config, Self self, Chance chance) {
        this.config = config;
        this.cluster = self.cluster();
        this.chance = chance;
        this.process = self.process();
        this.meta = self.meta();
        this.marks = self.marks();
    }

    NodeId node() {
        return process.node();
    }

    /** A number for a probe, unique in this process. */
    long nextSequence() {
        return ++lastSequence;
    }

    Delta delta() {
        return leaving
                ? Delta.accusation(process, incarnation, MemberState.LEFT, node())
                : Delta.alive(process, incarnation, new Delta.Told(meta, marks));
    }

    FullState.Entry entry() {
        return new FullState.Entry(
                process, incarnation, leaving ? MemberState.LEFT : MemberState.ALIVE, new Delta.Told(meta, marks));
    }

    MemberView view() {
        return new MemberView(process, incarnation, leaving ? MemberState.LEFT : MemberState.ALIVE, meta, marks, 0);
    }
}
