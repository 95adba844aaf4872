package io.gramme.node.antientropy;

import io.gramme.node.background.Background;
import io.gramme.node.background.BackgroundBudget;
import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.coordinator.TestCluster;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.RecordStore.LedgerLookup;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.memory.MemoryStorage;
import io.gramme.node.transport.AntiEntropyMessage.RecordList;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Two owners of all partitions over compact stores, and what their exchanges cost, on virtual time. */
final class ExchangeCost {
    private static final TreeKey TREE = new TreeKey(3, 4);

    final Partitions partitions;
    final TestCluster cluster;
    final List<CompactStore> stores = new ArrayList<>();
    final List<RecordStore> records = new ArrayList<>();
    final List<AntiEntropy> repairs = new ArrayList<>();
    long messages;
    long messageBytes;
    long recordBytes;

    /**
     * @param count keys on both nodes, or only on the first
     * @param throttle full rate of each node's background budget in bytes a second, 0 for none
     */
    ExchangeCost(int partitionCount, int count, String value, boolean secondIsEmpty, long throttle) {
        cluster = new TestCluster(2, 2, partitionCount);
        partitions = cluster.ring().shape().partitions();
        CompactStore.Keys keys = new CompactStore.Keys(partitions, count, entry(value));
        for (int i = 0; i < 2; i++) {
            TestNode node = cluster.node(i);
            CompactStore store = new CompactStore(keys, i == 0 || !secondIsEmpty, node.executor, TREE);
            RecordStore over =
                    new RecordStore(store, new ActorIdentity(i, 0, 0), TestCluster.TREE_KEY, LedgerLookup.NONE);
            node.seat(over);
            ExchangePorts ports = new ExchangePorts(
                    node.clock,
                    node.timers,
                    node.transport,
                    node,
                    background(node, throttle),
                    new SeededRandomness(i),
                    AntiEntropyMetrics.NONE);
            AntiEntropy repair = new AntiEntropy(ports, new AntiEntropy.Settings(RepairWorld.INTERVAL, 2));
            repair.pause(true);
            repair.seat(
                    over, store, partitions, IntStream.range(0, partitionCount).toArray());
            stores.add(store);
            records.add(over);
            repairs.add(repair);
        }
        cluster.network.tap(this::count);
    }

    private static Background background(TestNode node, long throttle) {
        if (throttle == 0) {
            return Background.unlimited(node.executor);
        }
        BackgroundBudget.Ports ports =
                new BackgroundBudget.Ports(node.clock, node.executor, node.timers, BackgroundMetrics.NONE);
        return new BackgroundBudget(ports, throttle).port(node.executor);
    }

    private static Storage.Entry entry(String value) {
        MemoryStorage nowhere = new MemoryStorage(
                new Partitions(1),
                new MemoryStorage.Loops(Runnable::run, Runnable::run, (message, cause) -> {}),
                MemoryStorage.Limits.GENEROUS);
        return new RecordStore(nowhere, new ActorIdentity(0, 0, 0), TestCluster.TREE_KEY, LedgerLookup.NONE)
                .entryOf(StoredRecord.unmarked(RepairWorld.record(1, 1, value)));
    }

    private void count(Message message, int length) {
        messages++;
        messageBytes += length;
        if (message instanceof RecordList list) {
            recordBytes += list.records().stream()
                    .mapToLong(each -> each.record().length)
                    .sum();
        } else if (message instanceof ReplicaWrite write) {
            recordBytes += write.record().length;
        }
    }

    /** Changes a key on one node only. */
    void change(int node, int number, KeyRecord record) {
        records.get(node)
                .receive(Storage.WriteKind.RELIEF, Space.LIVE, CompactStore.Keys.key(number), record, durability -> {});
    }

    /** What one exchange cost. */
    record Cost(Exchanged how, long messages, long otherBytes, long recordBytes, double seconds, double cpuSeconds) {
        /** Of both, one after the other. */
        Cost and(Cost other) {
            Exchanged both = new Exchanged(
                    how.pulled() + other.how.pulled(),
                    how.pushed() + other.how.pushed(),
                    how.bytes() + other.how.bytes(),
                    how.complete() && other.how.complete(),
                    false,
                    null);
            return new Cost(
                    both,
                    messages + other.messages,
                    otherBytes + other.otherBytes,
                    recordBytes + other.recordBytes,
                    seconds + other.seconds,
                    cpuSeconds + other.cpuSeconds);
        }
    }

    Cost exchange(int from, int partition) {
        long messagesBefore = messages;
        long bytesBefore = messageBytes;
        long recordsBefore = recordBytes;
        long began = cluster.loop.nowNanos();
        long cpu = System.nanoTime();
        List<Exchanged> ended = new ArrayList<>();
        repairs.get(from).exchange(partition, 1 - from, Task.REPAIR, ended::add);
        while (ended.isEmpty() && cluster.loop.step()) {
            continue;
        }
        @Nullable Exchanged how = ended.isEmpty() ? null : ended.get(0);
        if (how == null) {
            throw new AssertionError("the exchange did not end");
        }
        long records = recordBytes - recordsBefore;
        return new Cost(
                how,
                messages - messagesBefore,
                messageBytes - bytesBefore - records,
                records,
                (cluster.loop.nowNanos() - began) / 1e9,
                (System.nanoTime() - cpu) / 1e9);
    }
}
