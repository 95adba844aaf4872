package io.gramme.node.background;

import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.runtime.Clock;
import java.util.function.Consumer;

/** Passes on what one loop's coordinator counts, and hands the durations to the budget some times a second. */
final class ForegroundWatch implements CoordinatorMetrics {
    private static final long HAND_OVER_NANOS = ForegroundPressure.WINDOW_NANOS / 4;

    private final CoordinatorMetrics behind;
    private final Clock clock;
    private final Consumer<LatencyWindow> onWindow;
    private LatencyWindow window = new LatencyWindow();
    private long began;

    ForegroundWatch(CoordinatorMetrics behind, Clock clock, Consumer<LatencyWindow> onWindow) {
        this.behind = behind;
        this.clock = clock;
        this.onWindow = onWindow;
        this.began = clock.monotonicNanos();
    }

    @Override
    public void finished(Operation operation, Result result, long nanos) {
        behind.finished(operation, result, nanos);
        window.add(nanos);
        long now = clock.monotonicNanos();
        if (now - began >= HAND_OVER_NANOS) {
            onWindow.accept(window);
            window = new LatencyWindow();
            began = now;
        }
    }

    @Override
    public void quorumMissed(Operation operation, Miss miss) {
        behind.quorumMissed(operation, miss);
    }

    @Override
    public void siblings(int count) {
        behind.siblings(count);
    }

    @Override
    public void readRepaired(int replicas) {
        behind.readRepaired(replicas);
    }

    @Override
    public void forwarded() {
        behind.forwarded();
    }

    @Override
    public void coordinatedByFallback() {
        behind.coordinatedByFallback();
    }

    @Override
    public void staleRing() {
        behind.staleRing();
    }

    @Override
    public void retried(boolean live) {
        behind.retried(live);
    }

    @Override
    public void markerEnded() {
        behind.markerEnded();
    }

    @Override
    public void concurrentVersionDropped() {
        behind.concurrentVersionDropped();
    }
}
