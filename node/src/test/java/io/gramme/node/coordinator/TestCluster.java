package io.gramme.node.coordinator;

import io.gramme.node.admission.Gate;
import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.ActorLease;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.EpochRange;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.RequestId;
import io.gramme.node.causality.SipHash;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.membership.Liveness;
import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.runtime.sim.SimTimers;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.memory.MemoryStorage;
import io.gramme.node.storage.memory.TreedStorage;
import io.gramme.node.transport.Transport;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Nodes with real coordinators over memory storage, on one virtual loop. */
public final class TestCluster {
    public static final SipHash TREE_KEY = SipHash.withKey(1, 2);

    public final SimLoop loop = new SimLoop();
    public final FakeNetwork network = new FakeNetwork(loop);
    public final List<TestNode> nodes = new ArrayList<>();
    BucketSettings bucket = BucketSettings.NONE;
    CoordinatorSettings settings = CoordinatorSettings.DEFAULT;
    private Ring ring;

    public TestCluster(int size) {
        this(size, 3);
    }

    public TestCluster(int size, int replicas) {
        this(size, replicas, 16);
    }

    public TestCluster(int size, int replicas, int partitions) {
        List<Newcomer> founders = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String address = "127.0.0.1:" + (7070 + i);
            founders.add(new Newcomer(new NodeId(0, i), "n" + i, "z", 1, new Addresses(address, address, address)));
        }
        Change change = Founding.found(RingShape.of(new ClusterId(1, 1), partitions, replicas), founders);
        ring = ((Change.Changed) change).next();
        for (int i = 0; i < size; i++) {
            nodes.add(new TestNode(i));
        }
    }

    public Ring ring() {
        return ring;
    }

    /** Publishes a ring to all nodes. */
    public void publish(Ring next) {
        ring = next;
        nodes.forEach(node -> node.publish(next));
    }

    List<TestNode> nodes() {
        return nodes;
    }

    public TestNode node(int index) {
        return nodes.get(index);
    }

    public Row row(Key key) {
        return ring.lookup(key);
    }

    public TestNode owner(Key key, int slot) {
        return node(row(key).owner(slot));
    }

    /** Nodes that do not own the key, in the order of fallbacks. */
    public TestNode fallback(Key key, int rank) {
        return node(ring.fallbacks(ring.partition(key))[rank]);
    }

    /** Cuts a node off from all others, as a killed process is. */
    public void kill(TestNode dead) {
        link(dead, FakeNetwork.Fault.UNREACHABLE);
    }

    public void revive(TestNode node) {
        link(node, FakeNetwork.Fault.NONE);
        runFor(1_100);
    }

    public void link(TestNode node, FakeNetwork.Fault fault) {
        for (TestNode other : nodes) {
            network.fault(other.id, node.id, fault);
            network.fault(node.id, other.id, fault);
        }
    }

    public void runFor(long millis) {
        loop.runFor(Duration.ofMillis(millis));
    }

    /** One node. */
    public final class TestNode implements ClusterViews {
        public final int index;
        public final NodeId id;
        public final SimExecutor executor;
        final MemoryStorage storage;
        public final TreedStorage treed;
        public final Transport transport;
        public final SimTimers timers;
        public final RecordStore records;
        final MapHints hints;
        public final SimClock clock = new SimClock(loop);
        final Gate gate = new Gate(1_000, 1_000, AdmissionMetrics.NONE);
        final ShardCoordinator coordinator;
        final List<Epoch> wanted = new ArrayList<>();
        final List<Integer> missed = new ArrayList<>();
        boolean refusesMarks;
        private final Map<Integer, ClusterView.PeerView> peers = new HashMap<>();
        private final List<Listener> listeners = new ArrayList<>();
        private @Nullable Ring known = ring;
        boolean mayCoordinate = true;
        long peersMillis = -1;
        private ClusterView view;

        TestNode(int index) {
            this.index = index;
            this.id = new NodeId(0, index);
            this.executor = new SimExecutor(loop, "n" + index);
            SimExecutor writer = new SimExecutor(loop, "log" + index);
            this.storage = new MemoryStorage(
                    ring.shape().partitions(),
                    new MemoryStorage.Loops(executor, writer, (message, cause) -> {
                        throw new AssertionError(message, cause);
                    }),
                    MemoryStorage.Limits.GENEROUS);
            this.treed = new TreedStorage(storage, ring.shape().partitions(), new TreeKey(3, 4));
            this.transport = network.join(id);
            this.timers = new SimTimers(loop, executor, clock);
            ActorIdentity identity = new ActorIdentity(index, 0, 0);
            this.records = new RecordStore(treed, identity, TREE_KEY, RecordStore.LedgerLookup.NONE);
            this.hints = new MapHints(executor, identity);
            this.view = makeView();
            this.coordinator = new ShardCoordinator(
                    new CoordinatorPorts(
                            clock,
                            timers,
                            transport,
                            this,
                            name -> bucket,
                            new SeededRandomness(index),
                            gate,
                            CoordinatorMetrics.NONE,
                            () -> peersMillis),
                    settings);
            EpochRange epochs = new EpochRange();
            epochs.refill(new ActorLease.Granted(0, 1_000_000));
            coordinator.seat(new Seat(records, hints, epochs, (partition, onNoted) -> {
                missed.add(partition);
                onNoted.accept(!refusesMarks);
            }));
        }

        private ClusterView makeView() {
            return new ClusterView(known, id, peers, mayCoordinate);
        }

        public void publish(@Nullable Ring next) {
            known = next;
            ClusterView before = view;
            view = makeView();
            listeners.forEach(listener -> listener.onView(before, view));
        }

        /** Keeps its records elsewhere from now on. */
        public void seat(RecordStore other) {
            EpochRange epochs = new EpochRange();
            epochs.refill(new ActorLease.Granted(0, 1_000_000));
            coordinator.seat(new Seat(other, hints, epochs, TargetMisses.NONE));
        }

        /** Epochs it asked for. */
        public List<Epoch> wanted() {
            return wanted;
        }

        /** What this node's failure detector says of another that it still asks. */
        void believes(TestNode other, Liveness liveness) {
            peers.put(other.index, new ClusterView.PeerView(liveness, true));
            publish(known);
        }

        /** What this node's failure detector says of another. */
        public void believes(TestNode other, boolean reachable) {
            peers.put(other.index, new ClusterView.PeerView(reachable ? Liveness.ALIVE : Liveness.DEAD, reachable));
            publish(known);
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

        /** As membership does: a failure counts until something arrives again. */
        @Override
        public void peerOutcome(NodeId peer, boolean arrived) {
            for (TestNode other : nodes) {
                if (other.id.equals(peer) && view.peer(other.index).reachable() != arrived) {
                    believes(other, arrived);
                }
            }
        }

        String name() {
            Member member = ring.member(index);
            return member == null ? "?" : member.name();
        }

        public @Nullable KeyRecord held(Key key) {
            return records.lookup(Space.LIVE, key) instanceof RecordStore.Held held
                    ? held.stored().record()
                    : null;
        }

        public WriteResult put(Key key, String value, @Nullable CausalContext context) {
            return put(request(key, value, context, null, WriteRequest.Options.DEFAULT));
        }

        WriteResult put(WriteRequest request) {
            return await(callback -> coordinator.write(request, callback));
        }

        ReadResult get(Key key) {
            return get(new ReadRequest(key, null, null, 2_000, false, null, "r"));
        }

        ReadResult get(ReadRequest request) {
            return await(callback -> coordinator.read(request, callback));
        }
    }

    /** Runs until the result is there, at most five virtual seconds; it must come exactly once. */
    public <R> R await(Consumer<Consumer<R>> action) {
        AtomicReference<@Nullable R> result = new AtomicReference<>();
        action.accept(value -> {
            if (!result.compareAndSet(null, value)) {
                throw new AssertionError("a second result: " + value);
            }
        });
        long end = loop.nowNanos() + 5_000_000_000L;
        while (result.get() == null && loop.nowNanos() < end && loop.step()) {
            continue;
        }
        R value = result.get();
        if (value == null) {
            throw new AssertionError("no result within five seconds");
        }
        return value;
    }

    static WriteRequest request(
            Key key,
            String value,
            @Nullable CausalContext context,
            @Nullable RequestId id,
            WriteRequest.Options options) {
        Content content = Content.value(ValueBytes.of(value), "text/plain", SimClock.START_MILLIS);
        return new WriteRequest(key, content, context, id, options, 2_000, "w");
    }
}
