package io.gramme.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.background.Background;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Trees;
import io.gramme.node.tree.PartitionTree;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoreAuditSimTest {
    private static final int PARTITION = 5;
    private static final Duration WEEK = Duration.ofDays(7);

    private final RepairWorld world = new RepairWorld();
    private final TestNode node = world.cluster.node(0);
    private final List<String> found = new ArrayList<>();
    private final ExchangePorts ports = new ExchangePorts(
            node.clock,
            node.timers,
            node.transport,
            node,
            Background.unlimited(node.executor),
            new SeededRandomness(1),
            AntiEntropyMetrics.NONE);
    private final DamagedRecords damaged =
            new DamagedRecords(ports, (partition, lossless) -> found.add("rescued " + partition + " " + lossless));
    private final StoreAudit audit = new StoreAudit(ports, WEEK, new StoreAudit.Listener() {
        @Override
        public void onDrift(int partition, int leaves) {
            found.add("drift " + partition + " " + leaves);
        }

        @Override
        public void onDamage(int partition, Key key, String reason) {
            found.add("damage " + partition);
            damaged.found(partition, key);
        }

        @Override
        public void onIndexDamage(int partition, String reason) {
            found.add("index " + partition);
        }
    });

    private List<Key> fill(int count) {
        List<Key> keys = world.keys(PARTITION, count);
        keys.forEach(key -> world.plantEverywhere(key, RepairWorld.record(1, 1, "v")));
        return keys;
    }

    private void start() {
        damaged.seat(node.records);
        audit.seat(
                node.records,
                node.treed,
                world.cluster.ring().shape().partitions(),
                IntStream.range(0, world.partitions()).toArray());
    }

    /** The store closes half a second after the node began to stop. */
    @Test
    void afterItsStopItLooksAtNothingAnyMore() {
        fill(20);
        start();
        audit.suspect(PARTITION);
        audit.stop();
        damaged.stop();
        long steps = audit.progress().records();
        world.cluster.runFor(Duration.ofDays(1).toMillis());
        assertThat(audit.progress().records()).isEqualTo(steps);
        assertThat(found).isEmpty();
    }

    private PartitionTree tree() {
        return Objects.requireNonNull(node.treed.tree(PARTITION));
    }

    @Test
    void aSoundStoreIsReadWholeInAWeekAndNothingIsFound() {
        fill(1_000);
        start();
        world.cluster.loop.runFor(Duration.ofDays(5));
        assertThat(audit.progress().passes()).isZero();
        world.cluster.loop.runFor(Duration.ofDays(2));
        assertThat(audit.progress().passes()).isEqualTo(1);
        assertThat(audit.progress().records()).isGreaterThanOrEqualTo(1_000);
        assertThat(found).isEmpty();
    }

    @Test
    void deliberateDriftIsFoundWithinAWeekAndPutRight() {
        List<Key> keys = fill(300);
        // One key counted with another version: exchanges would never see that node 0's record differs.
        Key key = keys.get(7);
        tree().add(world.cluster.ring().shape().partitions().leaf(key.hash()), key.hash(), 99);
        assertThat(world.exchange(1, 0, PARTITION).treeSuspect()).isTrue();
        start();
        world.cluster.loop.runFor(WEEK);
        assertThat(found).containsExactly("drift " + PARTITION + " 1");
        assertThat(world.exchange(1, 0, PARTITION).isEqual()).isTrue();
    }

    @Test
    void driftThatHidesADifferenceIsFoundToo() {
        List<Key> keys = fill(300);
        Key key = keys.get(7);
        int leaf = world.cluster.ring().shape().partitions().leaf(key.hash());
        KeyRecord before = Objects.requireNonNull(node.held(key));
        world.plant(0, key, RepairWorld.record(4, 1, "only here"));
        KeyRecord after = Objects.requireNonNull(node.held(key));
        tree().replace(leaf, key.hash(), node.records.versionHash(after), node.records.versionHash(before));
        assertThat(world.exchange(0, 1, PARTITION).isEqual())
                .as("the tree hides it")
                .isTrue();
        start();
        world.cluster.loop.runFor(WEEK);
        assertThat(found).containsExactly("drift " + PARTITION + " 1");
        assertThat(world.exchange(0, 1, PARTITION).pushed()).isEqualTo(1);
    }

    /** A bad page of its index is met by each of a partition's leaves. */
    @Test
    void anIndexThatCannotBeReadIsToldOnceARoundAndPartition() {
        fill(300);
        Trees damagedTrees = new Trees() {
            @Override
            public @Nullable PartitionTree tree(int partition) {
                return node.treed.tree(partition);
            }

            @Override
            public Checked checkLeaf(int partition, int leaf) {
                return partition == PARTITION ? Checked.UNREADABLE : node.treed.checkLeaf(partition, leaf);
            }

            @Override
            public int nextOccupied(int partition, int from, int to) {
                return from;
            }

            @Override
            public boolean checkInside(int partition) {
                return true;
            }
        };
        int[] all = IntStream.range(0, world.partitions()).toArray();
        audit.seat(node.records, damagedTrees, world.cluster.ring().shape().partitions(), all);
        world.cluster.loop.runFor(WEEK);
        assertThat(audit.progress().passes()).isEqualTo(1);
        assertThat(found).containsExactly("index " + PARTITION);
    }

    @Test
    void aSuspectPartitionIsLookedAtWithinAMinute() {
        Key key = fill(300).get(7);
        tree().add(world.cluster.ring().shape().partitions().leaf(key.hash()), key.hash(), 99);
        start();
        world.cluster.loop.runFor(Duration.ofHours(1));
        audit.suspect(PARTITION);
        world.cluster.loop.runFor(Duration.ofMinutes(1));
        assertThat(found).containsExactly("drift " + PARTITION + " 1");
    }

    @Test
    void aRecordThatCannotBeReadIsRestoredFromTheOtherOwners() {
        List<Key> keys = fill(200);
        node.treed.damage(keys.get(0));
        node.treed.damage(keys.get(1));
        start();
        world.cluster.loop.runFor(WEEK);
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "damage " + PARTITION,
                        "damage " + PARTITION,
                        "rescued " + PARTITION + " true",
                        "rescued " + PARTITION + " true");
        assertThat(node.records.lookup(Space.LIVE, keys.get(0))).isInstanceOf(RecordStore.Held.class);
        assertThat(world.exchange(0, 1, PARTITION).isEqual()).isTrue();
    }

    @Test
    void versionsThatOnlyTheDamagedRecordHadAreSaidToBeLost() {
        List<Key> keys = fill(50);
        world.plant(0, keys.get(0), RepairWorld.record(4, 1, "only here"));
        node.treed.damage(keys.get(0));
        damaged.seat(node.records);
        damaged.found(PARTITION, keys.get(0));
        world.cluster.loop.runFor(Duration.ofSeconds(5));
        assertThat(found).containsExactly("rescued " + PARTITION + " false");
        assertThat(node.records.lookup(Space.LIVE, keys.get(0))).isInstanceOf(RecordStore.Held.class);
    }

    @Test
    void nothingIsGivenUpWhileAnOwnerThatMayHoldItIsAway() {
        List<Key> keys = fill(50);
        world.plant(0, keys.get(0), RepairWorld.record(4, 1, "here and on 2"));
        world.plant(2, keys.get(0), RepairWorld.record(4, 1, "here and on 2"));
        node.treed.damage(keys.get(0));
        world.cluster.kill(world.cluster.node(2));
        damaged.seat(node.records);
        damaged.found(PARTITION, keys.get(0));
        world.cluster.loop.runFor(Duration.ofMinutes(5));
        assertThat(found).isEmpty();
        assertThat(damaged.waiting()).isEqualTo(1);
        world.cluster.revive(world.cluster.node(2));
        world.cluster.loop.runFor(Duration.ofMinutes(1));
        assertThat(found).containsExactly("rescued " + PARTITION + " true");
    }
}
