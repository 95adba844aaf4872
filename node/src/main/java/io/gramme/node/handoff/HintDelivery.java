package io.gramme.node.handoff;

import io.gramme.node.background.Background;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterView.PeerView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.membership.Liveness;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.metrics.HandoffMetrics.Drop;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Timers;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.ReplicaMessage.WriteStatus;
import io.gramme.node.transport.RowVersion;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings one shard's hints to their owners: to whom they were kept for, or to who owns the partition now. One timer while
 * there is anything to bring, none otherwise.
 *
 * <p>Nodes take turns, two at a time; a turn walks the partitions that keep something for the node, the one with the oldest
 * hint first and each in the order of its keys, ends with them or with a failure, and the node then rests. Order and
 * repetition do no harm, since records merge; what was missed longest is made good first. What was under way when a hint
 * changed is no acknowledgement of the changed hint.
 */
public final class HintDelivery {
    static final long TICK_MILLIS = 200;
    static final int MAX_IN_FLIGHT = 64;
    static final long MAX_IN_FLIGHT_BYTES = 256 * 1024;

    /** Room asked of the background budget at a time. */
    private static final long STEP_BYTES = 64 * 1024;

    private static final int MAX_TURNS = 2;
    private static final int MAX_LOOKED_AT = 256;
    private static final int BUDGET_MILLIS = 5_000;
    private static final long WELL_NANOS = 1_000_000_000L;
    private static final long REST_NANOS = 1_000_000_000L;
    /** For a node that stores but never says durable, while this one asks for it. */
    private static final long LONG_REST_NANOS = 10_000_000_000L;

    /** Between two looks at the hints of a node out of reach, for some that may be dropped. */
    private static final long SWEEP_NANOS = 60_000_000_000L;

    private static final int[] OWNER = {};

    private final Hints hints;
    private final Ports ports;
    private final HandoffSettings settings;
    private final TreeMap<Integer, DeliveryTarget> targets = new TreeMap<>();
    private final Set<Flight> flying = new HashSet<>();
    private long bytesInFlight;
    private long allowance;
    private boolean asking;
    private boolean stopped;
    private int lastTurn = -1;
    private Timers.@Nullable Timer timer;

    /**
     * What a shard's delivery stands on; all of it belongs to the shard's loop.
     *
     * @param holdsBack whether hints of a partition may be older than purges, and wait
     */
    public record Ports(
            Clock clock,
            Timers timers,
            Transport transport,
            ClusterViews views,
            Background background,
            IntPredicate holdsBack) {}

    private record Flight(int node, Key key) {}

    private record Parcel(int node, int partition, Key key, byte[] wire) {
        Flight flight() {
            return new Flight(node, key);
        }
    }

    public HintDelivery(Hints hints, Ports ports, HandoffSettings settings) {
        this.hints = hints;
        this.ports = ports;
        this.settings = settings;
    }

    /** Delivers from now on, as long as the node lives. */
    public void start() {
        hints.onWork(this::wake);
        ports.views().onChange((before, after) -> observe(after));
        wake();
    }

    /** The node stops: nothing is delivered any more, since the store closes. */
    public void stop() {
        stopped = true;
    }

    private void wake() {
        if (!stopped && timer == null && hints.counts().pending() > 0) {
            timer = ports.timers().schedule(TICK_MILLIS, this::tick);
        }
    }

    private void tick() {
        timer = null;
        if (stopped) {
            return;
        }
        for (int node : hints.counts().targets()) {
            targets.computeIfAbsent(node, DeliveryTarget::new);
        }
        targets.keySet().removeIf(node -> !hints.counts().targets().contains(node));
        observe(ports.views().current());
        giveTurns();
        pump();
        wake();
    }

    private void observe(ClusterView view) {
        for (DeliveryTarget target : targets.values()) {
            PeerView peer = view.peer(target.node);
            boolean well = target.node == view.selfIndex() || (peer.liveness() == Liveness.ALIVE && peer.reachable());
            target.seen(well, now());
        }
    }

    private long now() {
        return ports.clock().monotonicNanos();
    }

    private void giveTurns() {
        int free = MAX_TURNS
                - (int) targets.values().stream()
                        .filter(target -> target.active)
                        .count();
        List<DeliveryTarget> order =
                new ArrayList<>(targets.tailMap(lastTurn, false).values());
        order.addAll(targets.headMap(lastTurn, true).values());
        for (DeliveryTarget target : order) {
            if (free > 0 && !target.active && !target.isResting(now())) {
                target.active = true;
                if (target.passOver) {
                    target.passOver = false;
                    target.begin(
                            hints.counts().oldestFirst(target.node),
                            hints.mayHaveDroppable(target.node),
                            SWEEP_NANOS,
                            now());
                }
                lastTurn = target.node;
                free--;
            }
        }
    }

    private void pump() {
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        if (stopped || ring == null || view.selfIndex() == ClusterView.NO_SEAT) {
            return;
        }
        for (DeliveryTarget target : List.copyOf(targets.values())) {
            int looked = 0;
            while (target.active && looked < MAX_LOOKED_AT && hasRoom(1)) {
                looked += 1 + walk(ring, target);
            }
        }
    }

    private boolean hasRoom(long bytes) {
        return mayMove()
                && (flying.isEmpty()
                        || (flying.size() < MAX_IN_FLIGHT && bytesInFlight + bytes <= MAX_IN_FLIGHT_BYTES));
    }

    /** Whether the budget has granted something that is not used up; asks for more where not. */
    private boolean mayMove() {
        if (allowance <= 0 && !asking) {
            asking = ports.background().request(Task.HINTS, STEP_BYTES, () -> {
                asking = false;
                allowance += STEP_BYTES;
                pump();
            });
        }
        return allowance > 0;
    }

    /** Goes on with a node's pass; returns how many hints were looked at. */
    private int walk(Ring ring, DeliveryTarget target) {
        int partition = target.partition();
        if (partition < 0) {
            target.passOver = true;
            target.rest(now() + REST_NANOS);
            return 0;
        }
        if (!hints.counts().keeps(target.node, partition) || ports.holdsBack().test(partition)) {
            target.nextPartition();
            return 0;
        }
        boolean owns = ring.isOwnerOrTarget(partition, target.node);
        if (owns && !target.sweeps && !target.isWellFor(WELL_NANOS, now())) {
            target.nextPartition();
            return 0;
        }
        List<Key> keys = nextKeys(target);
        if (keys.isEmpty()) {
            target.nextPartition();
        }
        for (Key key : keys) {
            if (!target.active || !hasRoom(sizeOf(key))) {
                return keys.size();
            }
            target.after = key;
            handle(ring, target, key);
        }
        return keys.size();
    }

    private long sizeOf(Key key) {
        return hints.storage().header(Space.HINT, key) instanceof Storage.HeaderFound found ? found.payloadBytes() : 0;
    }

    private List<Key> nextKeys(DeliveryTarget target) {
        List<Key> keys = new ArrayList<>();
        try (Cursor cursor = hints.storage().scan(Space.HINT, target.partition(), target.after)) {
            while (keys.size() < MAX_IN_FLIGHT && cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }

    private void handle(Ring ring, DeliveryTarget target, Key key) {
        Hints.Current hint = hints.current(key);
        if (hint == null || !hint.hint().terms().owners().contains(target.node)) {
            return;
        }
        int partition = target.partition();
        HintTerms terms = hint.hint().terms();
        Drop drop = hints.wouldDrop(terms);
        if (drop != null && Aim.isCovered(ring, partition, terms)) {
            hints.drop(drop, key, partition, hint);
        } else if (!ring.isOwnerOrTarget(partition, target.node) || target.isWellFor(WELL_NANOS, now())) {
            bring(ring, target, key, hint);
        }
    }

    private void bring(Ring ring, DeliveryTarget target, Key key, Hints.Current hint) {
        int partition = target.partition();
        HintTerms terms = hint.hint().terms();
        NodeSet aim = Aim.of(ring, partition, terms);
        if (aim.isEmpty()) {
            hints.removeDelivered(key, partition, hint);
        } else if (!aim.equals(terms.owners()) && !hints.amend(key, partition, hint, terms.aimedAt(aim))) {
            target.rest(now() + REST_NANOS);
        } else if (aim.contains(target.node)) {
            send(ring, target, new Parcel(target.node, partition, key, wireOf(hint)));
        }
    }

    private static byte[] wireOf(Hints.Current hint) {
        return RecordCodec.encode(hint.stored().record());
    }

    private void send(Ring ring, DeliveryTarget target, Parcel parcel) {
        Member member = ring.member(parcel.node);
        if (member == null || !flying.add(parcel.flight())) {
            return;
        }
        bytesInFlight += parcel.wire.length;
        allowance -= parcel.wire.length;
        if (parcel.node == ports.views().current().selfIndex()) {
            deliverHere(target, parcel);
            return;
        }
        ReplicaWrite write = new ReplicaWrite(
                parcel.partition,
                RowVersion.of(ring, parcel.partition),
                WriteKind.HINT_DELIVERY,
                OWNER,
                0,
                false,
                parcel.key,
                parcel.wire);
        ports.transport().request(member.id(), write, BUDGET_MILLIS, outcome -> {
            land(parcel);
            onOutcome(target, member, parcel, outcome);
            pump();
        });
    }

    private void land(Parcel parcel) {
        flying.remove(parcel.flight());
        bytesInFlight -= parcel.wire.length;
    }

    /** This node owns the partition itself, now: the hint becomes its own record, by merging. */
    private void deliverHere(DeliveryTarget target, Parcel parcel) {
        try {
            RecordStore.Received received = hints.records()
                    .receive(
                            Storage.WriteKind.RELIEF,
                            Space.LIVE,
                            parcel.key,
                            RecordCodec.decode(parcel.wire),
                            durability -> {
                                onStoredHere(target, parcel, durability);
                                pump();
                            });
            if (received instanceof RecordStore.AlreadyHeld held) {
                Durability reached = held.durability();
                if (reached != null) {
                    onStoredHere(target, parcel, reached);
                }
            } else if (received instanceof RecordStore.Dead) {
                onStoredHere(target, parcel, Durability.DURABLE);
            } else if (!(received instanceof RecordStore.Merged)) {
                land(parcel);
                target.rest(now() + REST_NANOS);
            }
        } catch (MalformedRecordException malformed) {
            throw new IllegalStateException("a record does not decode from its own encoding", malformed);
        }
    }

    private void onStoredHere(DeliveryTarget target, Parcel parcel, Durability durability) {
        land(parcel);
        onAck(target, parcel, new WriteAck(WriteStatus.STORED, durability.isDurable()));
    }

    private void onOutcome(DeliveryTarget target, Member member, Parcel parcel, Outcome outcome) {
        if (outcome instanceof WriteAck ack) {
            ports.views().peerOutcome(member.id(), true);
            onAck(target, parcel, ack);
            return;
        }
        if (outcome instanceof Failure.Refused refused) {
            ports.views().peerOutcome(member.id(), true);
            if (refused.refusal() instanceof Refusal.StaleRing stale) {
                ports.views().wantRing(stale.epoch(), member.id());
            }
        } else if (!(outcome instanceof Failure.Overloaded)) {
            ports.views().peerOutcome(member.id(), false);
        }
        target.rest(now() + REST_NANOS);
    }

    private void onAck(DeliveryTarget target, Parcel parcel, WriteAck ack) {
        if (ack.status().isStored()) {
            if (ack.durable() || !settings.needsDurable()) {
                takeOff(parcel);
            } else {
                target.rest(now() + LONG_REST_NANOS);
            }
            return;
        }
        switch (ack.status()) {
            case UNREADABLE, TOO_LARGE, MARK_REFUSED -> {
                // Its trouble with this one record; the next pass tries again.
            }
            default -> target.rest(now() + REST_NANOS);
        }
    }

    /** The node holds what was sent. Where that is still what is kept, it is taken off the list. */
    private void takeOff(Parcel parcel) {
        Hints.Current hint = hints.current(parcel.key);
        if (hint == null || !hint.hint().terms().owners().contains(parcel.node)) {
            return;
        }
        if (!Arrays.equals(wireOf(hint), parcel.wire)) {
            return;
        }
        HintTerms terms = hint.hint().terms();
        NodeSet left = terms.owners().without(NodeSet.of(parcel.node));
        if (left.isEmpty()) {
            hints.removeDelivered(parcel.key, parcel.partition, hint);
        } else {
            hints.amend(parcel.key, parcel.partition, hint, terms.acknowledgedBy(parcel.node));
        }
    }
}
