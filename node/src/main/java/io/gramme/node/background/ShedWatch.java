package io.gramme.node.background;

import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.runtime.Clock;

/** Passes on what one loop's admission counts, and tells the budget, some times a second, that requests are turned away. */
final class ShedWatch implements AdmissionMetrics {
    private static final long AT_MOST_EVERY_NANOS = ForegroundPressure.WINDOW_NANOS / 4;

    private final AdmissionMetrics behind;
    private final Clock clock;
    private final Runnable onShed;
    private boolean told;
    private long toldNanos;

    ShedWatch(AdmissionMetrics behind, Clock clock, Runnable onShed) {
        this.behind = behind;
        this.clock = clock;
        this.onShed = onShed;
    }

    @Override
    public void shed(Shed reason) {
        behind.shed(reason);
        long now = clock.monotonicNanos();
        if (reason != Shed.DRAINING && (!told || now - toldNanos >= AT_MOST_EVERY_NANOS)) {
            told = true;
            toldNanos = now;
            onShed.run();
        }
    }

    @Override
    public void admitted(Kind kind) {
        behind.admitted(kind);
    }

    @Override
    public void ended(Kind kind) {
        behind.ended(kind);
    }

    @Override
    public void limit(int requests) {
        behind.limit(requests);
    }
}
