package io.gramme.node.antientropy;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.HeaderFound;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.ReplicaMessage.ReadAbsent;
import io.gramme.node.transport.ReplicaMessage.ReadMode;
import io.gramme.node.transport.ReplicaMessage.ReadRecord;
import io.gramme.node.transport.ReplicaMessage.ReplicaRead;
import io.gramme.node.transport.RowVersion;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a record that cannot be read back from the other owners. The index still knows its version hash: where what the
 * others hold comes to the same, nothing is lost. Where it does not, their merge takes its place once all of them have
 * answered, be it that none of them has anything, since waiting longer brings nothing more. An only owner waits: nobody but
 * its operator can tell what is to become of the record. Everything happens on the shard's loop; ends once.
 */
final class RecordRescue {
    private static final int BUDGET_MILLIS = 5_000;

    private final ExchangePorts ports;
    private final RecordStore records;
    private final int partition;
    private final Key key;
    private final Consumer<Result> onEnd;
    private int asked;
    private int waiting = 1;
    private boolean allAnswered = true;
    private boolean abandoned;
    private @Nullable KeyRecord merged;

    /** What became of it. */
    enum Result {
        /** The record is readable again, with the versions it had. */
        WHOLE,
        /** What the other owners hold is here; versions that only this node had are gone. */
        REDUCED,
        /** Not all owners could be asked; to be tried again. */
        WAITING,
        /** This node owns the partition no more: nobody needs its copy. */
        NOT_OWNED
    }

    RecordRescue(ExchangePorts ports, RecordStore records, int partition, Key key, Consumer<Result> onEnd) {
        this.ports = ports;
        this.records = records;
        this.partition = partition;
        this.key = key;
        this.onEnd = onEnd;
    }

    /** Ends it without a result: the store closes. */
    void abandon() {
        abandoned = true;
    }

    void start() {
        Ring ring = ports.views().current().ring();
        int self = ports.views().current().selfIndex();
        if (ring == null || !ring.isOwner(partition, self)) {
            boolean owns = ring == null || ring.isOwnerOrTarget(partition, self);
            onEnd.accept(owns ? Result.WAITING : Result.NOT_OWNED);
            return;
        }
        for (int owner : ring.current(partition).toArray()) {
            Member member = ring.member(owner);
            if (owner != self && member != null) {
                asked++;
                waiting++;
                ReplicaRead read = new ReplicaRead(partition, RowVersion.of(ring, partition), ReadMode.FULL, key);
                ports.transport().request(member.id(), read, BUDGET_MILLIS, this::onAnswer);
            }
        }
        onAnswered();
    }

    private void onAnswer(Outcome outcome) {
        if (outcome instanceof ReadRecord found && !found.fromHint()) {
            try {
                KeyRecord record = RecordCodec.decode(found.record());
                merged = merged == null ? record : KeyRecord.merge(merged, record);
            } catch (MalformedRecordException malformed) {
                allAnswered = false;
            }
        } else if (!(outcome instanceof ReadAbsent)) {
            allAnswered = false;
        }
        onAnswered();
    }

    private void onAnswered() {
        if (--waiting == 0 && !abandoned) {
            onEnd.accept(restore());
        }
    }

    private Result restore() {
        if (!(records.lookup(Space.LIVE, key) instanceof RecordStore.Broken)) {
            return Result.WHOLE;
        }
        KeyRecord found = merged;
        // What was purged counts as a clock without versions, and is stored nowhere.
        if (found == null || found.siblings().isEmpty()) {
            return allAnswered && asked > 0 ? remove() : Result.WAITING;
        }
        boolean whole = records.storage().header(Space.LIVE, key) instanceof HeaderFound had
                && had.header().versionHash() == records.versionHash(found);
        if (!whole && !allAnswered) {
            return Result.WAITING;
        }
        if (!(records.reserve(Storage.WriteKind.RELIEF, found) instanceof Storage.Reserved room)) {
            return Result.WAITING;
        }
        records.store(room.reservation(), Space.LIVE, key, StoredRecord.unmarked(found), durability -> {});
        return whole ? Result.WHOLE : Result.REDUCED;
    }

    private Result remove() {
        if (!(records.storage().reserve(Storage.WriteKind.RELIEF, 0) instanceof Storage.Reserved room)) {
            return Result.WAITING;
        }
        records.storage().remove(room.reservation(), Space.LIVE, key, durability -> {});
        return Result.REDUCED;
    }
}
