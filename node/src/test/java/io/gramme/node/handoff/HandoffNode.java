package io.gramme.node.handoff;

import io.gramme.node.background.Background;
import io.gramme.node.causality.Actor;
import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.SipHash;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.HintStore;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.membership.Liveness;
import io.gramme.node.metrics.HandoffMetrics;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.runtime.sim.SimTimers;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.memory.MemoryStorage;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteStatus;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ownership;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.Row;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.Founding;
import io.gramme.ring.plan.Newcomer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One shard that keeps hints, on virtual time; the rest of the cluster is a map of what it was sent. */
final class HandoffNode implements ClusterViews, Transport, HandoffMetrics {
    static final HandoffSettings SETTINGS = new HandoffSettings(1 << 20, 600_000, true);
    static final int SELF = 5;
    private static final int NODES = 7;

    final SimLoop loop = new SimLoop();
    final SimClock clock = new SimClock(loop);
    SimExecutor executor = new SimExecutor(loop, "shard");
    SimTimers timers = new SimTimers(loop, executor, clock);
    final Map<Integer, ClusterView.PeerView> peers = new TreeMap<>();
    final Map<Integer, Map<Key, KeyRecord>> held = new TreeMap<>();
    final List<ReplicaWrite> sent = new ArrayList<>();
    final List<Integer> due = new ArrayList<>();
    final List<Epoch> wanted = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    /** How a node answers; by default it stores. */
    BiFunction<Integer, ReplicaWrite, Outcome> answers = this::store;

    long pending;
    long pendingBytes;
    long replayed;
    long dropped;
    long refused;
    int inFlight;
    int mostInFlight;

    Ring ring = found();
    MemoryStorage storage;
    RecordStore records;
    Hints hints;
    HintDelivery delivery;
    /** Where delivery asks for room; everything is granted when there is none. */
    @Nullable
    Background background;

    private ClusterView view;

    HandoffNode() {
        this(SETTINGS);
    }

    HandoffNode(HandoffSettings settings) {
        storage = new MemoryStorage(ring.shape().partitions(), loops(), MemoryStorage.Limits.GENEROUS);
        view = makeView();
        boot(settings);
    }

    private MemoryStorage.Loops loops() {
        return new MemoryStorage.Loops(executor, new SimExecutor(loop, "log"), (message, cause) -> {
            throw new AssertionError(message, cause);
        });
    }

    private void boot(HandoffSettings settings) {
        records = new RecordStore(
                storage, new ActorIdentity(SELF, 0, 0), SipHash.withKey(1, 2), RecordStore.LedgerLookup.NONE);
        int[] partitions = IntStream.range(0, ring.shape().partitions().count()).toArray();
        hints = new Hints(records, new Hints.Ports(clock, timers, this, due::add), settings, partitions);
        delivery = new HintDelivery(
                hints,
                new HintDelivery.Ports(
                        clock,
                        timers,
                        this,
                        this,
                        background == null ? Background.unlimited(executor) : background,
                        partition -> false),
                settings);
        delivery.start();
        hints.start();
    }

    /** Another process over what was durable. */
    void restart() {
        executor.end();
        executor = new SimExecutor(loop, "shard");
        timers = new SimTimers(loop, executor, clock);
        listeners.clear();
        pending = 0;
        pendingBytes = 0;
        storage = storage.restarted(loops());
        boot(SETTINGS);
    }

    private static Ring found() {
        List<Newcomer> founders = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            String address = "127.0.0.1:" + (7070 + i);
            founders.add(new Newcomer(new NodeId(0, i), "n" + i, "z", 1, new Addresses(address, address, address)));
        }
        Change change = Founding.found(RingShape.of(new ClusterId(1, 1), 16, 3), founders);
        return ((Change.Changed) change).next();
    }

    /** The rows of a key's partition from the next epoch on. */
    void rows(Key key, Row current, Row target) {
        Epoch next = ring.epoch().next();
        Ownership ownership =
                ring.ownership().with(Map.of(ring.partition(key), new Ownership.Rows(current, target)), next);
        ring = new Ring(ring.shape(), next, ring.members(), ownership, ring.group());
        publish();
    }

    void alive(int... nodes) {
        for (int node : nodes) {
            peers.put(node, new ClusterView.PeerView(Liveness.ALIVE, true));
        }
        publish();
    }

    void dead(int node) {
        peers.put(node, new ClusterView.PeerView(Liveness.DEAD, false));
        publish();
    }

    private void publish() {
        ClusterView before = view;
        view = makeView();
        listeners.forEach(listener -> listener.onView(before, view));
    }

    private ClusterView makeView() {
        return new ClusterView(ring, new NodeId(0, SELF), new HashMap<>(peers), true);
    }

    /** A key whose row does not hold this node. */
    Key foreignKey(int which) {
        return key(which, false);
    }

    /** A key whose row holds this node. */
    Key ownKey(int which) {
        return key(which, true);
    }

    private Key key(int which, boolean own) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> Key.of("b", "k" + i))
                .filter(key -> ring.lookup(key).contains(SELF) == own)
                .skip(which)
                .findFirst()
                .orElseThrow();
    }

    HintStore.Obligation owed(Key key, int... owners) {
        return new HintStore.Obligation(ring.partition(key), owners, 2);
    }

    HintStore.Outcome keep(Key key, KeyRecord record, int... owners) {
        return hints.keep(key, record, owed(key, owners), durability -> {});
    }

    static KeyRecord record(int writer, String value) {
        Dot dot = new Dot(Actor.of(writer, 0, 1), 1);
        Content content = Content.value(ValueBytes.of(value), "text/plain", SimClock.START_MILLIS);
        Sibling sibling = new Sibling(dot, 100 + writer, content, null, List.of());
        return new KeyRecord(CausalContext.of(dot, 100 + writer), List.of(sibling), SiblingsMode.KEEP, List.of());
    }

    void runFor(long millis) {
        loop.runFor(Duration.ofMillis(millis));
    }

    @Nullable
    KeyRecord at(int node, Key key) {
        return held.getOrDefault(node, Map.of()).get(key);
    }

    int[] owners(Key key) {
        return hints.lookup(key) instanceof HintStore.Held hint ? hint.owners() : new int[0];
    }

    private Outcome store(int node, ReplicaWrite write) {
        try {
            held.computeIfAbsent(node, ignored -> new HashMap<>())
                    .merge(write.key(), RecordCodec.decode(write.record()), KeyRecord::merge);
        } catch (MalformedRecordException malformed) {
            throw new AssertionError(malformed);
        }
        return new WriteAck(WriteStatus.STORED, true);
    }

    @Override
    public void request(NodeId peer, Request message, int budgetMillis, OnOutcome onOutcome) {
        ReplicaWrite write = (ReplicaWrite) message;
        sent.add(write);
        inFlight++;
        mostInFlight = Math.max(mostInFlight, inFlight);
        timers.schedule(1, () -> {
            Outcome outcome = answers.apply((int) peer.low(), write);
            timers.schedule(1, () -> {
                inFlight--;
                onOutcome.onOutcome(outcome);
            });
        });
    }

    @Override
    public void requestAt(PeerAddress address, Request message, int budgetMillis, OnOutcome onOutcome) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void isBack(NodeId peer) {
        // Nothing pauses here.
    }

    @Override
    public void send(NodeId peer, Request message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <M extends Request> void handle(Class<M> type, RequestHandler<M> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ClusterView current() {
        return view;
    }

    @Override
    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void wantRing(Epoch epoch, NodeId from) {
        wanted.add(epoch);
    }

    @Override
    public void peerOutcome(NodeId peer, boolean arrived) {}

    @Override
    public void stored(long count, long bytes) {
        pending += count;
        pendingBytes += bytes;
    }

    @Override
    public void replayed(long count, long bytes) {
        replayed += count;
        pending -= count;
        pendingBytes -= bytes;
    }

    @Override
    public void dropped(Drop reason, long count, long bytes) {
        dropped += count;
        pending -= count;
        pendingBytes -= bytes;
    }

    @Override
    public void refused() {
        refused++;
    }

    /** What lies in the hint space, by reading all of it. */
    long scanned() {
        long found = 0;
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            try (var cursor = storage.scan(Space.HINT, p, null)) {
                while (cursor.next()) {
                    found++;
                }
            }
        }
        return found;
    }
}
