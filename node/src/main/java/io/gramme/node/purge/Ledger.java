package io.gramme.node.purge;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.LedgerEntry;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.runtime.Clock;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.RecordStore.LedgerLookup;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.HeaderFound;
import io.gramme.node.storage.Storage.OnDurable;
import io.gramme.node.storage.Storage.Reservation;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one shard's purges took away: durable, in {@code Space.LEDGER}, one entry a key, looked up by every merge. The
 * index header of an entry carries the version hash of what went, its greatest stamp, and when the entry may go, so only
 * a hit reads the log. A partition that has no entry costs a bit test.
 *
 * <p>An entry that cannot be read counts as none: the disk has said so, the partition is repaired from owners whose
 * ledgers can be read, and what comes from there is alive. Lives on the shard's loop.
 */
public final class Ledger implements LedgerLookup {
    private static final int MARKER_BYTES = 20;

    private final Storage storage;
    private final Partitions partitions;
    private final Clock clock;
    private final long keepMillis;
    private final BitSet known = new BitSet();
    private final BitSet some = new BitSet();

    /** @param keepMillis how long an entry stays at least */
    public Ledger(Storage storage, Partitions partitions, Clock clock, long keepMillis) {
        this.storage = storage;
        this.partitions = partitions;
        this.clock = clock;
        this.keepMillis = keepMillis;
    }

    @Override
    public @Nullable LedgerEntry entry(Key key) {
        if (isEmpty(partitions.of(key.hash())) || !(storage.header(Space.LEDGER, key) instanceof HeaderFound)) {
            return null;
        }
        try {
            return storage.read(Space.LEDGER, key) instanceof Storage.Found found
                    ? LedgerCodec.decode(found.entry().payload())
                    : null;
        } catch (MalformedRecordException malformed) {
            return null;
        }
    }

    /** Whether the last purge of a key took away exactly that version. */
    boolean lists(Key key, long versionHash) {
        return !isEmpty(partitions.of(key.hash()))
                && storage.header(Space.LEDGER, key) instanceof HeaderFound found
                && found.header().versionHash() == versionHash;
    }

    /** Whether a partition has no entry. */
    boolean isEmpty(int partition) {
        if (!known.get(partition)) {
            known.set(partition);
            try (Cursor cursor = storage.scan(Space.LEDGER, partition, null)) {
                some.set(partition, cursor.next() || cursor.interruption() != null);
            }
        }
        return !some.get(partition);
    }

    /** An entry as it is stored, over what is listed of the key already. */
    Entry entryOf(Key key, LedgerEntry newer, long versionHash) {
        LedgerEntry older = entry(key);
        LedgerEntry both = older == null ? newer : newer.after(older);
        long goes = PurgeRules.after(clock.wallMillis(), keepMillis);
        return new Entry(new Header(versionHash, 0, both.context().hlc(), goes), LedgerCodec.encode(both));
    }

    /** Stores what {@link #entryOf} made; consumes the room. */
    void store(Reservation room, Key key, Entry entry, OnDurable onDurable) {
        int partition = partitions.of(key.hash());
        known.set(partition);
        some.set(partition);
        storage.write(room, Space.LEDGER, key, entry, onDurable);
    }

    /**
     * Takes what another owner's ledger lists of a partition that comes here; what is here of the key already meets it.
     *
     * @param payload as the other ledger stores it
     * @return {@code false} when it is no entry, or the disk has no room now
     */
    public boolean adopt(RecordStore records, Key key, long versionHash, byte[] payload) {
        LedgerEntry theirs;
        try {
            theirs = LedgerCodec.decode(payload);
        } catch (MalformedRecordException malformed) {
            return false;
        }
        Entry entry = entryOf(key, theirs, versionHash);
        if (!(storage.reserve(WriteKind.RELIEF, entry.payload().length) instanceof Reserved room)) {
            return false;
        }
        store(room.reservation(), key, entry, durability -> {});
        return meet(records, key, theirs);
    }

    private boolean meet(RecordStore records, Key key, LedgerEntry entry) {
        if (!(records.lookup(Space.LIVE, key) instanceof RecordStore.Held held)) {
            return true;
        }
        KeyRecord local = held.stored().record();
        KeyRecord merged = entry.merge(local, entry.asRecord());
        if (merged != null && merged.sameVersions(local)) {
            return true;
        }
        int bytes =
                merged == null ? 0 : (int) Math.min(Integer.MAX_VALUE, RecordCodec.sizeBound(merged) + MARKER_BYTES);
        if (!(storage.reserve(WriteKind.RELIEF, bytes) instanceof Reserved room)) {
            return false;
        }
        if (merged == null) {
            storage.remove(room.reservation(), Space.LIVE, key, durability -> {});
        } else {
            records.store(room.reservation(), Space.LIVE, key, StoredRecord.unmarked(merged), durability -> {});
        }
        return true;
    }

    /** An entry whose time is over. */
    record Expired(Key key, long hlc) {}

    /** The first entries of a partition, in key order, whose time is over. */
    List<Expired> expired(int partition, int most) {
        List<Expired> expired = new ArrayList<>();
        if (isEmpty(partition)) {
            return expired;
        }
        long now = clock.wallMillis();
        try (Cursor cursor = storage.scan(Space.LEDGER, partition, null)) {
            while (expired.size() < most && cursor.next()) {
                if (cursor.header().expiryMillis() <= now) {
                    expired.add(new Expired(cursor.key(), cursor.header().hlc()));
                }
            }
        }
        return expired;
    }

    /** Forgets entries, those only that have not been renewed meanwhile. */
    void forget(int partition, List<Expired> entries) {
        long now = clock.wallMillis();
        for (Expired entry : entries) {
            boolean over = storage.header(Space.LEDGER, entry.key()) instanceof HeaderFound found
                    && found.header().expiryMillis() <= now;
            if (over && storage.reserve(WriteKind.RELIEF, 0) instanceof Reserved room) {
                storage.remove(room.reservation(), Space.LEDGER, entry.key(), durability -> {});
            }
        }
        known.clear(partition);
    }
}
