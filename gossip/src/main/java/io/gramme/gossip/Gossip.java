package io.gramme.gossip;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The membership protocol of one process as a state machine: events and the time go in, effects come out.
 *
 * <p>{@code now} is a monotonic clock in milliseconds that never goes back. One thread at a time.
 */
public final class Gossip {
    private final Self self;

    public Gossip(GossipConfig config, Self self, Secrets secrets, Chance chance) {
        this.self = self;
    }

    /** The first event: starts the timers and asks the seeds and the remembered ring members for their state. */
    public Step onStart(long now, List<Address> seeds, List<Remembered> remembered) {
        return new Step(List.of(), now);
    }

    /** The time asked for by {@link Step#wakeAtMillis} has come. Early calls do no harm; a late one counts as a stall. */
    public Step onTick(long now) {
        return new Step(List.of(), now);
    }

    /** A UDP packet came in. Anything may be in it: what is not signed and well formed is dropped and counted. */
    public Step onDatagram(long now, Address from, byte[] bytes) {
        return new Step(List.of(), now);
    }

    /** A peer sent its full state by TCP: gives a {@link Effect.ReplyState} unless the bytes were dropped. */
    public Step onStateRequested(long now, byte[] bytes) {
        return new Step(List.of(), now);
    }

    /** The answer to an {@link Effect.ExchangeState}. */
    public Step onStateReceived(long now, byte[] bytes) {
        return new Step(List.of(), now);
    }

    /** A process answered the {@link Effect.TcpPing} of that sequence. */
    public Step onTcpAnswer(long now, long sequence, ProcessId answered) {
        return new Step(List.of(), now);
    }

    /** Replaces the seeds; they are asked at once. */
    public Step onSeeds(long now, List<Address> seeds) {
        return new Step(List.of(), now);
    }

    /** The nodes with a seat in the ring (current or target rows): they are never forgotten and are retried for ever. */
    public Step onRingMembers(long now, Collection<NodeId> members) {
        return new Step(List.of(), now);
    }

    /** Nodes that a plan removed or replaced: forgotten, and whatever comes from them is dropped. Replaces the set. */
    public Step onBanned(long now, Collection<NodeId> nodes) {
        return new Step(List.of(), now);
    }

    /** This member tells something else of itself from now on: a new incarnation. */
    public Step onMeta(long now, Meta meta) {
        return new Step(List.of(), now);
    }

    /** The own disk has come further. Costs nothing: the marks ride along. */
    public Step onMarks(long now, Marks marks) {
        return new Step(List.of(), now);
    }

    /**
     * Whether every loop of this process has turned within the last second. While not, it answers no probe, refutes
     * nothing and accuses nobody; back in health it refutes what it was accused of.
     */
    public Step onHealth(long now, boolean healthy) {
        return new Step(List.of(), now);
    }

    /** Announces to the cluster, if it wins against what is known of its kind. */
    public Step onAnnounce(long now, Announcement announcement) {
        return new Step(List.of(), now);
    }

    /** After {@link Effect.ToldOfGreaterSelf} or a RESTORED refusal: the new identity, durable by now. */
    public Step onIdentityRaised(long now, long bootCounter, Marks marks) {
        return new Step(List.of(), now);
    }

    /** The keys of a rotation step. */
    public Step onSecrets(long now, Secrets secrets) {
        return new Step(List.of(), now);
    }

    /** Says good-bye: the others see LEFT instead of a failure. Keep going for about a second so that it spreads. */
    public Step onLeave(long now) {
        return new Step(List.of(), now);
    }

    /** This member as it tells of itself. */
    public MemberView self() {
        return new MemberView(self.process(), 0, MemberState.ALIVE, self.meta(), self.marks(), 0);
    }

    /** Every known member, this one included, dead ones too, by ascending node id. */
    public List<MemberView> members() {
        return List.of();
    }

    /** One of them. */
    public Optional<MemberView> member(NodeId node) {
        return Optional.empty();
    }

    /** The greatest boot counter and marks heard of each node, by ascending node id; to be kept durably for ring members. */
    public List<Greatest> greatest() {
        return List.of();
    }

    /** Lifeguard's local health score: 0 is healthy, 7 the worst. */
    public int localHealth() {
        return 0;
    }

    public Counters counters() {
        return new Counters(0, 0, 0, 0, 0, 0, 0, 0);
    }
}
