package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.PurgeMetrics;

/** Counts purging. */
final class PurgeRecorder implements PurgeMetrics {
    private final Counter purged;
    private final Counter trimmed;
    private final ByLabel<Block, Counter> blocked;
    private final Counter forgotten;
    private final Counter fenced;

    PurgeRecorder(Instruments instruments) {
        this.purged = instruments.counter(Families.PURGED);
        this.trimmed = instruments.counter(Families.CLOCKS_TRIMMED);
        this.blocked = instruments.counters(Families.PURGES_BLOCKED, Block.class);
        this.forgotten = instruments.counter(Families.LEDGER_FORGOTTEN);
        this.fenced = instruments.counter(Families.FENCED);
    }

    @Override
    public void purged(long records) {
        purged.inc(records);
    }

    @Override
    public void trimmed(long records) {
        trimmed.inc(records);
    }

    @Override
    public void blocked(Block block, long records) {
        blocked.of(block).inc(records);
    }

    @Override
    public void forgotten(long entries) {
        forgotten.inc(entries);
    }

    @Override
    public void fenced(long records) {
        fenced.inc(records);
    }
}
