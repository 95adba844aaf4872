package io.gramme.node.app;

import io.gramme.gossip.Announcement;
import io.gramme.node.background.Tasks;
import io.gramme.node.buckets.BucketEditor;
import io.gramme.node.buckets.BucketRegistry;
import io.gramme.node.buckets.BucketViews;
import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.coordinator.Coordinator;
import io.gramme.node.coordinator.Coordinators;
import io.gramme.node.coordinator.ShardCoordinator;
import io.gramme.node.handoff.HintTarget;
import io.gramme.node.handoff.Hints;
import io.gramme.node.membership.Bar;
import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.membership.DiskIdentity;
import io.gramme.node.membership.HelloJudge;
import io.gramme.node.membership.KnownRing;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.membership.Membership;
import io.gramme.node.membership.OwnCard;
import io.gramme.node.membership.ViewBoard;
import io.gramme.node.ringchange.PartitionMoves;
import io.gramme.node.ringchange.RingKeeper;
import io.gramme.node.ringchange.RingRegister;
import io.gramme.node.ringchange.RingService;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.NodeTransport;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node on its ports: opened from its data directory, started with the addresses it is reached at, stopped with a clean
 * mark. The process and the simulator build exactly this.
 *
 * <p>Thread rule: {@link #open} blocks, before any loop runs; everything else says its thread. What has no word of its own
 * lives on the control loop.
 */
public final class Node {
    /** Time for the good-bye to spread before everything goes. */
    private static final long LEAVE_MILLIS = 500;

    private final GrammeConfig config;
    private final NodePorts ports;
    private final NodeDisk disk;
    private final RepairParts repair;
    private final NodeSeating seating;
    private final ClusterSecret secret;
    private final LocalIdentity identity;
    private final ClusterEvents events;
    private final ViewBoard board;
    private final NodeTransport transport;
    private final Membership membership;
    private final RingService rings;
    private final EpochLease lease;
    private final PartitionMoves moves;
    private final BucketRegistry buckets;
    private final BucketSpread spread;
    private final Tasks tasks;
    final List<NodeShard> shards = new ArrayList<>();
    private final List<Coordinator> coordinators = new ArrayList<>();
    private boolean joined;
    private boolean stopping;

    private Node(GrammeConfig config, NodePorts ports, NodeDisk disk, RepairParts repair) {
        this.config = config;
        this.ports = ports;
        this.disk = disk;
        this.repair = repair;
        this.secret = ClusterSettings.secret(config);
        this.seating = new NodeSeating(config, ports, secret, repair, disk.store());
        this.identity = new LocalIdentity(
                disk.identity(), ports.randomness().fork("nonce").nextLong(), NodeDisk.Cell.IDENTITY.writer(ports));
        this.events = new ClusterEvents(ports.clock());
        ViewBoard.Ports view =
                new ViewBoard.Ports(ports.clock(), ports.control().timers(), ports.loops());
        NodeId self = disk.identity().node();
        this.board = new ViewBoard(view, self, disk.identity().bootCounter() == 1);
        HelloJudge judge = new HelloJudge(self);
        this.transport = ports.transport().make(secret, Greeting.first(disk.ring(), identity), judge);
        this.membership = new Membership(
                new Membership.Ports(
                        view,
                        watched(),
                        transport,
                        ports.randomness().fork("membership"),
                        seating::openedEnd,
                        seating::syncedEnd,
                        ports.metrics().membership(),
                        ports.fatal()),
                new Membership.Parts(identity, judge, board, events, NodeDisk.Cell.PEERS.writer(ports)));
        this.rings = rings();
        this.lease = new EpochLease(identity, board, ports.randomness().fork("lease"), membership::onMarks);
        this.buckets = new BucketRegistry(
                new BucketRegistry.Ports(
                        ports.clock(),
                        NodeDisk.Cell.BUCKETS.writer(ports),
                        events,
                        config.replication().n(),
                        ports.loops()),
                disk.buckets());
        this.spread = new BucketSpread(
                buckets,
                membership,
                new BucketSpread.Ports(
                        transport.shard(0),
                        ports.control().timers(),
                        ports.randomness().fork("buckets"),
                        events,
                        board));
        String nonce = Integer.toHexString(ports.randomness().fork("tasks").nextInt(1 << 24));
        this.tasks = new Tasks(ports.clock(), nonce);
        addShards();
        seating.over(shards, this::actors);
        this.moves = MovingParts.make(
                config,
                ports,
                new MovingParts.With(identity, membership, board, rings, transport, repair.budget(), disk.tenures()),
                shards);
        connect();
    }

    /**
     * Opens a node's data directory and puts the node together; its transport has all handlers on return. Blocks.
     *
     * @throws IOException when the directory cannot be used: locked, damaged, of another version, or of a cluster that was
     *     founded with another Q or N than the file says; the message says what to do
     */
    public static Node open(GrammeConfig config, NodePorts ports) throws IOException {
        RepairParts repair = RepairParts.of(config, ports);
        NodeDisk disk = NodeDisk.open(config, ports, ClusterSettings.secret(config), repair.hooks());
        Node node = new Node(config, ports, disk, repair);
        repair.begin(node.membership, node.events, disk.store());
        return node;
    }

    private void addShards() {
        int count = ports.shards().size();
        PurgeParts purge = new PurgeParts(config, ports, disk.fences());
        for (int shard = 0; shard < count; shard++) {
            NodeShard.Ports parts = new NodeShard.Ports(
                    ports.clock(),
                    ports.shards().get(shard),
                    transport.shard(shard),
                    board.views(shard),
                    buckets.views(shard),
                    ports.randomness().fork("shard " + shard),
                    ports.metrics(),
                    ports.control().loop(),
                    lease,
                    repair,
                    purge);
            shards.add(new NodeShard(config, count, parts));
        }
        ClockWatch.over(shards.get(0).clocks(), ports, board, events);
        List<ShardCoordinator> all = shards.stream().map(NodeShard::coordinator).toList();
        for (int shard = 0; shard < count; shard++) {
            coordinators.add(new Coordinators(shard, board.views(shard), ports.loops(), all));
        }
    }

    /**
     * Begins to look for its cluster, or to found it. From any thread, once the transport listens.
     *
     * @param told where others are told that this node listens
     */
    public void start(Addresses told) {
        ports.control().loop().execute(() -> {
            OwnCard card = ClusterSettings.card(config, told);
            membership.start(card);
            lease.start();
            moves.listensAt(told);
            KnownRing known = rings.keeper().known();
            if (known != null) {
                onRing(known);
            }
            rings.start(ClusterSettings.seeds(config, told), ClusterSettings.wish(config), card);
        });
    }

    private RingService rings() {
        RingKeeper keeper = new RingKeeper(
                new RingKeeper.Ports(
                        NodeDisk.Cell.RING.writer(ports), ClusterSettings.wish(config), events, ports.fatal()),
                disk.ring());
        return new RingService(
                new RingService.Ports(ports.clock(), ports.control().timers(), ports.randomness(), transport.shard(0)),
                new RingService.Parts(
                        keeper,
                        identity,
                        membership,
                        events,
                        NodeDisk.Cell.REGISTER.writer(ports),
                        NodeDisk.Cell.FOUNDING.writer(ports),
                        NodeDisk.Cell.FOUNDERS.writer(ports)),
                disk.register());
    }

    private void connect() {
        rings.keeper().onRing(this::onRing);
        board.onRingWanted(rings::want);
        membership.listener(new Membership.Listener() {
            @Override
            public void onRingHeard(NodeId member, Epoch epoch, long hash) {
                rings.onRingHeard(member, epoch, hash);
            }

            @Override
            public void onAnnouncement(Announcement announcement, NodeId from) {
                spread.onAnnouncement(announcement, from);
            }

            @Override
            public void onIdentityRaised(DiskIdentity raised) {
                moves.onIdentityRaised();
                lease.onIdentityRaised();
                repair.onIdentityRaised(seating.store());
                announceHello();
                seating.seat(() -> board.bar(Bar.RESTORED, false));
            }
        });
    }

    private void onRing(KnownRing ring) {
        announceHello();
        if (joined) {
            membership.onRing(ring);
        } else {
            joined = true;
            moves.start();
            membership.join(
                    ring,
                    ClusterSettings.joining(config, secret, ring.ring().shape().cluster(), disk.peers()));
            spread.start();
        }
        seating.onRing(ring.ring().shape().cluster());
    }

    private @Nullable ActorIdentity actors() {
        KnownRing known = rings.keeper().known();
        return known == null ? null : ClusterSettings.actors(known.ring(), identity.current());
    }

    /** Runs a task on the control loop as soon as the node is ready: its store is open and a ring is known. Any thread. */
    public void onReady(Runnable task) {
        ports.control().loop().execute(() -> seating.whenReady(task));
    }

    /** Whether it is. On the control loop. */
    public boolean isReady() {
        return seating.isReady();
    }

    /** Takes no new requests from peers and coordinates no more. From any thread. */
    public void drain() {
        ports.control().loop().execute(this::drainNow);
    }

    private void drainNow() {
        board.bar(Bar.DRAINING, true);
        transport.drain();
        shards.forEach(shard -> shard.loop().loop().execute(shard::drain));
    }

    /**
     * Stops cleanly: says good-bye, writes everything, marks the directory clean. From any thread; {@code onStopped} runs
     * on the background executor. The transport's sockets are the caller's to close.
     */
    public void stop(Runnable onStopped) {
        ports.control().loop().execute(() -> {
            if (stopping) {
                return;
            }
            stopping = true;
            seating.stop();
            drainNow();
            membership.leave();
            membership.remember();
            ports.control().timers().schedule(LEAVE_MILLIS, () -> {
                membership.stop();
                rings.stop();
                moves.stop();
                spread.stop();
                NodeStore open = seating.store();
                ports.cells().execute(() -> {
                    if (open == null) {
                        ports.background().execute(() -> release(onStopped));
                    } else {
                        open.engine().close(() -> release(onStopped));
                    }
                });
            });
        });
    }

    private void release(Runnable onStopped) {
        try {
            disk.lock().close();
        } catch (Exception fault) {
            ports.fatal().onFatal("the lock of the data directory could not be released", fault);
        }
        onStopped.run();
    }

    /** The control loop, where most of this node lives. */
    public SerialExecutor control() {
        return ports.control().loop();
    }

    /** How many shards it has. */
    public int shardCount() {
        return ports.shards().size();
    }

    /** The views of a shard, on its loop. */
    public ClusterViews views(int shard) {
        return board.views(shard);
    }

    /** Reads and writes for clients, on any key, on a shard's loop. */
    public Coordinator coordinator(int shard) {
        return coordinators.get(shard);
    }

    /** The settings of buckets, on a shard's loop. */
    public BucketEditor bucketEditor(int shard) {
        return buckets.editor(shard);
    }

    /** The settings of buckets as reads and writes see them, on a shard's loop. */
    public BucketViews bucketViews(int shard) {
        return buckets.views(shard);
    }

    /** For whom a shard keeps writes, on its loop. */
    public List<HintTarget> hints(int shard) {
        Hints hints = shards.get(shard).hints();
        return hints == null ? List.of() : hints.view();
    }

    /** The records of a shard, on its loop; {@code null} before the node has a seat and an open store. */
    public @Nullable RecordStore records(int shard) {
        return shards.get(shard).records();
    }

    /** Keys that authenticate causal contexts of a cluster, the signing one first. Any thread. */
    public List<byte[]> contextKeys(ClusterId cluster) {
        return secret.contextKeys(cluster);
    }

    /** The transport of a shard, on its loop. */
    public Transport transport(int shard) {
        return transport.shard(shard);
    }

    /** The whole transport, which the process lets listen. */
    public NodeTransport transport() {
        return transport;
    }

    /** Who is in the cluster. On the control loop. */
    public Membership membership() {
        return membership;
    }

    /** What this node knows of the cluster, as the shards see it. On the control loop. */
    public ViewBoard board() {
        return board;
    }

    /** What has happened. On the control loop. */
    public ClusterEvents events() {
        return events;
    }

    /** What repairs this node, and its background budget. */
    RepairParts repair() {
        return repair;
    }

    /** The store, once it is open. On the control loop. */
    @Nullable
    NodeStore store() {
        return seating.store();
    }

    /** The work that people asked for. On the control loop. */
    public Tasks tasks() {
        return tasks;
    }

    /** The newest ring and who is told of it. On the control loop. */
    public RingKeeper ring() {
        return rings.keeper();
    }

    /** Where the next epoch is proposed. On the control loop. */
    public RingRegister register() {
        return rings.register();
    }

    /** Partitions that move. On the control loop. */
    public PartitionMoves moves() {
        return moves;
    }

    /** This process's identity. On the control loop. */
    public LocalIdentity identity() {
        return identity;
    }

    private List<SerialExecutor> watched() {
        List<SerialExecutor> watched = new ArrayList<>(ports.loops());
        watched.add(ports.writer().loop());
        return watched;
    }

    private void announceHello() {
        KnownRing known = rings.keeper().known();
        if (known != null) {
            transport.announce(Greeting.under(known, identity, membership));
        }
    }
}
