package io.gramme.node.antientropy;

import io.gramme.node.background.Background;
import io.gramme.node.causality.Actor;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.TestCluster;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Three nodes that own everything, each with its anti-entropy, over memory storage and the real codec. */
final class RepairWorld {
    static final Duration INTERVAL = Duration.ofMinutes(10);

    final TestCluster cluster = new TestCluster(3);
    final List<AntiEntropy> repairs = new ArrayList<>();
    /** Encoded bytes of each type of message delivered so far. */
    final Map<String, Long> bytes = new TreeMap<>();

    long messages;

    RepairWorld() {
        int[] all = IntStream.range(0, partitions()).toArray();
        for (TestNode node : cluster.nodes) {
            AntiEntropy made = new AntiEntropy(ports(node), new AntiEntropy.Settings(INTERVAL, 2));
            repairs.add(made);
            made.pause(true);
            made.seat(node.records, node.treed, cluster.ring().shape().partitions(), all);
        }
        cluster.network.tap((message, length) -> {
            messages++;
            bytes.merge(message.getClass().getSimpleName(), (long) length, Long::sum);
        });
    }

    /** What a node of such a cluster compares and repairs with; nothing slows it down. */
    static ExchangePorts ports(TestNode node) {
        return new ExchangePorts(
                node.clock,
                node.timers,
                node.transport,
                node,
                Background.unlimited(node.executor),
                new SeededRandomness(node.index),
                AntiEntropyMetrics.NONE);
    }

    int partitions() {
        return cluster.ring().shape().partitions().count();
    }

    int partition(Key key) {
        return cluster.ring().partition(key);
    }

    /** The number-th key of a partition. */
    List<Key> keys(int partition, int count) {
        return IntStream.range(0, Integer.MAX_VALUE)
                .mapToObj(i -> Key.of("b", "key" + i))
                .filter(key -> partition(key) == partition)
                .limit(count)
                .toList();
    }

    static KeyRecord record(int writer, long counter, String value) {
        Dot dot = new Dot(Actor.of(writer, 0, 1), counter);
        Content content = Content.value(ValueBytes.of(value), "text/plain", SimClock.START_MILLIS);
        Sibling sibling = new Sibling(dot, 100 + counter, content, null, List.of());
        return new KeyRecord(CausalContext.of(dot, 100 + counter), List.of(sibling), SiblingsMode.KEEP, List.of());
    }

    /** Puts a record on one node only, behind everybody's back. */
    void plant(int node, Key key, KeyRecord record) {
        cluster.node(node).records.receive(Storage.WriteKind.RELIEF, Space.LIVE, key, record, durability -> {});
    }

    void plantEverywhere(Key key, KeyRecord record) {
        for (TestNode node : cluster.nodes) {
            plant(node.index, key, record);
        }
    }

    Exchanged exchange(int from, int to, int partition) {
        return cluster.await(callback -> repairs.get(from).exchange(partition, to, Task.REPAIR, callback));
    }

    long bytesExchanged() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Everything a node holds of a partition: version hashes by key. */
    Map<String, Long> held(int node, int partition) {
        Map<String, Long> found = new TreeMap<>();
        try (Cursor cursor = cluster.node(node).treed.scan(Space.LIVE, partition, null)) {
            while (cursor.next()) {
                RecordStore.Lookup lookup = RecordStore.decode(((Storage.Found) cursor.read()).entry());
                KeyRecord record = ((RecordStore.Held) lookup).stored().record();
                found.put(cursor.key().toString(), cluster.node(node).records.versionHash(record));
            }
        }
        return found;
    }
}
