package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Metric;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A histogram of non-negative numbers over the life of the process, made of cells that are recorded to without a lock and
 * merged when somebody asks. Numbers are kept to two significant digits, so a bucket's count may be off by values within
 * 1 % of its bound; the sum is exact. A cell costs about 50 KiB.
 *
 * <p>Not a Dropwizard {@code Histogram}: its reservoirs sample, and samples of several nodes cannot be added.
 */
final class Distribution implements Metric {
    private static final int DIGITS = 2;

    private final long highest;
    private final Histogram total;
    private final LongAdder sum = new LongAdder();
    private final List<Cell> cells = new CopyOnWriteArrayList<>();

    /** @param highest greatest number kept apart; greater ones count as this, in the buckets only */
    Distribution(long highest) {
        this.highest = highest;
        this.total = new Histogram(highest, DIGITS);
    }

    /** A new place to record to, best used by one thread. */
    Cell cell() {
        Cell cell = new Cell();
        cells.add(cell);
        return cell;
    }

    /** Everything recorded so far. */
    synchronized Snapshot snapshot(List<Long> bounds) {
        for (Cell cell : cells) {
            cell.drainTo(total);
        }
        List<Long> counts = bounds.stream()
                .map(bound -> bound >= highest ? total.getTotalCount() : total.getCountBetweenValues(0, bound))
                .toList();
        return new Snapshot(counts, total.getTotalCount(), sum.sum());
    }

    /** Numbers at or below each bound, all numbers, and their sum. */
    record Snapshot(List<Long> cumulative, long count, long sum) {}

    /** One recorder's part. */
    final class Cell {
        private final Recorder recorder = new Recorder(highest, DIGITS);
        private final Histogram interval = new Histogram(highest, DIGITS);

        private Cell() {}

        /** Wait-free; a negative number counts as 0. */
        void record(long number) {
            long kept = Math.max(0, number);
            recorder.recordValue(Math.min(kept, highest));
            sum.add(kept);
        }

        private void drainTo(Histogram into) {
            interval.reset();
            recorder.getIntervalHistogramInto(interval);
            into.add(interval);
        }
    }
}
