package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.StorageMetrics;

/** Counts the store. */
final class StorageRecorder implements StorageMetrics {
    private final Distribution.Cell fsyncs;
    private final Distribution.Cell syncedRecords;
    private final Distribution.Cell reads;
    private final Distribution.Cell runs;
    private final Counter logBytes;
    private final Counter compactionRead;
    private final Counter compactionWritten;
    private final Counter runEntries;
    private final Counter errors;
    private final ByLabel<Refusal, Counter> refused;
    private final ByLabel<Kind, Instruments.Level> stored;
    private final Instruments.Level keys;

    StorageRecorder(Instruments instruments) {
        this.fsyncs = instruments.cell(Families.FSYNC_SECONDS);
        this.syncedRecords = instruments.cell(Families.SYNCED_RECORDS);
        this.reads = instruments.cell(Families.READ_SECONDS);
        this.runs = instruments.cell(Families.RUN_SECONDS);
        this.logBytes = instruments.counter(Families.LOG_BYTES);
        this.compactionRead = instruments.counter(Families.COMPACTION_BYTES, "read");
        this.compactionWritten = instruments.counter(Families.COMPACTION_BYTES, "written");
        this.runEntries = instruments.counter(Families.RUN_ENTRIES);
        this.errors = instruments.counter(Families.STORAGE_ERRORS);
        this.refused = instruments.counters(Families.STORAGE_REFUSED, Refusal.class);
        this.stored = instruments.levels(Families.STORAGE_BYTES, Kind.class);
        this.keys = instruments.level(Families.STORAGE_KEYS);
    }

    @Override
    public void synced(long nanos, int records, long bytes) {
        fsyncs.record(nanos / 1_000);
        syncedRecords.record(records);
        logBytes.inc(bytes);
    }

    @Override
    public void read(long nanos) {
        reads.record(nanos / 1_000);
    }

    @Override
    public void compacted(long bytesRead, long bytesWritten) {
        compactionRead.inc(bytesRead);
        compactionWritten.inc(bytesWritten);
    }

    @Override
    public void runBuilt(long entries, long nanos) {
        runs.record(nanos / 1_000);
        runEntries.inc(entries);
    }

    @Override
    public void unreadable() {
        errors.inc();
    }

    @Override
    public void refused(Refusal refusal) {
        refused.of(refusal).inc();
    }

    @Override
    public void stored(Kind kind, long bytes) {
        stored.of(kind).set(bytes);
    }

    @Override
    public void keys(long count) {
        keys.set(count);
    }
}
