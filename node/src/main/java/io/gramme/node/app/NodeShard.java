package io.gramme.node.app;

import io.gramme.node.admission.Gate;
import io.gramme.node.buckets.BucketViews;
import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.ActorLease.Granted;
import io.gramme.node.causality.EpochRange;
import io.gramme.node.causality.SipHash;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.coordinator.CoordinatorPorts;
import io.gramme.node.coordinator.CoordinatorSettings;
import io.gramme.node.coordinator.Seat;
import io.gramme.node.coordinator.ShardCoordinator;
import io.gramme.node.handoff.HandoffSettings;
import io.gramme.node.handoff.HintDelivery;
import io.gramme.node.handoff.Hints;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.membership.PeerClocks;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Trees;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Partitions;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a node: its part of the store, its way to peers, and the services that work on both. It answers peers from
 * the start, and serves once the node has a seat and an open store. Lives on that shard's loop.
 */
final class NodeShard {
    private static final long REFILL_MILLIS = 100;
    private static final int SLOW_MILLIS = 250;
    /** Requests of peers at once, for each of clients. */
    private static final int REPLICA_SHARE = 4;

    private final GrammeConfig config;
    private final Ports ports;
    private final Gate gate;
    private final ShardCoordinator coordinator;
    private final ShardRepair repair;
    private final PeerClocks clocks;
    private EpochRange epochs = new EpochRange();
    private @Nullable ActorIdentity identity;
    private @Nullable RecordStore records;
    private @Nullable Hints hints;
    private @Nullable HintDelivery handingOff;
    private boolean asking;
    private boolean drained;
    private final PurgeParts.OfShard purge;
    private MovingShard moving = MovingShard.NONE;

    /** What the node gives a shard. */
    record Ports(
            Clock clock,
            LoopPorts loop,
            Transport transport,
            ClusterViews views,
            BucketViews buckets,
            Randomness randomness,
            NodeMetrics metrics,
            SerialExecutor control,
            EpochLease lease,
            RepairParts repair,
            PurgeParts purge) {}

    /** The store of this shard, the key of version hashes, and what has the engine get back what was removed. */
    record Store(Storage storage, Trees trees, SipHash versions, Runnable tidy) {}

    NodeShard(GrammeConfig config, int shards, Ports ports) {
        this.config = config;
        this.ports = ports;
        this.purge = ports.purge().shard(ports);
        int inflight = Math.max(1, config.limits().inflight() / shards);
        this.gate = new Gate(
                inflight,
                inflight * REPLICA_SHARE,
                ports.repair().budget().watching(ports.metrics().admission()));
        this.clocks = new PeerClocks(new PeerClocks.Ports(
                ports.clock(),
                ports.loop().timers(),
                ports.transport(),
                ports.views(),
                ports.randomness().fork("clocks")));
        CoordinatorPorts coordinatorPorts = new CoordinatorPorts(
                ports.clock(),
                ports.loop().timers(),
                ports.transport(),
                ports.views(),
                ports.buckets(),
                ports.randomness().fork("coordinator"),
                gate,
                ports.repair().budget().watching(ports.metrics().coordinator()),
                clocks::wallMillis);
        this.coordinator = new ShardCoordinator(coordinatorPorts, settings(config));
        ports.views().onChange(new ReturnWatch(ports.transport()));
        this.repair = ports.repair().addShard(config, shards, ports);
        coordinator.trust(repair);
        coordinator.lastRepair(repair::lastRoundMillis);
    }

    private static CoordinatorSettings settings(GrammeConfig config) {
        GrammeConfig.Replication replication = config.replication();
        return new CoordinatorSettings(
                replication.r(),
                replication.w(),
                replication.pr(),
                replication.pw(),
                replication.sloppy(),
                (int) config.timeouts().replica().toMillis(),
                SLOW_MILLIS,
                (int) config.limits().maxValueBytes());
    }

    LoopPorts loop() {
        return ports.loop();
    }

    /** Serves clients' requests of this shard's keys. */
    ShardCoordinator coordinator() {
        return coordinator;
    }

    /** The records, once there is a seat. */
    @Nullable
    RecordStore records() {
        return records;
    }

    /** What is kept for others, once there is a seat. */
    @Nullable
    Hints hints() {
        return hints;
    }

    /** What its peers' clocks say. */
    PeerClocks clocks() {
        return clocks;
    }

    /** Whether it keeps something for others. */
    boolean hasHints() {
        Hints kept = hints;
        return kept != null && !kept.view().isEmpty();
    }

    /** Sets what moves partitions of this shard; before anything runs. */
    void moving(MovingShard part) {
        moving = part;
    }

    /** Turns clients away, or takes them again; goes on as a replica. */
    void rest(boolean resting) {
        gate.rest(resting);
    }

    /** Turns clients away from now on, for good. */
    void drain() {
        drained = true;
        gate.drain();
        repair.stop();
        moving.stop();
        if (handingOff != null) {
            handingOff.stop();
        }
        purge.stop();
        clocks.stop();
    }

    /** This node has a seat and a store, or a new generation or run: from now on its dots are these actors'. */
    void become(ActorIdentity now, Store store, int shards) {
        if (drained || now.equals(identity)) {
            // What begins only now would not end before the store closes.
            return;
        }
        boolean first = identity == null;
        identity = now;
        epochs = new EpochRange();
        asking = false;
        RecordStore mine = new RecordStore(store.storage(), now, store.versions(), purge.ledger(store));
        mine.onMarkerEnded(ports.metrics().coordinator()::markerEnded);
        Partitions partitions = new Partitions(config.replication().partitions());
        mine.takesLive(key -> moving.mayMerge(partitions.of(key.hash())));
        mine.onDiscarded(versions -> {
            for (int i = 0; i < versions; i++) {
                ports.metrics().coordinator().concurrentVersionDropped();
            }
        });
        records = mine;
        Hints kept = hints;
        if (kept == null) {
            kept = newHints(mine, shards);
            hints = kept;
        } else {
            kept.actAs(mine);
        }
        purge.become(mine, store, repair, moving::isUnsettled);
        KeptRecords retired = new KeptRecords(mine, Space.RETIRED);
        moving.open(mine, store.trees(), purge.copies(mine), repair.restored().reviewing(purge.check(retired)));
        coordinator.seat(new Seat(mine, kept, epochs, moving));
        repair.seat(mine, store.trees());
        repair.restored()
                .with(purge.check(new KeptRecords(mine, Space.LIVE), retired, new KeptRecords.Kept(kept, mine)));
        if (first) {
            clocks.start();
            refillNowAndThen();
        } else {
            refill();
        }
    }

    private Hints newHints(RecordStore mine, int shards) {
        boolean durable = config.storage().sync() == GrammeConfig.Sync.GROUP;
        HandoffSettings settings = new HandoffSettings(
                config.hints().maxBytes() / shards, config.hints().maxAge().toMillis(), durable);
        Hints made = new Hints(
                mine,
                new Hints.Ports(
                        ports.clock(), ports.loop().timers(), ports.metrics().handoff(), repair.exchanges()::markDue),
                settings,
                repair.partitions());
        HintDelivery.Ports delivery = new HintDelivery.Ports(
                ports.clock(),
                ports.loop().timers(),
                ports.transport(),
                ports.views(),
                ports.repair().budget().port(ports.loop().loop()),
                repair.restored()::holdsBack);
        HintDelivery deliverer = new HintDelivery(made, delivery, settings);
        deliverer.start();
        handingOff = deliverer;
        made.start();
        return made;
    }

    private void refillNowAndThen() {
        refill();
        ports.loop().timers().schedule(REFILL_MILLIS, this::refillNowAndThen);
    }

    private void refill() {
        if (!asking && epochs.isLow()) {
            asking = true;
            EpochRange filling = epochs;
            ports.control()
                    .execute(() -> ports.lease()
                            .take(granted -> ports.loop().loop().execute(() -> onGranted(filling, granted))));
        }
    }

    @SuppressWarnings("ReferenceEquality") // numbers for actors of an identity that was replaced are void
    private void onGranted(EpochRange filling, Granted granted) {
        if (filling == epochs) {
            asking = false;
            filling.refill(granted);
            refill();
        }
    }
}
