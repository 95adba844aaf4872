package io.gramme.node.antientropy;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.RecordStore.AlreadyHeld;
import io.gramme.node.storage.RecordStore.Dead;
import io.gramme.node.storage.RecordStore.Merged;
import io.gramme.node.storage.RecordStore.Received;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.AntiEntropyMessage.Keyed;
import java.util.List;

/** Merges records that a peer sent into the store and waits until all of them are safe. */
final class MergeOperation {
    private final RecordStore records;
    private final List<Keyed> arrived;
    private final OnMerged onMerged;
    private int waiting = 1;
    private long changed;
    private long notMerged;

    /** Told once; {@code notMerged} counts those that could not be merged, for want of room or of a readable record. */
    @FunctionalInterface
    interface OnMerged {
        void onMerged(long changed, long notMerged);
    }

    MergeOperation(RecordStore records, List<Keyed> arrived, OnMerged onMerged) {
        this.records = records;
        this.arrived = arrived;
        this.onMerged = onMerged;
    }

    void start() {
        arrived.forEach(this::merge);
        onSafe();
    }

    private void merge(Keyed each) {
        KeyRecord record;
        try {
            record = RecordCodec.decode(each.record());
        } catch (MalformedRecordException malformed) {
            notMerged++;
            return;
        }
        waiting++;
        Received received =
                records.receive(Storage.WriteKind.RELIEF, Space.LIVE, each.key(), record, durability -> onSafe());
        if (received instanceof Merged) {
            changed++;
        } else if (received instanceof AlreadyHeld held) {
            if (held.durability() != null) {
                waiting--;
            }
        } else {
            waiting--;
            notMerged += received instanceof Dead ? 0 : 1;
        }
    }

    private void onSafe() {
        if (--waiting == 0) {
            onMerged.onMerged(changed, notMerged);
        }
    }
}
