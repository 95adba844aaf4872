package io.gramme.node.purge;

import io.gramme.node.causality.ByteSource;
import io.gramme.node.causality.ContextCodec;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.KeyRecord.Trimmed;
import io.gramme.node.causality.LedgerEntry;
import io.gramme.node.causality.LedgerEntry.Kind;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.Marker;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.runtime.Clock;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.HeaderFound;
import io.gramme.node.storage.Storage.OnDurable;
import io.gramme.node.storage.Storage.Reservation;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.storage.Storage.Unreadable;
import io.gramme.node.storage.Storage.WriteKind;
import io.gramme.node.transport.PurgeMessage.Holding;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import io.gramme.node.transport.PurgeMessage.Recall;
import io.gramme.node.transport.PurgeMessage.RecallItem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The owner's side of a purge, and every member's word about what it keeps. Lives on the shard's loop.
 *
 * <p>The ledger's frame is written before the removal's, in one turn and one log: whatever a crash leaves, a record that
 * is gone is listed. One that is listed and still there counts as there, so the next round finishes it.
 */
final class PurgeReplica {
    private final Clock clock;
    private final Ledger ledger;
    private final IntPredicate unsettled;
    private final Past past;
    private RecordStore records;

    /**
     * What is remembered of purges beyond the ledger.
     *
     * @param trusted whether this node may say of a partition that it does not know a record
     */
    record Past(PurgeFence fence, IntPredicate trusted) {}

    /** @param unsettled whether this node has data of a partition that its owners may lack, in whatever key space */
    PurgeReplica(Clock clock, Ledger ledger, RecordStore records, IntPredicate unsettled) {
        this(clock, ledger, records, unsettled, new Past(PurgeFence.NONE, partition -> true));
    }

    /** @param past by which it is said what may have been purged */
    PurgeReplica(Clock clock, Ledger ledger, RecordStore records, IntPredicate unsettled, Past past) {
        this.past = past;
        this.unsettled = unsettled;
        this.clock = clock;
        this.ledger = ledger;
        this.records = records;
    }

    /** This node acts as another identity from now on; the store beneath is the same. */
    void actAs(RecordStore newRecords) {
        records = newRecords;
    }

    /** What this node has of each; changes nothing. */
    List<Holding> judge(List<PurgeItem> items) {
        return items.stream().map(this::judge).toList();
    }

    private Holding judge(PurgeItem item) {
        Storage storage = records.storage();
        Storage.HeaderOutcome outcome = storage.header(Space.LIVE, item.key());
        if (outcome instanceof Unreadable) {
            return Holding.NOT_NOW;
        }
        if (!(outcome instanceof HeaderFound found) || found.header().versionHash() != item.versionHash()) {
            return ledger.lists(item.key(), item.versionHash()) ? Holding.LISTED : Holding.OTHER;
        }
        if (storage.settled(Space.LIVE, item.key(), durability -> {}) == null) {
            return Holding.NOT_NOW;
        }
        if (!item.trim() && (found.header().flags() & Header.TOMBSTONE) != 0) {
            return Holding.SAME;
        }
        if (!(records.lookup(Space.LIVE, item.key()) instanceof RecordStore.Held held)) {
            return Holding.NOT_NOW;
        }
        KeyRecord record = held.stored().record();
        boolean agrees = item.trim() ? PurgeRules.isTrimmable(record) : PurgeRules.isDead(record, clock.wallMillis());
        return agrees ? Holding.SAME : Holding.OTHER;
    }

    /**
     * Purges each that is still the same.
     *
     * @param onDone told once, when everything that was done is fsynced; never if the node stops before
     */
    void apply(List<PurgeItem> items, Consumer<List<Holding>> onDone) {
        Waiting waiting = new Waiting(onDone);
        for (PurgeItem item : items) {
            Holding holding = judge(item);
            if (holding == Holding.SAME) {
                waiting.left++;
                holding = takeAway(item, durability -> waiting.oneLess()) ? Holding.LISTED : Holding.NOT_NOW;
                waiting.left -= holding == Holding.NOT_NOW ? 1 : 0;
            }
            waiting.holdings.add(holding);
        }
        waiting.oneLess();
    }

    private static final class Waiting {
        final List<Holding> holdings = new ArrayList<>();
        int left = 1;
        private final Consumer<List<Holding>> onDone;

        Waiting(Consumer<List<Holding>> onDone) {
            this.onDone = onDone;
        }

        void oneLess() {
            if (--left == 0) {
                onDone.accept(holdings);
            }
        }
    }

    private boolean takeAway(PurgeItem item, OnDurable onDurable) {
        if (!(records.lookup(Space.LIVE, item.key()) instanceof RecordStore.Held held)) {
            return false;
        }
        StoredRecord stored = held.stored();
        if (!item.trim()) {
            return list(item, new LedgerEntry(Kind.PURGED, stored.record().context()), null, onDurable);
        }
        Trimmed trimmed = stored.record().trimmed();
        if (trimmed == null) {
            return false;
        }
        StoredRecord shorter = new StoredRecord(markerAfter(stored.marker(), trimmed), trimmed.record());
        return list(item, new LedgerEntry(Kind.TRIMMED, trimmed.removed()), shorter, onDurable);
    }

    /** An actor that leaves the clock must not count on from the start: it is never used again. */
    private static @Nullable Marker markerAfter(@Nullable Marker marker, Trimmed trimmed) {
        boolean removed = marker != null && trimmed.removed().vector().counter(marker.actor()) > 0;
        return removed ? null : marker;
    }

    private boolean list(PurgeItem item, LedgerEntry entry, @Nullable StoredRecord left, OnDurable onDurable) {
        Storage storage = records.storage();
        Entry listed = ledger.entryOf(item.key(), entry, item.versionHash());
        Entry kept = left == null ? null : records.entryOf(left);
        Reservation one = room(listed.payload().length);
        Reservation other = one == null ? null : room(kept == null ? 0 : kept.payload().length);
        if (one == null || other == null) {
            if (one != null) {
                storage.release(one);
            }
            return false;
        }
        ledger.store(one, item.key(), listed, durability -> {});
        if (kept == null) {
            storage.remove(other, Space.LIVE, item.key(), onDurable);
        } else {
            storage.write(other, Space.LIVE, item.key(), kept, onDurable);
        }
        return true;
    }

    private @Nullable Reservation room(int bytes) {
        return records.storage().reserve(WriteKind.RELIEF, bytes) instanceof Reserved room ? room.reservation() : null;
    }

    /** What this node knows of records of a partition that may be old; changes nothing. */
    List<Recall> recall(int partition, List<RecallItem> items) {
        return items.stream().map(item -> recall(partition, item)).toList();
    }

    private Recall recall(int partition, RecallItem item) {
        Storage.HeaderOutcome outcome = records.storage().header(Space.LIVE, item.key());
        if (outcome instanceof Unreadable) {
            return Recall.NOT_NOW;
        }
        boolean here = outcome instanceof HeaderFound;
        if (outcome instanceof HeaderFound found && found.header().versionHash() == item.versionHash()) {
            return Recall.KNOWN;
        }
        if (here && item.dots().length == 0) {
            return Recall.OTHER;
        }
        if (here && records.lookup(Space.LIVE, item.key()) instanceof RecordStore.Held held) {
            if (covers(held.stored().record(), item)) {
                return Recall.KNOWN;
            }
        } else if (here) {
            return Recall.NOT_NOW;
        }
        return unknown(partition, item);
    }

    private Recall unknown(int partition, RecallItem item) {
        KeyRecord purged = records.purged(item.key());
        if (purged != null && item.hlc() <= purged.hlc()) {
            return Recall.PURGED;
        }
        boolean mayBePurged =
                past.trusted().test(partition) && item.hlc() <= past.fence().newest(partition);
        return mayBePurged ? Recall.FENCED : Recall.NEW;
    }

    private static boolean covers(KeyRecord record, RecallItem item) {
        try {
            return record.context().covers(ContextCodec.read(new ByteSource(item.dots(), 0)));
        } catch (MalformedRecordException malformed) {
            return false;
        }
    }

    /** What this node keeps of a partition; what cannot be read is kept. */
    HoldingsReport report(int partition, boolean owner) {
        boolean unpushed = unsettled.test(partition) || (!owner && holdsAny(Space.LIVE, partition));
        return new HoldingsReport(holdsAny(Space.HINT, partition), unpushed);
    }

    private boolean holdsAny(Space space, int partition) {
        try (Cursor cursor = records.storage().scan(space, partition, null)) {
            return cursor.next() || cursor.interruption() != null;
        }
    }
}
