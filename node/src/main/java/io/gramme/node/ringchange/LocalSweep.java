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
 * Takes a partition's records out of a key space, or into another, some at a time. Each step is in the log before the next,
 * and one that a crash broke off is simply made again; the end is told when all of it is fsynced, under {@code sync:
 * interval} too. On the shard's loop.
 */
final class LocalSweep {
    /** A step is read, written and removed in one turn of the loop: clients of the node wait that long. */
    private static final int STEP_KEYS = 16;

    private static final int STEP_BYTES = 16 * 1024;
    private static final long NOTHING_LEFT = -1;
    private static final long UNREADABLE = -2;

    private final Pacing pacing;
    private final RecordStore records;
    private final int partition;
    private final Kind kind;
    private final Consumer<Boolean> onEnd;
    /** What lies up to here was dealt with: to begin at the front each time would pass all that is gone, again and again. */
    private @Nullable Key after;

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

    private LocalSweep(Pacing pacing, RecordStore records, int partition, Kind kind, Consumer<Boolean> onEnd) {
        this.pacing = pacing;
        this.records = records;
        this.partition = partition;
        this.kind = kind;
        this.onEnd = onEnd;
    }

    /** @param onEnd called once on this loop: whether all of it is done, else it has to be begun anew */
    static void start(Pacing pacing, RecordStore records, int partition, Kind kind, Consumer<Boolean> onEnd) {
        new LocalSweep(pacing, records, partition, kind, onEnd).next();
    }

    private void next() {
        long bytes = bytesOfStep();
        if (bytes == NOTHING_LEFT && after != null) {
            // Once more from the front: the end is where nothing is left at all.
            after = null;
            bytes = bytesOfStep();
        }
        if (bytes == NOTHING_LEFT) {
            // The role that says so lies in a cell of its own, which may never be ahead of the log.
            storage().force(() -> onEnd.accept(true));
        } else if (bytes == UNREADABLE || !pacing.request(bytes, this::step)) {
            onEnd.accept(false);
        }
    }

    /** What the next step moves; {@link #NOTHING_LEFT}, or {@link #UNREADABLE} where the disk does not say. */
    private long bytesOfStep() {
        long bytes = 0;
        boolean any = false;
        try (Cursor cursor = storage().scan(kind.from, partition, after)) {
            for (int keys = 0; keys < STEP_KEYS && bytes < STEP_BYTES && cursor.next(); keys++) {
                any = true;
                bytes += cursor.payloadBytes();
            }
            if (!any && cursor.interruption() != null) {
                return UNREADABLE;
            }
        }
        return any ? bytes : NOTHING_LEFT;
    }

    private record Found(Key key, @Nullable Entry entry) {}

    private void step() {
        List<Found> batch = batch();
        if (batch.isEmpty()) {
            next();
            return;
        }
        after = batch.get(batch.size() - 1).key;
        for (int i = 0; i < batch.size(); i++) {
            boolean last = i == batch.size() - 1;
            if (!move(batch.get(i), last)) {
                onEnd.accept(false);
                return;
            }
        }
    }

    /** The first records that are left. */
    private List<Found> batch() {
        List<Found> batch = new ArrayList<>();
        long bytes = 0;
        try (Cursor cursor = storage().scan(kind.from, partition, after)) {
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
        RecordStore.Received received = records.reinstate(key, held.stored().record());
        return !(received instanceof RecordStore.NoRoom) && !(received instanceof RecordStore.NotReadable);
    }

    private Storage storage() {
        return records.storage();
    }
}
