package io.gramme.node.ringchange;

import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a partition's records out of a key space, or into another, some at a time. Each step is durable before the next, and
 * one that a crash broke off is simply made again. On the shard's loop.
 */
final class LocalSweep {
    private static final int STEP_KEYS = 64;
    private static final int STEP_BYTES = 256 * 1024;

    private final ShardPorts ports;
    private final RecordStore records;
    private final int partition;
    private final Kind kind;
    private final Consumer<Boolean> onEnd;

    /** What a sweep does. */
    enum Kind {
        /** Live records become retired ones. */
        RETIRE(Space.LIVE),
        /** Live records go. */
        DROP_LIVE(Space.LIVE),
        /** Retired records go. */
        DROP_RETIRED(Space.RETIRED),
        /** Retired records are merged into the live ones. */
        REINSTATE(Space.RETIRED);

        private final Space from;

        Kind(Space from) {
            this.from = from;
        }
    }

    private LocalSweep(ShardPorts ports, RecordStore records, int partition, Kind kind, Consumer<Boolean> onEnd) {
        this.ports = ports;
        this.records = records;
        this.partition = partition;
        this.kind = kind;
        this.onEnd = onEnd;
    }

    /** @param onEnd called once on this loop: whether all of it is done, else it has to be begun anew */
    static void start(ShardPorts ports, RecordStore records, int partition, Kind kind, Consumer<Boolean> onEnd) {
        new LocalSweep(ports, records, partition, kind, onEnd).next();
    }

    private void next() {
        long bytes = 0;
        boolean any = false;
        try (Cursor cursor = storage().scan(kind.from, partition, null)) {
            for (int keys = 0; keys < STEP_KEYS && bytes < STEP_BYTES && cursor.next(); keys++) {
                any = true;
                bytes += cursor.payloadBytes();
            }
        }
        if (!any) {
            onEnd.accept(true);
        } else if (!ports.pacing().request(bytes, this::step)) {
            onEnd.accept(false);
        }
    }

    private record Found(Key key, @Nullable Entry entry) {}

    private void step() {
        List<Found> batch = batch();
        if (batch.isEmpty()) {
            onEnd.accept(true);
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            boolean last = i == batch.size() - 1;
            if (!move(batch.get(i), last)) {
                onEnd.accept(false);
                return;
            }
        }
    }

    /** The first records that are left: what was dealt with is gone from the space. */
    private List<Found> batch() {
        List<Found> batch = new ArrayList<>();
        long bytes = 0;
        try (Cursor cursor = storage().scan(kind.from, partition, null)) {
            while (batch.size() < STEP_KEYS && bytes < STEP_BYTES && cursor.next()) {
                boolean wanted = kind == Kind.RETIRE || kind == Kind.REINSTATE;
                Entry entry = wanted && cursor.read() instanceof Storage.Found found ? found.entry() : null;
                batch.add(new Found(cursor.key(), entry));
                bytes += cursor.payloadBytes();
            }
        }
        return batch;
    }

    /** What cannot be read any more cannot be kept either: its other owners have it. */
    private boolean move(Found found, boolean last) {
        if (found.entry != null && kind == Kind.RETIRE) {
            if (!(storage().reserve(WriteKind.RELIEF, found.entry.payload().length) instanceof Reserved room)) {
                return false;
            }
            storage().write(room.reservation(), Space.RETIRED, found.key, found.entry, durability -> {});
        } else if (found.entry != null && !isMerged(found.key, found.entry)) {
            return false;
        }
        if (!(storage().reserve(WriteKind.RELIEF, 0) instanceof Reserved gone)) {
            return false;
        }
        storage().remove(gone.reservation(), kind.from, found.key, durability -> {
            if (last) {
                next();
            }
        });
        return true;
    }

    private boolean isMerged(Key key, Entry entry) {
        if (!(RecordStore.decode(entry) instanceof RecordStore.Held held)) {
            return true;
        }
        RecordStore.Received received =
                records.receive(WriteKind.RELIEF, Space.LIVE, key, held.stored().record(), durability -> {});
        return !(received instanceof RecordStore.NoRoom) && !(received instanceof RecordStore.NotReadable);
    }

    private Storage storage() {
        return records.storage();
    }
}
