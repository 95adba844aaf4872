package io.gramme.node.storage;

import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.HeaderValues;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.LedgerEntry;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.Marker;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.SipHash;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.Found;
import io.gramme.node.storage.Storage.OnDurable;
import io.gramme.node.storage.Storage.ReadOutcome;
import io.gramme.node.storage.Storage.RefusalReason;
import io.gramme.node.storage.Storage.Refused;
import io.gramme.node.storage.Storage.Reservation;
import io.gramme.node.storage.Storage.ReserveOutcome;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.storage.Storage.Unreadable;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.ring.Key;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One shard's records over the byte store: decoding, the one merge that every write from elsewhere goes through, and the
 * ledger that keeps purged keys dead. Coordination, replication, hints, repair, transfer and purge all store through it.
 *
 * <p>Invariants: what arrives is merged, never put over what is there; a record that cannot be read is never taken for a
 * missing one. Everything happens on the shard's loop.
 */
public final class RecordStore {
    private final Storage storage;
    private final ActorIdentity identity;
    private final SipHash treeKey;
    private final LedgerLookup ledger;
    private Runnable onMarkerEnded = () -> {};
    private Predicate<Key> takesLive = key -> true;
    private IntConsumer onDiscarded = versions -> {};

    /** What has been purged of a key; {@code null} when nothing is remembered. */
    @FunctionalInterface
    public interface LedgerLookup {
        @Nullable
        LedgerEntry entry(Key key);

        /** No purge has ever happened. */
        LedgerLookup NONE = key -> null;
    }

    /**
     * @param identity whose actors these are in this run
     * @param treeKey the cluster's key for version hashes, fixed at founding
     */
    public RecordStore(Storage storage, ActorIdentity identity, SipHash treeKey, LedgerLookup ledger) {
        this.storage = storage;
        this.identity = identity;
        this.treeKey = treeKey;
        this.ledger = ledger;
    }

    /** Told when an arrival ends a marker; set once, before use. */
    public void onMarkerEnded(Runnable listener) {
        onMarkerEnded = listener;
    }

    /**
     * Which keys the live space takes records of; set once, before use. Whoever asked for a record while this node owned its
     * partition may get the answer when it does not any more.
     */
    public void takesLive(Predicate<Key> takes) {
        takesLive = takes;
    }

    /** Told how many concurrent versions last-writer-wins dropped in a merge of live records; set once, before use. */
    public void onDiscarded(IntConsumer listener) {
        onDiscarded = listener;
    }

    /** What the store has of a key. */
    public sealed interface Lookup {}

    /** A record, with the payload it was decoded from. */
    public record Held(StoredRecord stored, Entry entry) implements Lookup {}

    /** Nothing. */
    public record Missing() implements Lookup {
        public static final Missing MISSING = new Missing();
    }

    /** Something, or nothing: the disk does not say. */
    public record Broken(String reason) implements Lookup {}

    /** What became of a record that arrived. */
    public sealed interface Received {}

    /** It changed what is here; the durability callback follows. */
    public record Merged(KeyRecord record) implements Received {}

    /**
     * What is here covers it already.
     *
     * @param durability what has been reached, or {@code null}: the durability callback follows
     */
    public record AlreadyHeld(KeyRecord record, @Nullable Durability durability) implements Received {}

    /** A purge took all of it away; nothing is stored and nothing needs to be. */
    public record Dead() implements Received {
        public static final Dead DEAD = new Dead();
    }

    /** No room; nothing was changed. */
    public record NoRoom(RefusalReason reason) implements Received {}

    /** What is here cannot be read, so nothing can be merged into it, or is not to be here at all; nothing was changed. */
    public record NotReadable(String reason) implements Received {}

    /** The byte store beneath, for scans and headers. */
    public Storage storage() {
        return storage;
    }

    /** Whose actors these are. */
    public ActorIdentity identity() {
        return identity;
    }

    /** The newest applied record. */
    public Lookup lookup(Space space, Key key) {
        ReadOutcome outcome = storage.read(space, key);
        if (outcome instanceof Found found) {
            return decode(found.entry());
        }
        return outcome instanceof Unreadable unreadable ? new Broken(unreadable.reason()) : Missing.MISSING;
    }

    /**
     * What a key that was purged still counts as: V and no siblings, for reads and for writes that begin on nothing.
     *
     * @return {@code null} when no purge of it is remembered
     */
    public @Nullable KeyRecord purged(Key key) {
        LedgerEntry entry = ledger.entry(key);
        return entry == null || entry.kind() != LedgerEntry.Kind.PURGED ? null : entry.asRecord();
    }

    /** A record about to be stored by its coordinator, without the actors that a trim took out of the key's clock. */
    public StoredRecord trimmed(Key key, StoredRecord stored) {
        LedgerEntry entry = ledger.entry(key);
        if (entry == null || entry.kind() != LedgerEntry.Kind.TRIMMED) {
            return stored;
        }
        return new StoredRecord(stored.marker(), entry.trim(stored.record()));
    }

    /** Decodes what a cursor or a read returned. */
    public static Lookup decode(Entry entry) {
        try {
            return new Held(RecordCodec.decodeStored(entry.payload()), entry);
        } catch (MalformedRecordException e) {
            return new Broken("the record does not decode: " + e.getMessage());
        }
    }

    /** The version hash by which replicas compare records. */
    public long versionHash(KeyRecord record) {
        return record.versionHash(treeKey);
    }

    /** Stores a record with its header; consumes the reservation. */
    public void store(Reservation room, Space space, Key key, StoredRecord stored, OnDurable onDurable) {
        storage.write(room, space, key, entryOf(stored), onDurable);
    }

    /** A stored record as the byte store keeps it. */
    public Entry entryOf(StoredRecord stored) {
        HeaderValues values = stored.record().headerValues(treeKey);
        int flags = (values.onlyTombstones() ? Header.TOMBSTONE : 0) | (values.lww() ? Header.LWW : 0);
        if (stored.record().context().vector().size() > Header.LONG_CLOCK_ENTRIES) {
            flags |= Header.LONG_CLOCK;
        }
        Header header = new Header(values.versionHash(), flags, values.hlc(), values.expiryMillis());
        return new Entry(header, RecordCodec.encodeStored(stored));
    }

    /** Room for a record of this size, marker included. */
    public ReserveOutcome reserve(WriteKind kind, KeyRecord record) {
        return storage.reserve(kind, (int) Math.min(Integer.MAX_VALUE, RecordCodec.sizeBound(record) + 20));
    }

    /**
     * Merges what came from elsewhere into what is here. Clears the marker where the arrival shows that this node forgot
     * something, and counts the ledger as a record of its own.
     *
     * @param onDurable called on this loop once the result is safe, for {@link Merged} and for {@link AlreadyHeld} without
     *     durability; never otherwise
     */
    public Received receive(WriteKind kind, Space space, Key key, KeyRecord incoming, OnDurable onDurable) {
        if (space == Space.LIVE && !takesLive.test(key)) {
            return new NotReadable("this node does not hold the partition now");
        }
        return merge(kind, space, key, incoming, onDurable);
    }

    /** As {@link #receive}, into the live space, of what this node itself had put aside. */
    public Received reinstate(Key key, KeyRecord own) {
        return merge(WriteKind.RELIEF, Space.LIVE, key, own, durability -> {});
    }

    @SuppressWarnings("ReferenceEquality") // receive returns the very record when nothing is new
    private Received merge(WriteKind kind, Space space, Key key, KeyRecord incoming, OnDurable onDurable) {
        Lookup lookup = lookup(space, key);
        if (lookup instanceof Broken broken) {
            return new NotReadable(broken.reason());
        }
        LedgerEntry purged = ledger.entry(key);
        StoredRecord local = lookup instanceof Held held ? held.stored() : null;
        if (purged != null) {
            return receivePurged(kind, space, key, new Arrival(local, incoming, purged), onDurable);
        }
        if (local == null) {
            return write(kind, space, key, new StoredRecord(null, incoming), onDurable);
        }
        StoredRecord.Received received = local.receiveCounting(incoming, identity);
        StoredRecord merged = received.stored();
        if (space == Space.LIVE && received.discarded() > 0) {
            onDiscarded.accept(received.discarded());
        }
        if (local.marker() != null && merged.marker() == null) {
            onMarkerEnded.run();
        }
        if (merged == local) {
            return new AlreadyHeld(local.record(), storage.settled(space, key, onDurable));
        }
        return write(kind, space, key, merged, onDurable);
    }

    private record Arrival(@Nullable StoredRecord local, KeyRecord incoming, LedgerEntry purged) {}

    private Received receivePurged(WriteKind kind, Space space, Key key, Arrival arrival, OnDurable onDurable) {
        StoredRecord local = arrival.local;
        KeyRecord merged = arrival.purged.merge(local == null ? null : local.record(), arrival.incoming);
        if (merged == null) {
            return Dead.DEAD;
        }
        if (local != null && merged.sameVersions(local.record())) {
            return new AlreadyHeld(local.record(), storage.settled(space, key, onDurable));
        }
        return write(kind, space, key, new StoredRecord(markerAfter(arrival), merged), onDurable);
    }

    private @Nullable Marker markerAfter(Arrival arrival) {
        StoredRecord local = arrival.local;
        if (local == null || identity.isBehind(local.record().context(), arrival.incoming.context())) {
            return null;
        }
        return local.marker();
    }

    private Received write(WriteKind kind, Space space, Key key, StoredRecord stored, OnDurable onDurable) {
        ReserveOutcome room = reserve(kind, stored.record());
        if (room instanceof Refused refused) {
            return new NoRoom(refused.reason());
        }
        store(((Reserved) room).reservation(), space, key, stored, onDurable);
        return new Merged(stored.record());
    }
}
