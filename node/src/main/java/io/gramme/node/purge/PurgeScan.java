package io.gramme.node.purge;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.transport.PurgeMessage;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks one partition's headers for what is due, a bounded number a call. Lives on the shard's loop. */
final class PurgeScan {
    private static final int HEADERS = 2_048;
    private static final int RECORDS = 256;
    private static final int MOST_KEY_BYTES = 256 * 1024;

    private final RecordStore records;
    private final int partition;
    private final long nowMillis;
    private final long ageMillis;
    private @Nullable Key after;
    private boolean over;
    private long nextDueMillis = PurgeRules.NEVER;
    private List<PurgeItem> found = new ArrayList<>();
    private int foundBytes;

    /** @param ageMillis for how long a record must have been dead */
    PurgeScan(RecordStore records, int partition, long nowMillis, long ageMillis) {
        this.records = records;
        this.partition = partition;
        this.nowMillis = nowMillis;
        this.ageMillis = ageMillis;
    }

    /** Goes on; returns whether it makes sense to look at {@link #take} now. */
    boolean step() {
        int looked = 0;
        int read = 0;
        try (Cursor cursor = records.storage().scan(Space.LIVE, partition, after)) {
            while (looked < HEADERS && read < RECORDS && !isFull()) {
                if (!cursor.next()) {
                    over = true;
                    break;
                }
                looked++;
                after = cursor.key();
                if (PurgeRules.dueAtMillis(cursor.header(), ageMillis) > nowMillis) {
                    nextDueMillis = Math.min(nextDueMillis, PurgeRules.dueAtMillis(cursor.header(), ageMillis));
                } else {
                    read += judge(cursor);
                }
            }
        }
        return over || isFull();
    }

    /** Reads a record only where its header does not say enough. */
    private int judge(Cursor cursor) {
        Header header = cursor.header();
        boolean tombstone = (header.flags() & Header.TOMBSTONE) != 0 && (header.flags() & Header.LONG_CLOCK) == 0;
        if (tombstone) {
            add(cursor.key(), header.versionHash(), false);
            return 0;
        }
        if (!(records.lookup(Space.LIVE, cursor.key()) instanceof RecordStore.Held held)) {
            return 1;
        }
        KeyRecord record = held.stored().record();
        long due = PurgeRules.after(PurgeRules.deadSinceMillis(record), ageMillis);
        if (due <= nowMillis) {
            add(cursor.key(), header.versionHash(), false);
        } else if (PurgeRules.isTrimmable(record)) {
            add(cursor.key(), header.versionHash(), true);
        } else {
            nextDueMillis = Math.min(nextDueMillis, due);
        }
        return 1;
    }

    private void add(Key key, long versionHash, boolean trim) {
        found.add(new PurgeItem(key, versionHash, trim));
        foundBytes += key.bucket().length + key.name().length + 16;
    }

    private boolean isFull() {
        return found.size() >= PurgeMessage.MAX_ITEMS || foundBytes >= MOST_KEY_BYTES;
    }

    /** What is due, up to a message full; it is given away. */
    List<PurgeItem> take() {
        List<PurgeItem> taken = found;
        found = new ArrayList<>();
        foundBytes = 0;
        return taken;
    }

    boolean isOver() {
        return over;
    }

    /** When the first record that is not due yet will be, {@link PurgeRules#NEVER} when none will. */
    long nextDueMillis() {
        return nextDueMillis;
    }
}
