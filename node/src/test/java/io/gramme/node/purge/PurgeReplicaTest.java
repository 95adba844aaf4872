package io.gramme.node.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.Actor;
import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.HybridClock;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.LedgerEntry;
import io.gramme.node.causality.Marker;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.SipHash;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.memory.MemoryStorage;
import io.gramme.node.transport.PurgeMessage.Holding;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An owner's side of a purge, over a store that loses what was not fsynced. */
class PurgeReplicaTest {
    private static final Partitions PARTITIONS = new Partitions(16);
    private static final Key KEY = Key.of("cart", "anna");
    private static final int PARTITION = PARTITIONS.of(KEY.hash());
    private static final int SELF = 3;
    private static final SipHash TREE_KEY = SipHash.withKey(1, 2);
    private static final long KEEP_MILLIS = 60_000;

    private final SimLoop loop = new SimLoop();
    private final SimClock clock = new SimClock(loop);
    private final SimExecutor shard = new SimExecutor(loop, "shard");
    private MemoryStorage storage = new MemoryStorage(PARTITIONS, loops(), MemoryStorage.Limits.GENEROUS);
    private boolean unsettled;
    private Ledger ledger = new Ledger(storage, PARTITIONS, clock, KEEP_MILLIS);
    private RecordStore records = records();
    private PurgeReplica replica = replica();

    private MemoryStorage.Loops loops() {
        return new MemoryStorage.Loops(shard, new SimExecutor(loop, "log"), (message, cause) -> {
            throw new AssertionError(message, cause);
        });
    }

    private RecordStore records() {
        return new RecordStore(storage, new ActorIdentity(SELF, 0, 0), TREE_KEY, ledger);
    }

    private PurgeReplica replica() {
        return new PurgeReplica(clock, ledger, records, partition -> unsettled);
    }

    /** The process dies now: what is not fsynced is gone. */
    private void crash() {
        storage = storage.restarted(loops());
        ledger = new Ledger(storage, PARTITIONS, clock, KEEP_MILLIS);
        records = records();
        replica = replica();
    }

    private static KeyRecord record(Content content) {
        Dot dot = new Dot(Actor.of(1, 0, 1), 1);
        long hlc = HybridClock.of(SimClock.START_MILLIS);
        return new KeyRecord(
                CausalContext.of(dot, hlc),
                List.of(new Sibling(dot, hlc, content, null, List.of())),
                SiblingsMode.KEEP,
                List.of());
    }

    private static KeyRecord tombstone() {
        return record(Content.deletion(SimClock.START_MILLIS));
    }

    private static Content value() {
        return Content.value(ValueBytes.of("v"), "text/plain", SimClock.START_MILLIS);
    }

    private void store(StoredRecord stored) {
        Storage.Reserved room = (Storage.Reserved) records.reserve(Storage.WriteKind.ORDINARY, stored.record());
        records.store(room.reservation(), Space.LIVE, KEY, stored, durability -> {});
    }

    private void settle() {
        loop.runFor(Duration.ofSeconds(1));
    }

    private PurgeItem item(KeyRecord record, boolean trim) {
        return new PurgeItem(KEY, records.versionHash(record), trim);
    }

    private Holding judge(PurgeItem item) {
        return replica.judge(List.of(item)).get(0);
    }

    private List<Holding> apply(PurgeItem item) {
        List<Holding> told = new ArrayList<>();
        replica.apply(List.of(item), told::addAll);
        settle();
        return told;
    }

    private @Nullable StoredRecord held() {
        return records.lookup(Space.LIVE, KEY) instanceof RecordStore.Held held ? held.stored() : null;
    }

    @Test
    void agreesOnlyToWhatItHasFsynced() {
        store(StoredRecord.unmarked(tombstone()));
        PurgeItem item = item(tombstone(), false);
        assertThat(judge(item)).isEqualTo(Holding.NOT_NOW);
        settle();
        assertThat(judge(item)).isEqualTo(Holding.SAME);
    }

    @Test
    void agreesToNothingThatCanStillBeRead() {
        KeyRecord expiring = record(value().expiringAt(clock.wallMillis() + 5_000));
        store(StoredRecord.unmarked(expiring));
        settle();
        assertThat(judge(item(expiring, false))).as("lives by this clock").isEqualTo(Holding.OTHER);
        loop.runFor(Duration.ofSeconds(5));
        assertThat(judge(item(expiring, false))).isEqualTo(Holding.SAME);
        assertThat(judge(new PurgeItem(KEY, 5, false))).as("another version").isEqualTo(Holding.OTHER);
    }

    @Test
    void listsWhatItRemoves() {
        store(StoredRecord.unmarked(tombstone()));
        settle();
        assertThat(apply(item(tombstone(), false))).containsExactly(Holding.LISTED);
        assertThat(held()).isNull();
        assertThat(Objects.requireNonNull(records.purged(KEY)).context())
                .isEqualTo(tombstone().context());
        assertThat(apply(item(tombstone(), false))).as("asked again").containsExactly(Holding.LISTED);
        crash();
        assertThat(judge(item(tombstone(), false))).isEqualTo(Holding.LISTED);
    }

    @Test
    void removesNothingThatChangedSinceItAgreed() {
        store(StoredRecord.unmarked(tombstone()));
        settle();
        assertThat(judge(item(tombstone(), false))).isEqualTo(Holding.SAME);
        Dot other = new Dot(Actor.of(2, 0, 1), 1);
        KeyRecord news = new KeyRecord(
                CausalContext.of(other, 5),
                List.of(new Sibling(other, 5, value(), null, List.of())),
                SiblingsMode.KEEP,
                List.of());
        records.receive(Storage.WriteKind.ORDINARY, Space.LIVE, KEY, news, durability -> {});
        settle();
        assertThat(apply(item(tombstone(), false))).containsExactly(Holding.OTHER);
        assertThat(Objects.requireNonNull(held()).record().siblings()).hasSize(2);
    }

    @Test
    void aRecordThatIsListedAndStillThereIsFinishedByTheNextRound() {
        store(StoredRecord.unmarked(tombstone()));
        Storage.Entry entry = ledger.entryOf(
                KEY, new LedgerEntry(LedgerEntry.Kind.PURGED, tombstone().context()), records.versionHash(tombstone()));
        Storage.Reserved room = (Storage.Reserved) storage.reserve(Storage.WriteKind.RELIEF, entry.payload().length);
        ledger.store(room.reservation(), KEY, entry, durability -> {});
        settle();
        assertThat(judge(item(tombstone(), false))).as("a crash fell between").isEqualTo(Holding.SAME);
        apply(item(tombstone(), false));
        assertThat(held()).isNull();
    }

    /** More actors than a clock is left alone with, all but one without anything alive. */
    private static KeyRecord longClock(long ownActor) {
        KeyRecord record = KeyRecord.empty(SiblingsMode.KEEP);
        CausalContext context = CausalContext.of(new Dot(ownActor, 1), 1);
        for (int i = 0; i < 220; i++) {
            context = context.with(new Dot(Actor.of(7, 0, i + 1), 1), i + 2);
        }
        Dot alive = new Dot(Actor.of(7, 0, 1), 1);
        return new KeyRecord(
                context, List.of(new Sibling(alive, 2, value(), null, List.of())), record.mode(), List.of());
    }

    @Test
    void aLongClockLosesTheActorsThatNameNothingAliveAndTheirMarker() {
        Marker own = new ActorIdentity(SELF, 0, 0).newMarker(9);
        KeyRecord full = longClock(own.actor());
        store(new StoredRecord(own, full));
        settle();
        assertThat(apply(item(full, true))).containsExactly(Holding.LISTED);
        StoredRecord shorter = Objects.requireNonNull(held());
        assertThat(shorter.record().context().vector().size()).isEqualTo(1);
        assertThat(shorter.record().siblings()).isEqualTo(full.siblings());
        assertThat(shorter.marker()).as("its next dot would be its first again").isNull();
        records.receive(Storage.WriteKind.ORDINARY, Space.LIVE, KEY, full, durability -> {});
        settle();
        assertThat(Objects.requireNonNull(held()).record())
                .as("a late copy does not bring them back")
                .isEqualTo(shorter.record());
    }

    @Test
    void aShortClockIsNotTrimmed() {
        store(StoredRecord.unmarked(record(value())));
        settle();
        assertThat(judge(item(record(value()), true))).isEqualTo(Holding.OTHER);
    }

    @Test
    void whatAnotherLedgerListsMeetsWhatIsHere() throws Exception {
        store(StoredRecord.unmarked(tombstone()));
        settle();
        byte[] listed = LedgerCodec.encode(
                new LedgerEntry(LedgerEntry.Kind.PURGED, tombstone().context()));
        assertThat(ledger.adopt(records, KEY, 5, new byte[] {9, 9})).isFalse();
        assertThat(ledger.adopt(records, KEY, records.versionHash(tombstone()), listed))
                .isTrue();
        settle();
        assertThat(held()).isNull();
        KeyRecord late = RecordCodec.decode(RecordCodec.encode(tombstone()));
        records.receive(Storage.WriteKind.ORDINARY, Space.LIVE, KEY, late, durability -> {});
        assertThat(held()).isNull();
    }

    @Test
    void aMemberReportsHintsStrayDataAndWhatItHasNotPushed() {
        assertThat(replica.report(PARTITION, false).isClean()).isTrue();
        store(StoredRecord.unmarked(tombstone()));
        assertThat(replica.report(PARTITION, true).isClean()).isTrue();
        assertThat(replica.report(PARTITION, false)).isEqualTo(new HoldingsReport(false, true));
        unsettled = true;
        assertThat(replica.report(PARTITION, true)).isEqualTo(new HoldingsReport(false, true));
        unsettled = false;
        Storage.Entry hint = records.entryOf(StoredRecord.unmarked(tombstone()));
        Storage.Reserved room = (Storage.Reserved) storage.reserve(Storage.WriteKind.ORDINARY, hint.payload().length);
        storage.write(room.reservation(), Space.HINT, KEY, hint, durability -> {});
        assertThat(replica.report(PARTITION, true)).isEqualTo(new HoldingsReport(true, false));
    }

    @Test
    void theLedgerForgetsWhatItsTimeIsOverForAndNotWhatWasRenewed() {
        store(StoredRecord.unmarked(tombstone()));
        settle();
        apply(item(tombstone(), false));
        assertThat(ledger.expired(PARTITION, 10)).isEmpty();
        loop.runFor(Duration.ofMillis(KEEP_MILLIS));
        List<Ledger.Expired> expired = ledger.expired(PARTITION, 10);
        assertThat(expired).extracting(Ledger.Expired::key).containsExactly(KEY);
        assertThat(expired.get(0).hlc()).isEqualTo(tombstone().hlc());
        ledger.forget(PARTITION, expired);
        settle();
        assertThat(ledger.isEmpty(PARTITION)).isTrue();
        assertThat(ledger.entry(KEY)).isNull();
    }
}
