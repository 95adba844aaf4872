package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.tree.PartitionTree;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The engine against a sorted map, over flushes, merges, compactions and restarts of both kinds. {@code -Dtwin.operations}
 * sets how many operations.
 */
class EngineTwinTest {
    private static final int OPERATIONS = Integer.getInteger("twin.operations", 25_000);
    private static final long SEED = Long.getLong("twin.seed", 31);
    private static final int KEYS = 300;

    private final Randomness randomness = new SeededRandomness(SEED);
    private final TreeMap<byte[], byte[]> twin = new TreeMap<>(IndexKey::compare);
    private EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), SEED);

    @Test
    void agreesWithASortedMap() {
        for (int i = 0; i < OPERATIONS; i++) {
            operate(i);
            if (i % 2_500 == 2_499) {
                compareAll();
            }
            if (i % 2_500 == 2_499) {
                restart(i % 10_000 == 4_999);
                compareAll();
            }
        }
        assertThat(disk.files.list("log")).hasSizeLessThan(80);
    }

    private void operate(int number) {
        Space space = randomness.nextInt(5) == 0 ? Space.HINT : Space.LIVE;
        Key key = EngineOnDisk.key("k" + randomness.nextInt(KEYS));
        byte[] indexKey = IndexKey.of(EngineOnDisk.PARTITIONS, space, key);
        switch (randomness.nextInt(10)) {
            case 0, 1 -> compareOne(space, key, indexKey);
            case 2 -> {
                disk.remove(space, key, durability -> {});
                twin.remove(indexKey);
            }
            case 3 -> compareScan(space, EngineOnDisk.PARTITIONS.of(key), randomness.nextInt(2) == 0 ? null : key);
            default -> {
                byte[] value = Arrays.copyOf(
                        ("value " + number).getBytes(StandardCharsets.UTF_8), 12 + randomness.nextInt(60));
                disk.put(space, key, value, durability -> {});
                twin.put(indexKey, value);
            }
        }
        disk.loops.turns(randomness.nextInt(14));
    }

    private void compareOne(Space space, Key key, byte[] indexKey) {
        Storage.ReadOutcome outcome = disk.storage(key).read(space, key);
        byte[] expected = twin.get(indexKey);
        if (expected == null) {
            assertThat(outcome).isEqualTo(Storage.Absent.ABSENT);
        } else {
            assertThat(((Storage.Found) outcome).entry().payload()).isEqualTo(expected);
            var header = (Storage.HeaderFound) disk.storage(key).header(space, key);
            assertThat(header.payloadBytes()).isEqualTo(expected.length);
            assertThat(header.header()).isEqualTo(EngineOnDisk.entry(expected).header());
        }
    }

    private void compareScan(Space space, int partition, Key after) {
        byte[] from = after == null
                ? IndexKey.partitionBound(space, partition)
                : IndexKey.after(IndexKey.of(EngineOnDisk.PARTITIONS, space, after));
        List<String> expected = new ArrayList<>();
        twin.subMap(from, IndexKey.partitionBound(space, partition + 1))
                .forEach((key, value) -> expected.add(IndexKey.key(key) + "=" + Arrays.hashCode(value)));
        List<String> found = new ArrayList<>();
        try (Storage.Cursor cursor = disk.storage(partition).scan(space, partition, after)) {
            while (cursor.next()) {
                byte[] payload = ((Storage.Found) cursor.read()).entry().payload();
                assertThat(cursor.payloadBytes()).isEqualTo(payload.length);
                found.add(cursor.key() + "=" + Arrays.hashCode(payload));
            }
            assertThat(cursor.interruption()).isNull();
        }
        assertThat(found).isEqualTo(expected);
    }

    private void compareAll() {
        for (int partition = 0; partition < EngineOnDisk.PARTITIONS.count(); partition++) {
            compareScan(Space.LIVE, partition, null);
            compareScan(Space.HINT, partition, null);
        }
        disk.loops.settle();
        compareTrees();
    }

    private void compareTrees() {
        Map<Integer, PartitionTree> sums = new TreeMap<>();
        for (int partition = 0; partition < EngineOnDisk.PARTITIONS.count(); partition++) {
            sums.put(partition, PartitionTree.standalone(EngineOnDisk.PARTITIONS.fanout(), new TreeKey(1, 2)));
        }
        twin.forEach((key, value) -> {
            if (IndexKey.spaceCode(key) == Space.LIVE.code()) {
                sums.get(IndexKey.partition(key))
                        .add(
                                IndexKey.leaf(key),
                                IndexKey.hash(key),
                                EngineOnDisk.entry(value).header().versionHash());
            }
        });
        sums.forEach((partition, sum) -> {
            PartitionTree tree = disk.engine
                    .trees(Groups.shardOf(Groups.ofPartition(partition), 2))
                    .tree(partition);
            compareOccupied(partition, sum);
            if (tree == null) {
                assertThat(sum.isEmpty()).isTrue();
            } else {
                assertThat(tree.differingLeaves(sum)).isEmpty();
            }
        });
    }

    /** Whoever goes from occupied leaf to occupied leaf meets every key. */
    private void compareOccupied(int partition, PartitionTree sum) {
        int leaves = EngineOnDisk.PARTITIONS.leaves();
        int from = randomness.nextInt(leaves);
        int end = from + randomness.nextInt(leaves - from + 1);
        int expected = from;
        while (expected < end && sum.leaf(expected).counts()[0] == 0) {
            expected++;
        }
        assertThat(disk.engine
                        .trees(Groups.shardOf(Groups.ofPartition(partition), 2))
                        .nextOccupied(partition, from, end))
                .isEqualTo(expected);
    }

    private void restart(boolean clean) {
        disk.loops.settle();
        if (clean) {
            disk.close();
        }
        disk = new EngineOnDisk(disk.files.crash(Crash.syncedOnly()), randomness.nextLong());
        assertThat(disk.engine.wasUnclean()).isEqualTo(!clean);
        assertThat(disk.logDamage).isEmpty();
        assertThat(disk.indexDamage).isEmpty();
    }
}
