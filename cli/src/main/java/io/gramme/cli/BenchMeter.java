package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Latencies of one kind of operation. They are counted from the moment an operation was due, not from when it was sent, so
 * a store that stalls is charged for everything that had to wait (no coordinated omission). Any thread may record.
 */
final class BenchMeter {
    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int DIGITS = 3;
    static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final Histogram micros = new SynchronizedHistogram(HIGHEST_MICROS, DIGITS);
    private final Map<String, Long> failures = new TreeMap<>();

    /** An operation ended well. */
    void onDone(long dueNanos, long endNanos) {
        micros.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, TimeUnit.NANOSECONDS.toMicros(endNanos - dueNanos))));
    }

    /** An operation failed: counted by kind, and not among the latencies. */
    synchronized void onFailed(String kind) {
        failures.merge(kind, 1L, Long::sum);
    }

    long count() {
        return micros.getTotalCount();
    }

    synchronized Map<String, Long> failures() {
        return new LinkedHashMap<>(failures);
    }

    /** Milliseconds that so many of a hundred did not pass. */
    double millis(double percentile) {
        return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1000.0;
    }

    double maxMillis() {
        return micros.getMaxValue() / 1000.0;
    }

    ObjectNode document(String operation, double seconds) {
        ObjectNode json = Json.object();
        json.put("operation", operation);
        json.put("count", count());
        json.put("perSecond", Math.round(count() / seconds * 10) / 10.0);
        for (double percentile : PERCENTILES) {
            json.put(name(percentile) + "Millis", millis(percentile));
        }
        json.put("maxMillis", maxMillis());
        ObjectNode failed = json.putObject("failures");
        failures().forEach(failed::put);
        return json;
    }

    static String name(double percentile) {
        return "p"
                + (percentile == Math.rint(percentile)
                        ? Long.toString((long) percentile)
                        : Double.toString(percentile));
    }

    /** For tools that draw it. */
    Histogram histogram() {
        return micros;
    }
}
