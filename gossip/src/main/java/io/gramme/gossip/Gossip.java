package io.gramme.gossip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The membership protocol of one process as a state machine: events and the time go in, effects come out.
 *
 * <p>{@code now} is a monotonic clock in milliseconds that never goes back; {@link #onStart} is the first event and comes
 * once. One thread at a time. Nothing here throws for what arrives from outside.
 *
 * <p>The parts, one idea each: {@link Beliefs} and {@link Suspicion} (who is in which state), {@link SelfDefence}
 * (refutation, restored disks), {@link Prober}, {@link ProbeOrder}, {@link HelperPings} and {@link LocalHealth} (failure
 * detection), {@link Spreader} and {@link RetransmitQueue} (dissemination), {@link StateExchange} (push-pull and
 * reconnecting), {@link CloneWatch} (one identity, two processes).
 */
public final class Gossip {
    private static final long FORGET_CHECK_MILLIS = 60_000;
    private static final long ALARM_QUIET_MILLIS = 30_000;

    private final Local local;
    private final Envelope envelope;
    private final MemberTable members;
    private final GreatestTable greatest = new GreatestTable();
    private final Announcements announcements = new Announcements();
    private final Spreader spreader;
    private final SelfDefence selfDefence;
    private final Beliefs beliefs;
    private final Prober prober;
    private final HelperPings helperPings;
    private final CloneWatch cloneWatch;
    private final StateMessages stateMessages;
    private final StateExchange stateExchange;
    private final Inbox inbox;

    private long wakeAtMillis = Long.MAX_VALUE;
    private long forgetCheckMillis = Long.MAX_VALUE;
    private long otherClusterMillis = Long.MIN_VALUE / 2;

    /** A machine that has not started yet. */
    public Gossip(GossipConfig config, Self self, Secrets secrets, Chance chance) {
        local = new Local(config, self, chance);
        envelope = new Envelope(self.cluster(), secrets);
        members = new MemberTable(chance);
        spreader = new Spreader(local, members, envelope);
        selfDefence = new SelfDefence(local, spreader);
        beliefs = new Beliefs(local, members, spreader, selfDefence, greatest);
        prober = new Prober(local, members, beliefs, spreader);
        helperPings = new HelperPings(local, spreader);
        cloneWatch = new CloneWatch(local, members, prober, spreader);
        stateMessages = new StateMessages(local, members, greatest, announcements, envelope);
        stateExchange = new StateExchange(local, members, stateMessages);
        inbox = new Inbox(new Inbox.Parts(
                local, members, beliefs, spreader, prober, helperPings, cloneWatch, announcements, greatest));
    }

    /** The first event: starts the timers and asks the seeds and the remembered ring members for their state. */
    public Step onStart(long now, List<Address> seeds, List<Remembered> remembered) {
        remembered.forEach(one -> greatest.hear(one.greatest()));
        hearOwnMarks();
        prober.onStart(now);
        stateExchange.onStart(now, remembered);
        stateExchange.seeds(seeds, now);
        stateExchange.onTick(now);
        spreader.spread(local.delta());
        forgetCheckMillis = now + FORGET_CHECK_MILLIS;
        return step(now);
    }

    /** The time asked for by {@link Step#wakeAtMillis} has come. Early calls do no harm; a late one counts as a stall. */
    public Step onTick(long now) {
        begin(now);
        beliefs.onTick(now);
        prober.onTick(now);
        helperPings.onTick(now);
        stateExchange.onTick(now);
        forgetTheLongDead(now);
        spreader.onTick(now);
        return step(now);
    }

    /** A UDP packet came in. Anything may be in it: what is not signed and well formed is dropped and counted. */
    public Step onDatagram(long now, Address from, byte[] bytes) {
        begin(now);
        local.tally.received++;
        Packet packet = opened(bytes, from, now);
        if (packet != null) {
            inbox.onPacket(packet, from, now);
        }
        return step(now);
    }

    /** A peer sent its full state by TCP: gives a {@link Effect.ReplyState} unless the bytes were dropped. */
    public Step onStateRequested(long now, byte[] bytes) {
        begin(now);
        FullState state = stateMessages.open(bytes);
        if (state != null) {
            answer(state, now);
        }
        return step(now);
    }

    /** The answer to an {@link Effect.ExchangeState}. */
    public Step onStateReceived(long now, byte[] bytes) {
        begin(now);
        FullState state = stateMessages.open(bytes);
        if (state != null && !members.isBanned(state.sender().node()) && !isDisputed(state, now)) {
            takeIn(state, now);
        }
        return step(now);
    }

    /** A process answered the {@link Effect.TcpPing} of that sequence. */
    public Step onTcpAnswer(long now, long sequence, ProcessId answered) {
        begin(now);
        inbox.onTcpAnswer(sequence, answered, now);
        return step(now);
    }

    /** Replaces the seeds; they are asked at once. */
    public Step onSeeds(long now, List<Address> seeds) {
        begin(now);
        stateExchange.seeds(seeds, now);
        return step(now);
    }

    /** The nodes with a seat in the ring (current or target rows): they are never forgotten and are retried for ever. */
    public Step onRingMembers(long now, Collection<NodeId> members) {
        begin(now);
        this.members.ringMembers(members);
        return step(now);
    }

    /** Nodes that a plan removed or replaced: forgotten, and whatever comes from them is dropped. Replaces the set. */
    public Step onBanned(long now, Collection<NodeId> nodes) {
        begin(now);
        members.banned(nodes);
        forgetIf(member -> members.isBanned(member.node()));
        return step(now);
    }

    /** This member tells something else of itself from now on: a new incarnation. */
    public Step onMeta(long now, Meta meta) {
        begin(now);
        if (!meta.equals(local.meta)) {
            local.meta = meta;
            local.incarnation++;
            spreader.spread(local.delta());
        }
        return step(now);
    }

    /** The own disk has come further. Costs nothing: the marks ride along. */
    public Step onMarks(long now, Marks marks) {
        begin(now);
        local.marks = local.marks.max(marks);
        hearOwnMarks();
        return step(now);
    }

    /**
     * Whether every loop of this process has turned within the last second. While not, it answers no probe, refutes
     * nothing and accuses nobody; back in health it refutes what it was accused of.
     */
    public Step onHealth(long now, boolean healthy) {
        begin(now);
        local.able = healthy;
        if (healthy) {
            selfDefence.onAble();
        }
        return step(now);
    }

    /** Announces to the cluster, if it wins against what is known of its kind. */
    public Step onAnnounce(long now, Announcement announcement) {
        begin(now);
        if (announcements.hear(announcement)) {
            spreader.spread(announcement);
        }
        return step(now);
    }

    /** After {@link Effect.ToldOfGreaterSelf} or a RESTORED refusal: the new identity, durable by now. */
    public Step onIdentityRaised(long now, long bootCounter, Marks marks) {
        begin(now);
        Bounds.require(bootCounter > local.process.bootCounter(), "a raised boot counter is above the one before");
        local.process = new ProcessId(local.node(), bootCounter, local.process.nonce());
        local.incarnation = 0;
        local.marks = local.marks.max(marks);
        hearOwnMarks();
        spreader.spread(local.delta());
        stateExchange.reconnectNow(now);
        return step(now);
    }

    /** The keys of a rotation step. */
    public Step onSecrets(long now, Secrets secrets) {
        begin(now);
        envelope.rotate(secrets);
        return step(now);
    }

    /** Says good-bye: the others see LEFT instead of a failure. Keep going for about a second so that it spreads. */
    public Step onLeave(long now) {
        begin(now);
        local.leaving = true;
        spreader.spread(local.delta());
        return step(now);
    }

    /** This member as it tells of itself. */
    public MemberView self() {
        return local.view();
    }

    /** Every known member, this one included, dead ones too, by ascending node id. */
    public List<MemberView> members() {
        List<MemberView> views = new ArrayList<>();
        views.add(local.view());
        members.all().forEach(member -> views.add(member.view()));
        views.sort(Comparator.comparing(MemberView::node));
        return views;
    }

    /** One of them. */
    public Optional<MemberView> member(NodeId node) {
        if (node.equals(local.node())) {
            return Optional.of(local.view());
        }
        return Optional.ofNullable(members.get(node)).map(Member::view);
    }

    /** The greatest boot counter and marks heard of each node, by ascending node id; the host keeps ring members' durably. */
    public List<Greatest> greatest() {
        return greatest.all();
    }

    /** Lifeguard's local health score: 0 is healthy, 7 the worst. */
    public int localHealth() {
        return local.health.score();
    }

    /** What was counted since the start. */
    public Counters counters() {
        return local.tally.snapshot();
    }

    /** Changes that are still being spread. */
    int unspread() {
        return spreader.backlog();
    }

    @Nullable
    Member lookedUp(NodeId node) {
        return members.get(node);
    }

    /** An event that comes much later than it was asked for tells that this process stood still, not the others. */
    private void begin(long now) {
        long late = now - wakeAtMillis;
        if (late >= local.config.stallMillis()) {
            local.tally.stalls++;
            local.health.add(1);
            beliefs.prolong(late);
            prober.excuse(now);
            helperPings.excuse();
        }
    }

    private Step step(long now) {
        long due = Math.min(Math.min(prober.dueMillis(), beliefs.dueMillis()), helperPings.dueMillis());
        due = Math.min(Math.min(due, spreader.dueMillis()), Math.min(stateExchange.dueMillis(), forgetCheckMillis));
        wakeAtMillis = Math.max(due, now);
        return new Step(local.outbox.drain(), wakeAtMillis);
    }

    private @Nullable Packet opened(byte[] bytes, Address from, long now) {
        Packet packet = null;
        switch (envelope.check(Envelope.Form.DATAGRAM, bytes)) {
            case OPENED -> packet = PacketCodec.decode(bytes);
            case OTHER_CLUSTER -> {
                local.tally.otherCluster++;
                if (now - otherClusterMillis >= ALARM_QUIET_MILLIS) {
                    otherClusterMillis = now;
                    local.outbox.add(new Effect.OtherClusterMet(Envelope.clusterOf(bytes), from));
                }
                return null;
            }
            case UNSIGNED -> {
                local.tally.unsigned++;
                return null;
            }
            case MALFORMED -> {}
        }
        if (packet == null) {
            local.tally.malformed++;
        }
        return packet;
    }

    private void answer(FullState state, long now) {
        if (members.isBanned(state.sender().node()) || isDisputed(state, now)) {
            stateMessages.replyBare(state.sender().node());
        } else {
            takeIn(state, now);
            stateMessages.reply();
        }
    }

    /**
     * Whether somebody else has the sender's place, or may have; what it says is not taken in, and who has it is asked. A
     * state without members only tells its receiver what is known of it.
     */
    private boolean isDisputed(FullState state, long now) {
        ProcessId sender = state.sender();
        Address at = state.entries().stream()
                .filter(entry -> entry.process().equals(sender))
                .map(entry -> entry.told().meta().peer())
                .findFirst()
                .orElse(null);
        if (at == null) {
            return false;
        } else if (sender.node().equals(local.node())) {
            return isSecondSelf(sender, at, now);
        }
        Member known = members.get(sender.node());
        if (known == null || !known.isClaimedBy(sender, at)) {
            return false;
        }
        cloneWatch.onClaim(known, sender, at, now);
        return true;
    }

    /** Whether another process runs under this one's identity. Who has peers refuses who may have none. */
    private boolean isSecondSelf(ProcessId sender, Address at, long now) {
        boolean elsewhere = !at.equals(local.meta.peer());
        boolean itself = sender.nonce() == local.process.nonce();
        if (itself || !(sender.isCloneOf(local.process) || elsewhere)) {
            return false;
        }
        selfDefence.conflict(sender, now);
        if (!members.isAlone()) {
            cloneWatch.refuseOwnClone(sender, at);
        }
        return true;
    }

    private void takeIn(FullState state, long now) {
        NodeId teller = state.sender().node();
        for (FullState.Entry entry : state.entries()) {
            Member claimed = beliefs.hear(entry, teller, now);
            if (claimed != null) {
                cloneWatch.onClaim(claimed, entry.process(), entry.told().meta().peer(), now);
            }
        }
        for (Greatest one : state.greatest()) {
            if (one.node().equals(local.node())) {
                selfDefence.hear(one, teller);
            } else {
                greatest.hear(one);
            }
        }
        state.announcements().forEach(announcement -> inbox.hear(announcement, teller));
    }

    private void hearOwnMarks() {
        greatest.hear(new Greatest(local.node(), local.process.bootCounter(), local.marks));
    }

    private void forgetTheLongDead(long now) {
        if (now < forgetCheckMillis) {
            return;
        }
        forgetCheckMillis = now + FORGET_CHECK_MILLIS;
        forgetIf(member -> !member.isPresent()
                && !members.isRingMember(member.node())
                && now - member.sinceMillis >= local.config.forgetMillis());
    }

    private void forgetIf(Predicate<Member> condition) {
        members.all().stream().filter(condition).toList().forEach(beliefs::forget);
    }
}
