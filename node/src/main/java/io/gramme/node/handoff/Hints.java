package io.gramme.node.handoff;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.coordinator.HintStore;
import io.gramme.node.metrics.HandoffMetrics;
import io.gramme.node.metrics.HandoffMetrics.Drop;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Timers;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.Found;
import io.gramme.node.storage.Storage.OnDurable;
import io.gramme.node.storage.Storage.ReadOutcome;
import io.gramme.node.storage.Storage.Reservation;
import io.gramme.node.storage.Storage.ReserveOutcome;
import io.gramme.node.storage.Storage.Unreadable;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.ring.Key;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hints of one shard, in {@code Space.HINT}. A full store refuses, counts the refusal and marks the partition due; it
 * never drops what may be the last copy. What is kept is counted in memory, by partition, as soon as a partition is touched and at the
 * latest shortly after {@link #start}.
 *
 * <p>The port does not say which owners took the write from its coordinator. So a hint is dropped, past its age or from nine
 * tenths full on, only where the acknowledgements given to this node alone make up its W and a majority of the row; all
 * others stay until delivered. {@link HintDelivery} looks for them.
 */
public final class Hints implements HintStore {
    private static final OnDurable NOBODY_WAITS = durability -> {};

    private final Ports ports;
    private final HandoffSettings settings;
    private final int[] partitions;
    private final BitSet counted = new BitSet();
    private final HintCounts counts = new HintCounts();
    private RecordStore records;
    private Runnable onWork = () -> {};

    /** What a shard's hints stand on; all of it belongs to the shard's loop. */
    public record Ports(Clock clock, Timers timers, HandoffMetrics metrics, DuePartitions due) {}

    /**
     * @param records the shard's records, whose store keeps the hints too
     * @param partitions those of this shard, ascending
     */
    public Hints(RecordStore records, Ports ports, HandoffSettings settings, int[] partitions) {
        this.records = records;
        this.ports = ports;
        this.settings = settings;
        this.partitions = partitions.clone();
    }

    /** Begins to count what an earlier process left, one partition a turn. */
    public void start() {
        countFrom(0);
    }

    /** This node acts as another identity from now on; the store beneath is the same. */
    public void actAs(RecordStore newRecords) {
        records = newRecords;
    }

    /** For whom this shard keeps what, by ascending node index. Incomplete while the start still counts. */
    public List<HintTarget> view() {
        return counts.view(ports.clock().wallMillis());
    }

    private void countFrom(int next) {
        if (next < partitions.length) {
            ensureCounted(partitions[next]);
            ports.timers().schedule(0, () -> countFrom(next + 1));
        }
    }

    private void ensureCounted(int partition) {
        if (counted.get(partition)) {
            return;
        }
        counted.set(partition);
        long pendingBefore = counts.pending();
        long bytesBefore = counts.bytes();
        try (Cursor cursor = storage().scan(Space.HINT, partition, null)) {
            while (cursor.next()) {
                count(partition, cursor.read());
            }
            if (cursor.interruption() != null) {
                ports.due().markDue(partition);
            }
        }
        if (counts.pending() > pendingBefore) {
            ports.metrics().stored(counts.pending() - pendingBefore, counts.bytes() - bytesBefore);
            onWork.run();
        }
    }

    private void count(int partition, ReadOutcome outcome) {
        try {
            if (outcome instanceof Found found) {
                byte[] payload = found.entry().payload();
                counts.add(partition, HintRecord.termsOf(payload), payload.length);
                return;
            }
        } catch (MalformedRecordException malformed) {
            // As unreadable as a bad frame: it stays, and repair has to look.
        }
        ports.due().markDue(partition);
    }

    /** A hint as it is now. */
    record Current(HintRecord hint, StoredRecord stored, Entry entry) {
        int bytes() {
            return entry.payload().length;
        }
    }

    private sealed interface Look {}

    private record There(Current current) implements Look {}

    private record NotThere(@Nullable String damage) implements Look {}

    private Look look(Key key) {
        ReadOutcome outcome = storage().read(Space.HINT, key);
        if (outcome instanceof Unreadable unreadable) {
            return new NotThere(unreadable.reason());
        }
        if (!(outcome instanceof Found found)) {
            return new NotThere(null);
        }
        try {
            HintRecord hint = HintRecord.decode(found.entry().payload());
            return new There(new Current(hint, hint.record(), found.entry()));
        } catch (MalformedRecordException malformed) {
            return new NotThere("the hint does not decode: " + malformed.getMessage());
        }
    }

    /** The hint under a key; {@code null} when there is none, or none that can be read. */
    @Nullable
    Current current(Key key) {
        return look(key) instanceof There there ? there.current : null;
    }

    @Override
    public Lookup lookup(Key key) {
        Look look = look(key);
        if (look instanceof There there) {
            return new Held(
                    there.current.stored, there.current.hint.terms().owners().toArray());
        }
        String damage = ((NotThere) look).damage;
        return damage == null ? Missing.MISSING : new Broken(damage);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // receive returns the very record when nothing is new
    public Outcome keep(Key key, KeyRecord incoming, Obligation obligation, OnDurable onDurable) {
        ensureCounted(obligation.partition());
        Look look = look(key);
        if (look instanceof NotThere missing && missing.damage != null) {
            return new NotReadable(missing.damage);
        }
        Current before = look instanceof There there ? there.current : null;
        if (before == null) {
            HintTerms terms = HintTerms.of(obligation, ports.clock().wallMillis());
            return put(key, obligation, new Next(null, terms, StoredRecord.unmarked(incoming)), onDurable);
        }
        HintTerms terms = before.hint.terms();
        if (tooMany(terms, obligation)) {
            return full(obligation.partition());
        }
        StoredRecord merged = before.stored.receive(incoming, records.identity());
        boolean sameRecord = merged == before.stored;
        HintTerms next = sameRecord ? terms.joined(obligation) : terms.changed(obligation);
        if (sameRecord && next.equals(terms)) {
            return new Kept(storage().settled(Space.HINT, key, onDurable));
        }
        return put(key, obligation, new Next(before, next, merged), onDurable);
    }

    private static boolean tooMany(HintTerms terms, Obligation obligation) {
        return terms.owners().with(obligation.owners()).size() > MAX_OWNERS;
    }

    private record Next(@Nullable Current before, HintTerms terms, StoredRecord stored) {}

    private Outcome put(Key key, Obligation obligation, Next next, OnDurable onDurable) {
        Entry entry = entryOf(next.terms, next.stored);
        int growth = entry.payload().length - (next.before == null ? 0 : next.before.bytes());
        if (growth > 0 && counts.bytes() + growth > settings.maxBytes()) {
            return full(obligation.partition());
        }
        WriteKind kind = next.stored.record().holdsOnlyTombstones() ? WriteKind.RELIEF : WriteKind.ORDINARY;
        ReserveOutcome room = storage().reserve(kind, entry.payload().length);
        if (room instanceof Storage.Refused refused) {
            return new NoRoom(refused.reason());
        }
        Reservation granted = ((Storage.Reserved) room).reservation();
        write(granted, key, obligation.partition(), new Change(next.before, next.terms, entry), onDurable);
        return new Kept(null);
    }

    private Full full(int partition) {
        ports.metrics().refused();
        ports.due().markDue(partition);
        return Full.FULL;
    }

    private Entry entryOf(HintTerms terms, StoredRecord stored) {
        Entry entry = records.entryOf(stored);
        return new Entry(entry.header(), new HintRecord(terms, entry.payload()).encode());
    }

    private record Change(@Nullable Current before, HintTerms terms, Entry entry) {}

    private void write(Reservation room, Key key, int partition, Change change, OnDurable onDurable) {
        int bytes = change.entry.payload().length;
        Current before = change.before;
        if (before == null) {
            ports.metrics().stored(1, bytes);
        } else {
            counts.remove(partition, before.hint.terms(), before.bytes());
            ports.metrics().stored(0, bytes - before.bytes());
        }
        counts.add(partition, change.terms, bytes);
        storage().write(room, Space.HINT, key, change.entry, onDurable);
        onWork.run();
    }

    @Override
    public Room reserve(int recordBytes) {
        if (counts.bytes() + recordBytes > settings.maxBytes()) {
            ports.metrics().refused();
            return Full.FULL;
        }
        int bytes = (int) Math.min(Integer.MAX_VALUE, (long) recordBytes + HintTerms.MAX_BYTES);
        ReserveOutcome room = storage().reserve(WriteKind.ORDINARY, bytes);
        return room instanceof Storage.Reserved reserved
                ? new Reserved(reserved.reservation())
                : new NoRoom(((Storage.Refused) room).reason());
    }

    @Override
    public void release(Reservation room) {
        storage().release(room);
    }

    @Override
    public void store(Reservation room, Key key, StoredRecord coordinated, Obligation obligation, OnDurable onDurable) {
        ensureCounted(obligation.partition());
        Current before = current(key);
        HintTerms terms;
        if (before == null) {
            terms = HintTerms.of(obligation, ports.clock().wallMillis());
        } else if (tooMany(before.hint.terms(), obligation)) {
            // Owners of rings long gone: a fallback coordinates for all owners of today, who stand in for them.
            terms = before.hint.terms().aimedAt(NodeSet.of(obligation.owners())).changed(obligation);
        } else {
            terms = before.hint.terms().changed(obligation);
        }
        Entry entry = entryOf(terms, coordinated);
        write(room, key, obligation.partition(), new Change(before, terms, entry), onDurable);
    }

    /** Told on every turn that leaves hints to deliver; set once. */
    void onWork(Runnable listener) {
        onWork = listener;
    }

    HintCounts counts() {
        return counts;
    }

    RecordStore records() {
        return records;
    }

    Storage storage() {
        return records.storage();
    }

    /** Puts other terms on what {@link #current} returned in this turn; {@code false} when the disk has no room. */
    boolean amend(Key key, int partition, Current before, HintTerms terms) {
        byte[] payload = before.hint.with(terms).encode();
        ReserveOutcome room = storage().reserve(WriteKind.RELIEF, payload.length);
        if (!(room instanceof Storage.Reserved reserved)) {
            return false;
        }
        Entry entry = new Entry(before.entry.header(), payload);
        write(reserved.reservation(), key, partition, new Change(before, terms, entry), NOBODY_WAITS);
        return true;
    }

    /** Removes a hint that all owners acknowledged. */
    void removeDelivered(Key key, int partition, Current before) {
        if (remove(key, partition, before)) {
            ports.metrics().replayed(1, before.bytes());
        }
    }

    /** Removes a hint undelivered to some, whose W is on owners; the others are left to anti-entropy. */
    void drop(Drop reason, Key key, int partition, Current before) {
        if (remove(key, partition, before)) {
            ports.metrics().dropped(reason, 1, before.bytes());
            ports.due().markDue(partition);
        }
    }

    /** Takes a hint out that was put aside; {@code false} when the disk has no room now. */
    public boolean putAside(int partition, Key key) {
        Current now = current(key);
        ensureCounted(partition);
        return now == null || remove(key, partition, now);
    }

    private boolean remove(Key key, int partition, Current before) {
        ReserveOutcome room = storage().reserve(WriteKind.RELIEF, 0);
        if (!(room instanceof Storage.Reserved reserved)) {
            return false;
        }
        counts.remove(partition, before.hint.terms(), before.bytes());
        storage().remove(reserved.reservation(), Space.HINT, key, NOBODY_WAITS);
        return true;
    }

    /** Why a hint would go if its W is on owners, or {@code null}. */
    @Nullable
    Drop wouldDrop(HintTerms terms) {
        if (isPastAge(terms.createdMillis())) {
            return Drop.AGE;
        }
        return isCrowded() ? Drop.ROOM : null;
    }

    /** Whether {@link #wouldDrop} may say so of a hint that is kept for this node. */
    boolean mayHaveDroppable(int node) {
        return isCrowded() || isPastAge(counts.oldestMillis(node));
    }

    private boolean isPastAge(long createdMillis) {
        return ports.clock().wallMillis() - createdMillis > settings.maxAgeMillis();
    }

    /** Nine tenths full: room is made before a hint is refused, not after. */
    private boolean isCrowded() {
        return counts.bytes() > settings.maxBytes() - settings.maxBytes() / 10;
    }
}
