package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.CoordinatorMetrics;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Counts coordination. Cells of results that never happen are never made. */
final class CoordinatorRecorder implements CoordinatorMetrics {
    private static final int RESULTS = Result.values().length;

    private final Instruments instruments;
    private final AtomicReferenceArray<Distribution.Cell> finished =
            new AtomicReferenceArray<>(Operation.values().length * RESULTS);
    private final Distribution.Cell siblings;
    private final Counter readRepairs;
    private final Counter forwards;
    private final Counter fallbackCoordinations;
    private final Counter staleRing;
    private final Counter dropped;
    private final Counter liveRetries;
    private final Counter retiredRetries;
    private final Counter markersEnded;

    CoordinatorRecorder(Instruments instruments) {
        this.instruments = instruments;
        this.siblings = instruments.cell(Families.SIBLINGS);
        this.readRepairs = instruments.counter(Families.READ_REPAIRS);
        this.forwards = instruments.counter(Families.FORWARDS);
        this.fallbackCoordinations = instruments.counter(Families.FALLBACK_COORDINATIONS);
        this.staleRing = instruments.counter(Families.STALE_RING);
        this.dropped = instruments.counter(Families.LWW_DROPPED);
        this.liveRetries = instruments.counter(Families.RETRIES, "live");
        this.retiredRetries = instruments.counter(Families.RETRIES, "overwritten");
        this.markersEnded = instruments.counter(Families.MARKERS_ENDED);
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // an index within this process
    public void finished(Operation operation, Result result, long nanos) {
        int at = operation.ordinal() * RESULTS + result.ordinal();
        Distribution.Cell cell = finished.get(at);
        if (cell == null) {
            String op = Instruments.text(operation);
            finished.compareAndSet(
                    at, null, instruments.cell(Families.COORDINATOR_SECONDS, op, Instruments.text(result)));
            cell = finished.get(at);
        }
        cell.record(nanos / 1_000);
    }

    @Override
    public void quorumMissed(Operation operation, Miss miss) {
        instruments
                .counter(Families.QUORUM_FAILURES, Instruments.text(operation), Instruments.text(miss))
                .inc();
    }

    @Override
    public void siblings(int count) {
        siblings.record(count);
    }

    @Override
    public void readRepaired(int replicas) {
        readRepairs.inc(replicas);
    }

    @Override
    public void forwarded() {
        forwards.inc();
    }

    @Override
    public void coordinatedByFallback() {
        fallbackCoordinations.inc();
    }

    @Override
    public void staleRing() {
        staleRing.inc();
    }

    @Override
    public void concurrentVersionDropped() {
        dropped.inc();
    }

    @Override
    public void retried(boolean live) {
        (live ? liveRetries : retiredRetries).inc();
    }

    @Override
    public void markerEnded() {
        markersEnded.inc();
    }
}
