package io.gramme.node.ringchange;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.node.transport.TransferMessage.Item;
import io.gramme.ring.Key;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Merges what came from an owner and tells once all of it is safe. What does not decode, or is not the version that was
 * announced, was damaged on its way or on the owner's disk: the whole batch then counts as not received.
 */
final class Arrivals {
    private final RecordStore records;
    private final Consumer<Result> onSafe;
    private int outstanding = 1;
    private int news;
    private boolean durable = true;
    private boolean failed;

    /**
     * How a batch ended.
     *
     * @param news how many records this node did not hold, or not all of
     * @param durable whether all of it is fsynced
     */
    record Result(boolean failed, int news, boolean durable) {}

    private Arrivals(RecordStore records, Consumer<Result> onSafe) {
        this.records = records;
        this.onSafe = onSafe;
    }

    /** @param onSafe called once on this loop, later or inside this call */
    static void take(RecordStore records, List<Item> items, Consumer<Result> onSafe) {
        Arrivals batch = new Arrivals(records, onSafe);
        for (Item item : items) {
            batch.take(item);
        }
        batch.one();
    }

    /** A record that was asked for by its key; whatever version came is merged. */
    static void takeUnannounced(RecordStore records, Key key, byte[] bytes, Consumer<Result> onSafe) {
        Arrivals batch = new Arrivals(records, onSafe);
        KeyRecord record = batch.decode(bytes);
        if (record != null) {
            batch.merge(key, record);
        }
        batch.one();
    }

    private void take(Item item) {
        KeyRecord record = decode(item.record());
        if (record == null) {
            return;
        }
        if (records.versionHash(record) == item.versionHash()) {
            merge(item.key(), record);
        } else {
            failed = true;
        }
    }

    private @Nullable KeyRecord decode(byte[] bytes) {
        try {
            return RecordCodec.decode(bytes);
        } catch (MalformedRecordException malformed) {
            failed = true;
            return null;
        }
    }

    private void merge(Key key, KeyRecord record) {
        outstanding++;
        RecordStore.Received received = records.receive(WriteKind.ORDINARY, Space.LIVE, key, record, this::safe);
        if (received instanceof RecordStore.Merged) {
            news++;
        } else if (received instanceof RecordStore.AlreadyHeld held) {
            Durability reached = held.durability();
            if (reached != null) {
                safe(reached);
            }
        } else if (received instanceof RecordStore.Dead) {
            one();
        } else {
            failed = true;
            one();
        }
    }

    private void safe(Durability durability) {
        durable &= durability.isDurable();
        one();
    }

    private void one() {
        outstanding--;
        if (outstanding == 0) {
            onSafe.accept(new Result(failed, news, durable));
        }
    }
}
