package io.gramme.node.membership;

import io.gramme.gossip.Announcement;
import io.gramme.gossip.Effect;
import io.gramme.gossip.Gossip;
import io.gramme.gossip.GossipConfig;
import io.gramme.gossip.Marks;
import io.gramme.gossip.MemberFlag;
import io.gramme.gossip.MemberState;
import io.gramme.gossip.MemberView;
import io.gramme.gossip.Meta;
import io.gramme.gossip.Remembered;
import io.gramme.gossip.RingStamp;
import io.gramme.gossip.Secrets;
import io.gramme.gossip.Self;
import io.gramme.node.metrics.MembershipMetrics;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.runtime.FatalHandler;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.NodeTransport;
import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Members;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.SeatNames;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node tells of itself by gossip, and what it makes of what the others tell. It starts once the cluster is known;
 * until then it only answers TCP pings. Lives on the control loop.
 */
public final class Membership {
    private static final long TICK_MILLIS = 1_000;
    private static final long UNANSWERED_MILLIS = 2_000;

    private final Ports ports;
    private final Parts parts;
    private final HealthGate health;
    private final GossipDriver driver;
    private final PeerBook peers;
    private final PeerMemory memory;
    private final GossipCounts gossipCounts;
    private final IdentityRaiser raiser;
    private Listener listener = new Listener() {};
    private @Nullable KnownRing known;
    private @Nullable OwnCard card;
    private final DiskMark diskMark;
    private boolean stopped;

    /**
     * What it stands on.
     *
     * @param view the clock, the control loop's timers and the shards' loops
     * @param watched executors that have to turn for this node to be healthy
     * @param opened where the value log ended when it was opened, on the control loop
     * @param synced last fsynced sequence of the value log, on the control loop
     */
    public record Ports(
            ViewBoard.Ports view,
            List<SerialExecutor> watched,
            NodeTransport transport,
            Randomness randomness,
            LongSupplier opened,
            LongSupplier synced,
            MembershipMetrics metrics,
            FatalHandler fatal) {}

    /**
     * What it works with.
     *
     * @param remembered where ring members are kept across restarts
     */
    public record Parts(
            LocalIdentity identity, HelloJudge judge, ViewBoard board, ClusterEvents events, CellWriter remembered) {}

    /** Who wants to know what gossip brings. Called on the control loop. */
    public interface Listener {
        /** A member says that it holds a ring of that epoch and hash. */
        default void onRingHeard(NodeId member, Epoch epoch, long hash) {}

        /** An announcement of another member won. */
        default void onAnnouncement(Announcement announcement, NodeId from) {}

        /** This directory counts as restored; the identity says the new generation, durable by now. */
        default void onIdentityRaised(DiskIdentity identity) {}
    }

    /**
     * How to join the cluster's gossip.
     *
     * @param seeds addresses from the configuration
     * @param rememberedPeers what {@link Parts#remembered} held at the start, or nothing
     */
    public record Joining(
            GossipConfig config, Secrets secrets, List<PeerAddress> seeds, Optional<byte[]> rememberedPeers) {}

    public Membership(Ports ports, Parts parts) {
        this.ports = ports;
        this.diskMark = new DiskMark(ports.opened(), ports.synced());
        this.parts = parts;
        this.health = new HealthGate(ports.view(), ports.watched(), this::onHealth);
        this.driver = new GossipDriver(ports.view(), ports.transport(), parts.identity(), this::onEffect);
        this.peers = new PeerBook(parts.identity().current().node(), ports.transport());
        this.memory = new PeerMemory(self(), parts.remembered(), parts.events(), this::knownPeers);
        this.gossipCounts = new GossipCounts(ports.metrics());
        this.raiser = new IdentityRaiser(parts, this::onRaised, ports.fatal());
        parts.judge().knows(this);
        parts.board().livenessFrom(this::liveness);
        parts.board()
                .conditionsFrom(node ->
                        member(node).map(one -> Condition.of(one.meta())).orElse(Set.of()));
        parts.board().onBars(this::tellMeta);
    }

    /** Sets who is told; before anything starts. */
    public void listener(Listener wanted) {
        listener = wanted;
    }

    /** Starts the watch over the loops. */
    public void start(OwnCard own) {
        card = own;
        health.start();
    }

    /** The first known ring: joins the gossip of its cluster. */
    public void join(KnownRing first, Joining joining) {
        List<Remembered> remembered = memory.recall(joining.rememberedPeers());
        known = first;
        peers.ring(first.ring());
        Self self = new Self(
                new io.gramme.gossip.ClusterId(
                        first.ring().shape().cluster().high(),
                        first.ring().shape().cluster().low()),
                GossipNames.gossip(parts.identity().process()),
                meta(),
                marks());
        Randomness chance = ports.randomness().fork("gossip");
        Gossip machine = new Gossip(joining.config(), self, joining.secrets(), chance::nextInt);
        parts.board().ring(first.ring());
        List<io.gramme.gossip.Address> seeds =
                joining.seeds().stream().map(GossipNames::gossip).toList();
        driver.start(machine, (gossip, now) -> gossip.onStart(now, seeds, remembered));
        tellRing();
        tellSeat(first.ring(), Invariants.present(card, "not started"));
        if (first.ring().members().all().stream().allMatch(member -> member.id().equals(self()))) {
            parts.board().bar(Bar.UNANSWERED, false);
        } else {
            ports.view()
                    .timers()
                    .schedule(UNANSWERED_MILLIS, () -> parts.board().bar(Bar.UNANSWERED, false));
        }
        memory.begin(now());
        tick();
    }

    /** Says what a person has to do where this node has no seat, or has one under another name. */
    private void tellSeat(Ring ring, OwnCard own) {
        Optional<Member> seat = ring.members().byId(self());
        if (seat.isPresent()) {
            if (!seat.get().name().equals(own.name())) {
                parts.events()
                        .tell("this node is " + seat.get().name() + " in the ring and " + own.name()
                                + " in its configuration; the ring's name is in use");
            }
        } else if (ring.members().byName(own.name()).isPresent()) {
            parts.events()
                    .alarm("the ring has a node " + own.name() + " with another identity, so this one is " + shownName()
                            + " and has no seat; if it takes that one's place: gramme plan replace " + own.name() + " "
                            + shownName());
        } else {
            parts.events().tell("this node has no seat in the ring: gramme plan join " + own.name());
        }
    }

    /** A newer ring is known here. */
    public void onRing(KnownRing newer) {
        known = newer;
        peers.ring(newer.ring());
        parts.board().ring(newer.ring());
        if (driver.machine() != null) {
            tellRing();
            tellMeta();
        }
    }

    private void tellRing() {
        Members members =
                Invariants.present(known, "joined without a ring").ring().members();
        driver.on((gossip, now) -> gossip.onRingMembers(
                now,
                members.all().stream()
                        .map(member -> GossipNames.gossip(member.id()))
                        .toList()));
        driver.on((gossip, now) -> gossip.onBanned(
                now,
                members.departed().stream()
                        .map(gone -> GossipNames.gossip(gone.id()))
                        .toList()));
    }

    /** The disk lost data that it had made durable: it counts as restored. */
    public void onDamage() {
        raiser.onTold(parts.identity().current().bootCounter(), marks(), marks(), newestEpoch());
    }

    /** Announces to the cluster. */
    public void announce(Announcement announcement) {
        driver.on((gossip, now) -> gossip.onAnnounce(now, announcement));
    }

    /** Says good-bye; keep the node going for about a second so that it spreads. */
    public void leave() {
        driver.on((gossip, now) -> gossip.onLeave(now));
    }

    /** Says and hears nothing more. */
    public void stop() {
        stopped = true;
        health.stop();
        driver.stop();
    }

    /** Every known member by ascending id, this node included; empty before the cluster is known. */
    public List<MemberView> members() {
        Gossip machine = driver.machine();
        return machine == null ? List.of() : machine.members();
    }

    /** One of them. */
    public Optional<MemberView> member(NodeId node) {
        Gossip machine = driver.machine();
        return machine == null ? Optional.empty() : machine.member(GossipNames.gossip(node));
    }

    /** The ring in force here, or {@code null} before the cluster is known. */
    public @Nullable Ring ring() {
        return known == null ? null : known.ring();
    }

    /** What the failure detector holds of a node. */
    public Liveness liveness(NodeId node) {
        return member(node).map(one -> livenessOf(one.state())).orElse(Liveness.UNKNOWN);
    }

    /** Whether a node says that it runs on a restored disk. */
    public boolean isRestored(NodeId node) {
        return member(node).map(one -> one.meta().has(MemberFlag.RESTORED)).orElse(false);
    }

    /** A member that says it holds the ring of an epoch. */
    public record RingHolder(NodeId node, Epoch epoch) {}

    /** The live members that say they hold a newer ring than that, by ascending id. */
    public List<RingHolder> holdersAfter(Epoch epoch) {
        return members().stream()
                .filter(member ->
                        member.state() == MemberState.ALIVE && epochOf(member).isAfter(epoch))
                .map(member -> new RingHolder(idOf(member), epochOf(member)))
                .toList();
    }

    /** The epoch that a member says it holds. */
    public static Epoch epochOf(MemberView member) {
        return GossipNames.epoch(member.meta().ring());
    }

    /** A member's identity in the ring's terms. */
    public static NodeId idOf(MemberView member) {
        return GossipNames.ring(member.node());
    }

    /** The name under which this node is shown: its own, unless a ring member already has it. */
    public String shownName() {
        OwnCard own = Invariants.present(card, "not started");
        KnownRing ring = known;
        if (ring == null) {
            return own.name();
        }
        return ring.ring()
                .members()
                .byId(self())
                .map(member -> member.name())
                .orElseGet(() -> ring.ring().members().byName(own.name()).isPresent()
                        ? SeatNames.waiting(own.name(), self())
                        : own.name());
    }

    /** How far this disk has come. */
    public Hello.Disk disk() {
        Marks marks = marks();
        return new Hello.Disk(marks.generation(), marks.leaseEnd(), marks.logSequence());
    }

    /** Takes in the newest durable lease end and log sequence; they ride on every packet from now on. */
    public void onMarks() {
        driver.on((gossip, now) -> gossip.onMarks(now, marks()));
    }

    private void tick() {
        if (stopped) {
            return;
        }
        onMarks();
        count();
        memory.onTick(now());
        ports.view().timers().schedule(TICK_MILLIS, this::tick);
    }

    private void count() {
        Map<MemberState, Integer> counts = new EnumMap<>(MemberState.class);
        members().forEach(member -> counts.merge(member.state(), 1, Integer::sum));
        for (MemberState state : MemberState.values()) {
            ports.metrics().members(MembershipMetrics.State.valueOf(state.name()), counts.getOrDefault(state, 0));
        }
        Gossip machine = driver.machine();
        ports.metrics().healthScore(machine == null ? 0 : machine.localHealth());
        if (machine != null) {
            gossipCounts.take(machine.counters());
        }
        ports.metrics().epoch(known == null ? 0 : known.ring().epoch().number());
    }

    /** Keeps what is known of ring members; call before a stop too. */
    public void remember() {
        memory.keep();
    }

    private PeerMemory.@Nullable Known knownPeers() {
        Gossip machine = driver.machine();
        KnownRing ring = known;
        return machine == null || ring == null || stopped
                ? null
                : new PeerMemory.Known(ring.ring(), machine.greatest(), peers);
    }

    private Marks marks() {
        DiskIdentity identity = parts.identity().current();
        return new Marks(identity.generation(), identity.leaseEnd(), diskMark.at(now()));
    }

    private Meta meta() {
        OwnCard own = Invariants.present(card, "not started");
        KnownRing ring = known;
        RingStamp stamp =
                ring == null ? RingStamp.NONE : GossipNames.stamp(ring.ring().epoch(), ring.hash());
        return new Meta(
                shownName(),
                GossipNames.address(own.addresses().peer()),
                GossipNames.address(own.addresses().data()),
                GossipNames.address(own.addresses().admin()),
                own.zone(),
                own.weight(),
                stamp,
                0,
                Condition.flags(parts.board().bars()));
    }

    private void tellMeta() {
        driver.on((gossip, now) -> gossip.onMeta(now, meta()));
    }

    private void onHealth(boolean healthy) {
        if (!healthy) {
            parts.events().alarm("a shard loop or the log writer has not turned for a second; no probes are answered");
        }
        driver.onHealth(healthy);
    }

    private void onEffect(Effect effect) {
        switch (effect.kind()) {
            case TOLD_OF_GREATER_SELF -> {
                Effect.ToldOfGreaterSelf told = (Effect.ToldOfGreaterSelf) effect;
                raiser.onTold(told.told().bootCounter(), told.told().marks(), marks(), newestEpoch());
            }
            case REFUSED -> onRefused((Effect.Refused) effect);
            case IDENTITY_CONFLICT -> {
                Effect.IdentityConflict conflict = (Effect.IdentityConflict) effect;
                parts.events()
                        .alarm("two processes run as node " + conflict.known().node() + ": " + conflict.known()
                                + " and "
                                + conflict.newcomer() + ", which is told " + conflict.verdict()
                                + "; a data directory was copied");
            }
            case OTHER_CLUSTER_MET -> {
                Effect.OtherClusterMet met = (Effect.OtherClusterMet) effect;
                parts.events()
                        .alarm("packets of another cluster, " + met.cluster() + ", arrive from " + met.from()
                                + ": check the seeds of both; nothing in them is believed");
            }
            case MEMBER_CHANGED -> onMemberChanged((Effect.MemberChanged) effect);
            case MEMBER_FORGOTTEN -> onForgotten(((Effect.MemberForgotten) effect).last());
            case ANNOUNCEMENT_CHANGED -> {
                Effect.AnnouncementChanged changed = (Effect.AnnouncementChanged) effect;
                listener.onAnnouncement(changed.announcement(), GossipNames.ring(changed.from()));
            }
            default -> throw new IllegalStateException("the driver carries out " + effect.kind());
        }
    }

    private void onRefused(Effect.Refused refused) {
        if (refused.verdict() == Effect.Verdict.RESTORED) {
            raiser.onTold(refused.known().bootCounter(), marks(), marks(), newestEpoch());
            return;
        }
        ports.fatal()
                .onFatal(
                        "another process, " + refused.known() + ", runs as this node: the data directory is a copy;"
                                + " empty it, so that this node gets an identity of its own",
                        new IllegalStateException("refused by " + refused.by()));
    }

    private void onMemberChanged(Effect.MemberChanged change) {
        MemberView after = change.after();
        MemberView before = change.before();
        if (before == null || before.state() != after.state()) {
            parts.events()
                    .tell(after.meta().name() + " (" + after.meta().peer() + ") is "
                            + after.state().name().toLowerCase(Locale.ROOT));
        }
        if (after.state() == MemberState.ALIVE) {
            diskMark.onAnswer(now());
            parts.board().bar(Bar.UNANSWERED, false);
        }
        peers.heard(
                GossipNames.ring(after.node()),
                GossipNames.transport(after.meta().peer()));
        if (before == null || !before.process().equals(after.process())) {
            memory.keepRuns();
        }
        parts.board().publish();
        Epoch epoch = epochOf(after);
        if (!epoch.equals(Epoch.NONE)) {
            listener.onRingHeard(
                    GossipNames.ring(after.node()), epoch, after.meta().ring().hash());
        }
    }

    private void onForgotten(MemberView last) {
        peers.forget(GossipNames.ring(last.node()));
        parts.board().publish();
        KnownRing ring = known;
        boolean left = ring != null && ring.ring().members().hasDeparted(GossipNames.ring(last.node()));
        parts.events()
                .tell(last.meta().name()
                        + (left ? " has left the ring" : " was away for so long that it is forgotten"));
    }

    private void onRaised(DiskIdentity identity) {
        driver.on((gossip, now) -> gossip.onIdentityRaised(now, identity.bootCounter(), marks()));
        listener.onIdentityRaised(identity);
    }

    private long newestEpoch() {
        long newest = known == null ? 0 : known.ring().epoch().packed();
        for (MemberView member : members()) {
            newest = Math.max(newest, epochOf(member).packed());
        }
        return newest;
    }

    private static Liveness livenessOf(MemberState state) {
        return switch (state) {
            case ALIVE -> Liveness.ALIVE;
            case SUSPECT -> Liveness.SUSPECT;
            case DEAD -> Liveness.DEAD;
            case LEFT -> Liveness.LEFT;
        };
    }

    /** This node. */
    public NodeId self() {
        return parts.identity().current().node();
    }

    private long now() {
        return ports.view().clock().monotonicMillis();
    }
}
