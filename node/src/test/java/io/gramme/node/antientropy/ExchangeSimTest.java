package io.gramme.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.ring.Key;
import io.gramme.ring.Ownership;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeSimTest {
    private static final int PARTITION = 3;

    @Test
    void equalReplicasAreTwoMessages() {
        RepairWorld world = new RepairWorld();
        world.keys(PARTITION, 500).forEach(key -> world.plantEverywhere(key, RepairWorld.record(1, 1, "v")));
        Exchanged how = world.exchange(0, 1, PARTITION);
        assertThat(how.isEqual()).isTrue();
        assertThat(world.messages).isEqualTo(2);
        assertThat(world.bytesExchanged()).isLessThan(40);
    }

    @Test
    void emptyReplicasAreEqual() {
        RepairWorld world = new RepairWorld();
        assertThat(world.exchange(2, 0, PARTITION).isEqual()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.0002, 0.1, 0.5, 1})
    void randomDivergenceOfBothSidesConvergesAndOnlyDifferencesMove(double part) {
        RepairWorld world = new RepairWorld();
        SeededRandomness random = new SeededRandomness(4711);
        List<Key> keys = world.keys(PARTITION, 5_000);
        Map<Key, KeyRecord> merged = new HashMap<>();
        int different = 0;
        for (Key key : keys) {
            KeyRecord base = RepairWorld.record(1, 1, "base");
            world.plant(0, key, base);
            world.plant(1, key, base);
            merged.put(key, base);
            if (random.nextDouble() < part) {
                different++;
                KeyRecord other = RepairWorld.record(2 + random.nextInt(2), 1, "other");
                int where = random.nextInt(3);
                merged.put(key, KeyRecord.merge(base, other));
                if (where != 1) {
                    world.plant(0, key, other);
                }
                if (where == 1) {
                    world.plant(1, key, other);
                } else if (where == 2) {
                    KeyRecord third = RepairWorld.record(5, 1, "third");
                    world.plant(1, key, third);
                    merged.put(key, KeyRecord.merge(KeyRecord.merge(base, other), third));
                }
            }
        }
        Exchanged how = world.exchange(0, 1, PARTITION);
        assertThat(how.complete()).isTrue();
        assertThat(how.failure()).isNull();
        assertThat(how.treeSuspect()).isFalse();
        assertThat(how.repaired()).isBetween((long) different, 2L * different);
        assertThat(world.held(0, PARTITION)).isEqualTo(world.held(1, PARTITION)).hasSize(5_000);
        merged.forEach((key, record) -> {
            KeyRecord held = world.cluster.node(0).held(key);
            assertThat(held).isNotNull();
            assertThat(held.sameVersions(record)).isTrue();
        });
        assertThat(world.exchange(1, 0, PARTITION).isEqual()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aWipedReplicaIsRefilledWhicheverSideBegins(int from) {
        RepairWorld world = new RepairWorld();
        for (Key key : world.keys(PARTITION, 3_000)) {
            world.plant(0, key, RepairWorld.record(1, 1, "v"));
        }
        Exchanged how = world.exchange(from, 1 - from, PARTITION);
        assertThat(from == 0 ? how.pushed() : how.pulled()).isEqualTo(3_000);
        assertThat(how.repaired()).isEqualTo(3_000);
        assertThat(world.held(1, PARTITION)).isEqualTo(world.held(0, PARTITION)).hasSize(3_000);
    }

    @Test
    void writesUnderWayAreNoDifferences() {
        RepairWorld world = new RepairWorld();
        List<Key> keys = world.keys(PARTITION, 200);
        keys.forEach(key -> world.plantEverywhere(key, RepairWorld.record(1, 1, "v")));
        // Node 1 hears of every write a moment later than node 0.
        List<Exchanged> ended = new ArrayList<>();
        int[] written = {0};
        Runnable[] writer = new Runnable[1];
        writer[0] = () -> {
            int at = written[0]++;
            KeyRecord next = RepairWorld.record(2, 1 + at, "w" + at);
            Key key = keys.get(at % keys.size());
            world.plant(0, key, next);
            world.cluster.node(1).timers.schedule(40, () -> world.plant(1, key, next));
            world.cluster.node(0).timers.schedule(5, writer[0]);
        };
        world.cluster.node(0).timers.schedule(0, writer[0]);
        world.cluster.runFor(100);
        world.repairs.get(0).exchange(PARTITION, 1, io.gramme.node.metrics.BackgroundMetrics.Task.REPAIR, ended::add);
        world.cluster.runFor(3_000);
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).complete()).isTrue();
        assertThat(written[0]).isGreaterThan(500);
        assertThat(world.bytes)
                .as("what was asked for of %d writes", written[0])
                .containsKey("AskLeaves")
                .doesNotContainKey("AskKeys");
    }

    @Test
    void aLostWriteIsRepairedWhileOthersAreUnderWay() {
        RepairWorld world = new RepairWorld();
        List<Key> keys = world.keys(PARTITION, 300);
        List<Key> lost = keys.subList(0, 20);
        keys.forEach(key -> world.plantEverywhere(key, RepairWorld.record(1, 1, "v")));
        lost.forEach(key -> world.plant(0, key, RepairWorld.record(9, 1, "only here")));
        int[] written = {0};
        Runnable[] writer = new Runnable[1];
        writer[0] = () -> {
            int at = written[0]++;
            Key key = keys.get(at % keys.size());
            KeyRecord next = RepairWorld.record(2, 1 + at, "w" + at);
            int first = at % 2;
            world.plant(first, key, next);
            world.cluster.node(1).timers.schedule(25, () -> world.plant(1 - first, key, next));
            if (at < 600) {
                world.cluster.node(0).timers.schedule(5, writer[0]);
            }
        };
        world.cluster.node(0).timers.schedule(0, writer[0]);
        assertThat(world.exchange(1, 0, PARTITION).complete()).isTrue();
        for (Key key : lost) {
            KeyRecord there = world.cluster.node(1).held(key);
            assertThat(there).isNotNull();
            assertThat(there.context()
                            .covers(RepairWorld.record(9, 1, "")
                                    .siblings()
                                    .get(0)
                                    .dot()))
                    .isTrue();
        }
        world.cluster.runFor(6_000);
        assertThat(world.held(0, PARTITION)).isEqualTo(world.held(1, PARTITION));
    }

    @Test
    void messagesThatArriveTwiceDoNoHarm() {
        RepairWorld world = new RepairWorld();
        world.cluster.network.doubling(true);
        for (Key key : world.keys(PARTITION, 400)) {
            world.plant(key.hashCode() & 1, key, RepairWorld.record(1, 1, "v"));
        }
        Exchanged how = world.exchange(0, 1, PARTITION);
        assertThat(how.complete()).isTrue();
        assertThat(world.held(0, PARTITION)).isEqualTo(world.held(1, PARTITION)).hasSize(400);
    }

    @Test
    void whoCountsOtherOwnersIsRefused() {
        RepairWorld world = new RepairWorld();
        world.plant(0, world.keys(PARTITION, 1).get(0), RepairWorld.record(1, 1, "v"));
        Ring before = world.cluster.ring();
        Ring after = with(before, PARTITION, Row.of(2, 1, 0));
        world.cluster.node(1).publish(after);
        Exchanged how = world.exchange(0, 1, PARTITION);
        assertThat(how.failure()).contains("other owners");
        assertThat(how.complete()).isFalse();
        assertThat(world.cluster.node(0).wanted()).contains(after.epoch());
        // Another partition's rows are the same in both rings.
        assertThat(world.exchange(0, 1, PARTITION + 1).isEqual()).isTrue();
        // And the newer side is told to wait by the older one, which asks for the ring.
        assertThat(world.exchange(1, 0, PARTITION).failure()).contains("not ready");
        assertThat(world.cluster.node(0).wanted()).contains(after.epoch());
    }

    @Test
    void whoIsNoOwnerIsRefused() {
        RepairWorld world = new RepairWorld();
        Ring after = with(world.cluster.ring(), PARTITION, Row.of(0, 1));
        world.cluster.publish(after);
        assertThat(world.exchange(2, 1, PARTITION).failure()).contains("owners");
        assertThat(world.exchange(0, 2, PARTITION).failure()).contains("owners");
        assertThat(world.messages).isZero();
    }

    @Test
    void anExchangeEndsWhenThePartitionsOwnersChange() {
        RepairWorld world = new RepairWorld();
        world.plant(0, world.keys(PARTITION, 1).get(0), RepairWorld.record(1, 1, "v"));
        List<Exchanged> ended = new ArrayList<>();
        world.repairs.get(0).exchange(PARTITION, 1, io.gramme.node.metrics.BackgroundMetrics.Task.REPAIR, ended::add);
        world.cluster.runFor(100);
        world.cluster.publish(with(world.cluster.ring(), PARTITION, Row.of(1, 0, 2)));
        world.cluster.runFor(2_000);
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).failure()).contains("owners changed");
    }

    @Test
    void anExchangeEndsWhenThisNodeActsAsAnotherIdentity() {
        RepairWorld world = new RepairWorld();
        world.plant(0, world.keys(PARTITION, 1).get(0), RepairWorld.record(1, 1, "v"));
        List<Exchanged> ended = new ArrayList<>();
        AntiEntropy repair = world.repairs.get(0);
        repair.exchange(PARTITION, 1, io.gramme.node.metrics.BackgroundMetrics.Task.REPAIR, ended::add);
        world.cluster.runFor(100);
        TestNode node = world.cluster.node(0);
        repair.seat(node.records, node.treed, world.cluster.ring().shape().partitions(), new int[] {PARTITION});
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).failure()).contains("another identity");
        assertThat(world.exchange(0, 1, PARTITION).pushed()).isEqualTo(1);
    }

    @Test
    void aPeerThatDoesNotAnswerEndsItInTime() {
        RepairWorld world = new RepairWorld();
        TestNode peer = world.cluster.node(1);
        world.cluster.link(peer, io.gramme.node.coordinator.FakeNetwork.Fault.REQUEST_LOST);
        List<Exchanged> ended = new ArrayList<>();
        world.repairs.get(0).exchange(PARTITION, 1, io.gramme.node.metrics.BackgroundMetrics.Task.REPAIR, ended::add);
        world.cluster.runFor(ExchangeOperation.BUDGET_MILLIS + 100);
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).failure()).isEqualTo("timed out");
    }

    @Test
    void tenThousandDifferencesCostInProportionToThem() {
        long[] cost = new long[2];
        int[] different = {1_000, 10_000};
        for (int i = 0; i < 2; i++) {
            RepairWorld world = new RepairWorld();
            List<Key> keys = world.keys(PARTITION, 20_000);
            for (int k = 0; k < keys.size(); k++) {
                KeyRecord base = RepairWorld.record(1, 1, "base");
                world.plant(0, keys.get(k), base);
                if (k >= different[i]) {
                    world.plant(1, keys.get(k), base);
                }
            }
            assertThat(world.exchange(0, 1, PARTITION).pushed()).isEqualTo(different[i]);
            cost[i] = world.bytes.get("ReplicaWrite");
            world.cluster.loop.runFor(Duration.ofSeconds(1));
        }
        assertThat(cost[1]).isBetween(cost[0] * 9, cost[0] * 11);
    }

    @Test
    void pushesAreMerges() {
        RepairWorld world = new RepairWorld();
        Key key = world.keys(PARTITION, 1).get(0);
        world.plant(0, key, RepairWorld.record(1, 1, "one"));
        world.plant(1, key, RepairWorld.record(2, 1, "two"));
        List<ReplicaWrite> writes = new ArrayList<>();
        world.cluster.network.tap((message, length) -> {
            if (message instanceof ReplicaWrite write) {
                writes.add(write);
            }
        });
        Exchanged how = world.exchange(0, 1, PARTITION);
        assertThat(how.pulled()).isEqualTo(1);
        assertThat(how.pushed()).isEqualTo(1);
        assertThat(writes).hasSize(1);
        assertThat(writes.get(0).kind()).isEqualTo(io.gramme.node.transport.ReplicaMessage.WriteKind.ANTI_ENTROPY);
        KeyRecord held = world.cluster.node(1).held(key);
        assertThat(held).isNotNull();
        assertThat(held.siblings()).hasSize(2);
    }

    private static Ring with(Ring ring, int partition, Row row) {
        var next = ring.epoch().next();
        Ownership ownership = ring.ownership().with(Map.of(partition, new Ownership.Rows(row, Row.EMPTY)), next);
        return new Ring(ring.shape(), next, ring.members(), ownership, ring.group());
    }
}
