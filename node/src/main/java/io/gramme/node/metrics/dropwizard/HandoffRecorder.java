package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.HandoffMetrics;

/** Counts hints. */
final class HandoffRecorder implements HandoffMetrics {
    private final Counter pending;
    private final Counter pendingBytes;
    private final Counter replayed;
    private final ByLabel<Drop, Counter> dropped;
    private final Counter refused;

    HandoffRecorder(Instruments instruments) {
        this.pending = instruments.counter(Families.HINTS_PENDING);
        this.pendingBytes = instruments.counter(Families.HINTS_BYTES);
        this.replayed = instruments.counter(Families.HINTS_REPLAYED);
        this.dropped = instruments.counters(Families.HINTS_DROPPED, Drop.class);
        this.refused = instruments.counter(Families.HINTS_REFUSED);
    }

    @Override
    public void stored(long hints, long bytes) {
        pending.inc(hints);
        pendingBytes.inc(bytes);
    }

    @Override
    public void replayed(long hints, long bytes) {
        replayed.inc(hints);
        pending.dec(hints);
        pendingBytes.dec(bytes);
    }

    @Override
    public void dropped(Drop reason, long hints, long bytes) {
        dropped.of(reason).inc(hints);
        pending.dec(hints);
        pendingBytes.dec(bytes);
    }

    @Override
    public void refused() {
        refused.inc();
    }
}
