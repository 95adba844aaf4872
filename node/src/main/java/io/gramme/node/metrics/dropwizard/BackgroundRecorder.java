package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.BackgroundMetrics;

/** Counts the background budget. */
final class BackgroundRecorder implements BackgroundMetrics {
    private final ByLabel<Task, Counter> bytes;
    private final ByLabel<Task, Distribution.Cell> waits;
    private final Instruments.Level budget;

    BackgroundRecorder(Instruments instruments) {
        this.bytes = instruments.counters(Families.BACKGROUND_BYTES, Task.class);
        this.waits = instruments.cells(Families.BACKGROUND_WAIT, Task.class);
        this.budget = instruments.level(Families.BACKGROUND_BUDGET);
    }

    @Override
    public void granted(Task task, long granted, long waitedNanos) {
        bytes.of(task).inc(granted);
        waits.of(task).record(waitedNanos / 1_000);
    }

    @Override
    public void budget(long bytesPerSecond) {
        budget.set(bytesPerSecond);
    }
}
