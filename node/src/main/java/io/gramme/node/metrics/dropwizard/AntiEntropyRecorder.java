package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.AntiEntropyMetrics;

/** Counts anti-entropy. */
final class AntiEntropyRecorder implements AntiEntropyMetrics {
    private final ByLabel<Outcome, Distribution.Cell> exchanges;
    private final Counter repaired;
    private final Counter sent;
    private final Counter due;
    private final Counter drift;
    private final Counter damaged;
    private final Counter rescued;
    private final Counter untrusted;

    AntiEntropyRecorder(Instruments instruments) {
        this.exchanges = instruments.cells(Families.EXCHANGE_SECONDS, Outcome.class);
        this.repaired = instruments.counter(Families.KEYS_REPAIRED);
        this.sent = instruments.counter(Families.REPAIR_BYTES);
        this.due = instruments.counter(Families.PARTITIONS_DUE);
        this.drift = instruments.counter(Families.TREE_DRIFT);
        this.damaged = instruments.counter(Families.DAMAGED_RECORDS);
        this.rescued = instruments.counter(Families.RESCUED_RECORDS);
        this.untrusted = instruments.counter(Families.UNTRUSTED);
    }

    @Override
    public void exchanged(Outcome outcome, long nanos) {
        exchanges.of(outcome).record(nanos / 1_000);
    }

    @Override
    public void repaired(long keys) {
        repaired.inc(keys);
    }

    @Override
    public void sent(long bytes) {
        sent.inc(bytes);
    }

    @Override
    public void due(int more) {
        due.inc(more);
    }

    @Override
    public void drifted(int leaves) {
        drift.inc(leaves);
    }

    @Override
    public void damaged() {
        damaged.inc();
    }

    @Override
    public void rescued(boolean lossless) {
        rescued.inc();
    }

    @Override
    public void untrusted(int more) {
        untrusted.inc(more);
    }
}
