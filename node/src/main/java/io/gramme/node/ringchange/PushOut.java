package io.gramme.node.ringchange;

import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Found;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.RowVersion;
import io.gramme.node.transport.TransferMessage.Item;
import io.gramme.node.transport.TransferMessage.Offer;
import io.gramme.node.transport.TransferMessage.Wanted;
import io.gramme.ring.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Offers one present owner all that this node retired of a partition, and sends what the owner lacks: writes that reached
 * this node alone while it was cut off from the switch. On the shard's loop.
 */
final class PushOut {
    private static final int OFFER_KEYS = 512;
    private static final byte[] NOTHING = {};

    private final PeerAsk owner;
    private final ShardPorts ports;
    private final RecordStore records;
    private final Consumer<Boolean> onEnd;
    private @Nullable Key after;

    private PushOut(PeerAsk owner, ShardPorts ports, RecordStore records, Consumer<Boolean> onEnd) {
        this.owner = owner;
        this.ports = ports;
        this.records = records;
        this.onEnd = onEnd;
    }

    /** @param onEnd called once on this loop: whether the owner holds all of it, fsynced */
    static void start(PeerAsk owner, ShardPorts ports, RecordStore records, Consumer<Boolean> onEnd) {
        new PushOut(owner, ports, records, onEnd).next();
    }

    private void next() {
        List<Item> items = new ArrayList<>();
        boolean whole;
        try (Cursor cursor = records.storage().scan(Space.RETIRED, owner.partition(), after)) {
            while (items.size() < OFFER_KEYS && cursor.next()) {
                items.add(new Item(cursor.key(), cursor.header().versionHash(), NOTHING));
            }
            whole = cursor.interruption() == null;
        }
        if (items.isEmpty()) {
            onEnd.accept(whole);
            return;
        }
        owner.ask(new Offer(owner.partition(), owner.epoch(), items), Wanted.class, wanted -> {
            if (wanted == null) {
                onEnd.accept(false);
                return;
            }
            Deque<Key> keys = new ArrayDeque<>();
            wanted.positions().stream()
                    .filter(position -> position >= 0 && position < items.size())
                    .forEach(position -> keys.add(items.get(position).key()));
            after = items.get(items.size() - 1).key();
            sendNext(keys);
        });
    }

    private void sendNext(Deque<Key> keys) {
        Key key = keys.poll();
        byte[] record = null;
        while (key != null && record == null) {
            record = read(key);
            key = record == null ? keys.poll() : key;
        }
        if (key == null || record == null) {
            next();
            return;
        }
        Key sent = key;
        byte[] bytes = record;
        boolean asked = ports.pacing().request(bytes.length, () -> send(sent, bytes, keys));
        if (!asked) {
            onEnd.accept(false);
        }
    }

    private void send(Key key, byte[] record, Deque<Key> keys) {
        ReplicaWrite write = new ReplicaWrite(
                owner.partition(),
                RowVersion.exactly(owner.epoch()),
                WriteKind.TRANSFER,
                new int[0],
                0,
                false,
                key,
                record);
        owner.ask(write, WriteAck.class, ack -> {
            if (ack != null && ack.status().isStored()) {
                sendNext(keys);
            } else {
                onEnd.accept(false);
            }
        });
    }

    /** What cannot be read cannot be sent. */
    private byte @Nullable [] read(Key key) {
        Storage.ReadOutcome outcome = records.storage().read(Space.RETIRED, key);
        try {
            return outcome instanceof Found found
                    ? RecordCodec.wireOf(found.entry().payload()).toByteArray()
                    : null;
        } catch (MalformedRecordException malformed) {
            return null;
        }
    }
}
