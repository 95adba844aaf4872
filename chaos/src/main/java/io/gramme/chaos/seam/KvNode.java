package io.gramme.chaos.seam;

import io.gramme.chaos.sim.SimProcess;
import io.gramme.node.runtime.Timers;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.Found;
import io.gramme.node.storage.Storage.OnDurable;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.node.storage.memory.MemoryStorage;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keeps the greatest version of each name on all nodes; a put is acknowledged when two nodes have it durable. */
final class KvNode {
    private static final Partitions PARTITIONS = new Partitions(16);
    private static final int QUORUM = 2;
    private static final long PATIENCE_MILLIS = 2_000;
    private static final long RETRY_MILLIS = 300;

    private final SimProcess process;
    private final List<String> machines;
    private final KvWitness witness;
    private final SimExecutor shard;
    private final Timers timers;
    private final Storage storage;
    private final Map<Long, PendingPut> pending = new TreeMap<>();

    /** A put that waits for its quorum. */
    private static final class PendingPut {
        private final String name;
        private final long version;
        private final TreeSet<String> durableOn = new TreeSet<>();

        PendingPut(String name, long version) {
            this.name = name;
            this.version = version;
        }
    }

    KvNode(SimProcess process, List<String> machines, KvWitness witness) throws IOException {
        this.process = process;
        this.machines = machines;
        this.witness = witness;
        this.shard = process.newExecutor("shard");
        this.timers = process.timers(shard);
        this.storage = new MemoryStorage(
                PARTITIONS,
                new MemoryStorage.Loops(shard, process.newExecutor("writer"), process.fatal()),
                MemoryStorage.Limits.GENEROUS,
                process.files());
        process.onMessage(shard, this::onMessage);
    }

    /** A client's put; the witness is told if it is acknowledged. */
    void put(String name, long version) {
        shard.execute(() -> {
            long request = process.randomness().nextLong();
            pending.put(request, new PendingPut(name, version));
            timers.schedule(PATIENCE_MILLIS, () -> pending.remove(request));
            for (String machine : machines) {
                ask(machine, request, RETRY_MILLIS);
            }
        });
    }

    private void ask(String machine, long request, long retryMillis) {
        PendingPut put = pending.get(request);
        if (put == null || put.durableOn.contains(machine)) {
            return;
        }
        if (machine.equals(process.machine())) {
            keep(put.name, put.version, durability -> onAnswer(machine, request));
            return;
        }
        byte[] message = new KvMessage(false, request, put.version, put.name).encode();
        process.send(machine, message, shard, () -> {}); // the timer asks again
        timers.schedule(retryMillis, () -> ask(machine, request, retryMillis * 2));
    }

    private void onMessage(String from, byte[] bytes) {
        KvMessage message = KvMessage.decode(bytes);
        if (message.isAnswer()) {
            onAnswer(from, message.request());
        } else {
            byte[] answer = new KvMessage(true, message.request(), message.version(), message.name()).encode();
            keep(message.name(), message.version(), durability -> process.send(from, answer, shard, () -> {}));
        }
    }

    private void onAnswer(String machine, long request) {
        PendingPut put = pending.get(request);
        if (put != null && put.durableOn.add(machine) && put.durableOn.size() == QUORUM) {
            process.trace().note("acknowledged", put.name, put.version);
            witness.onAcknowledged(put.name, put.version);
        }
    }

    /** Stores a version unless a greater one is here, and says when what is here is durable. */
    private void keep(String name, long version, OnDurable then) {
        OnDurable onDurable = durability -> {
            witness.onDurable(process.machine(), name, version);
            then.onDurable(durability);
        };
        if (versionOf(name) >= version) {
            Storage.Durability reached = storage.settled(Space.LIVE, key(name), onDurable);
            if (reached != null) {
                onDurable.onDurable(reached);
            }
            return;
        }
        byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(version).array();
        if (storage.reserve(WriteKind.ORDINARY, payload.length) instanceof Reserved reserved) {
            Entry entry = new Entry(new Header(version, 0, version, 0), payload);
            storage.write(reserved.reservation(), Space.LIVE, key(name), entry, onDurable);
        }
    }

    /** The version that this node has of a name; 0 for none. */
    long versionOf(String name) {
        return storage.read(Space.LIVE, key(name)) instanceof Found found
                ? ByteBuffer.wrap(found.entry().payload()).getLong()
                : 0;
    }

    private static Key key(String name) {
        return Key.of("seam", name);
    }
}
