package io.gramme.node.app;

import io.gramme.node.antientropy.AntiEntropy;
import io.gramme.node.antientropy.ExchangePorts;
import io.gramme.node.antientropy.PartitionTrust.Level;
import io.gramme.node.background.BackgroundBudget;
import io.gramme.node.background.Tasks;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.http.RepairSource;
import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.Membership;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.storage.engine.Engine;
import io.gramme.node.transport.Shards;
import io.gramme.ring.Partitions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The background budget of a node, what repairs its shards, and which partitions it may not speak for. Put together before
 * any loop runs; on the control loop after that, where nothing else is said.
 */
final class RepairParts {
    /** Exchanges that a node begins by itself and has under way at once; at least one a shard. */
    private static final int EXCHANGES = 2;

    private final NodePorts ports;
    private final BackgroundBudget budget;
    private final long auditMillis;
    private final CellWriter cell;
    private final DamageReports damage;
    private final EngineHooks hooks;
    private final List<ShardRepair> shards = new ArrayList<>();
    private final List<byte[]> doubts = new ArrayList<>();
    private @Nullable ClusterEvents events;
    private @Nullable Membership membership;
    private boolean damaged;

    private RepairParts(NodePorts ports, BackgroundBudget budget, long auditMillis) {
        this.ports = ports;
        this.budget = budget;
        this.auditMillis = auditMillis;
        this.cell = NodeDisk.Cell.DOUBTS.writer(ports);
        this.damage = new DamageReports(ports.control().loop());
        this.hooks = EngineHooks.of(damage, budget);
    }

    static RepairParts of(GrammeConfig config, NodePorts ports) {
        BackgroundBudget.Ports outside = new BackgroundBudget.Ports(
                ports.clock(),
                ports.control().loop(),
                ports.control().timers(),
                ports.metrics().background());
        return new RepairParts(
                ports,
                new BackgroundBudget(outside, config.repair().throttleBytesPerSecond()),
                config.repair().auditInterval().toMillis());
    }

    /** What the engine is opened with. */
    EngineHooks hooks() {
        return hooks;
    }

    /**
     * The node is put together: takes up what an earlier process left. Blocks, before any loop runs.
     *
     * @param store {@code null} while it is not open
     */
    void begin(Membership members, ClusterEvents told, @Nullable NodeStore store) throws IOException {
        events = told;
        membership = members;
        byte[] left = NodeDisk.Cell.DOUBTS.in(ports.files()).read().orElse(new byte[0]);
        for (int i = 0; i < shards.size(); i++) {
            int number = i;
            ShardRepair shard = shards.get(i);
            ports.shards().get(i).loop().execute(() -> {
                shard.doubts(left);
                shard.partitionTrust()
                        .onChange(() -> changed(number, shard.partitionTrust().encode()));
                changed(number, shard.partitionTrust().encode());
            });
        }
        damage.reportTo(this::onLogDamage, this::onIndexDamage);
        if (store != null) {
            onStore(store.engine());
        }
    }

    /** What people see and start. On the control loop. */
    RepairSource front(Tasks tasks) {
        return new RepairFront(this, ports, tasks);
    }

    /** The one budget of this node. */
    BackgroundBudget budget() {
        return budget;
    }

    /** Makes what repairs the next shard; it answers peers from now on. */
    ShardRepair addShard(GrammeConfig config, int count, NodeShard.Ports shard) {
        int number = shards.size();
        ExchangePorts outside = new ExchangePorts(
                shard.clock(),
                shard.loop().timers(),
                shard.transport(),
                shard.views(),
                budget.port(shard.loop().loop()),
                shard.randomness().fork("repair"),
                shard.metrics().antiEntropy());
        Partitions partitions = new Partitions(config.replication().partitions());
        ShardRepair.Settings settings = new ShardRepair.Settings(
                new AntiEntropy.Settings(config.repair().interval(), Math.max(1, EXCHANGES / count)),
                config.repair().auditInterval());
        Shards division = new Shards(count);
        int[] own = IntStream.range(0, partitions.count())
                .filter(partition -> division.of(partition) == number)
                .toArray();
        ShardRepair made = new ShardRepair(outside, settings, this::alarm, partitions, own);
        shards.add(made);
        doubts.add(new byte[0]);
        return made;
    }

    /** What repairs a shard, for its loop. */
    ShardRepair shard(int shard) {
        return shards.get(shard);
    }

    int shardCount() {
        return shards.size();
    }

    /** A stretch of the log is lost: keys may be missing, and only the others can say which. */
    private void onLogDamage() {
        damaged = true;
        doubt(Level.NO_ABSENCE);
        if (membership != null) {
            membership.onDamage();
        }
    }

    private void onIndexDamage(int group) {
        alarm("a part of the index cannot be read: keys of partitions " + group + ", " + (group + 16)
                + " and so on answer as unreadable until the next start builds it anew");
    }

    /** The store is open: one that came from a snapshot is as old as that. From any thread. */
    void onStore(Engine engine) {
        ports.control().loop().execute(() -> {
            long first = (long) (ports.randomness().fork("scrub").nextDouble() * auditMillis);
            ports.control().timers().schedule(first, () -> scrub(engine));
            if (engine.wasRestored() && membership != null) {
                membership.onDamage();
            }
        });
    }

    /** Reads all that lies on the disk, again and again. */
    private void scrub(Engine engine) {
        engine.scrub(() -> ports.control()
                .loop()
                .execute(() -> ports.control().timers().schedule(auditMillis, () -> scrub(engine))));
    }

    /**
     * This directory counts as restored, the new generation is durable. What it holds may be old: it says nothing before a
     * round with each other owner, unless it was damage that raised the generation, which is known to be no older.
     */
    void onIdentityRaised(@Nullable NodeStore store) {
        Engine engine = store == null ? null : store.engine();
        if (damaged) {
            damaged = false;
        } else {
            doubt(Level.NOTHING);
        }
        if (engine != null && engine.wasRestored()) {
            cell.afterWrites(() -> ports.cells().execute(() -> clearRestored(engine)));
        }
    }

    private void clearRestored(Engine engine) {
        try {
            engine.clearRestored();
        } catch (IOException fault) {
            ports.fatal().onFatal("the mark of a restored directory could not be removed", fault);
        }
    }

    private void doubt(Level level) {
        for (int i = 0; i < shards.size(); i++) {
            ShardRepair shard = shards.get(i);
            ports.shards().get(i).loop().execute(() -> shard.doubt(level));
        }
    }

    /** On a shard's loop: its doubts go to the disk with those of the others. */
    private void changed(int shard, byte[] encoded) {
        ports.control().loop().execute(() -> {
            doubts.set(shard, encoded);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            doubts.forEach(all::writeBytes);
            cell.write(all.toByteArray(), () -> {});
        });
    }

    private void alarm(String text) {
        ports.control().loop().execute(() -> {
            if (events != null) {
                events.alarm(text);
            }
        });
    }
}
