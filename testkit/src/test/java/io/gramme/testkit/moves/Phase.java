package io.gramme.testkit.moves;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * What requests that were due in one span of time met. A latency counts from the moment at which the request was due, tries
 * and waits included, so that a stall is felt by all that were due in it. Thread-safe.
 */
final class Phase {
    private static final long MOST_MICROS = 60_000_000;

    final String name;
    private final ConcurrentHistogram micros = new ConcurrentHistogram(MOST_MICROS, 3);
    private final Map<String, LongAdder> retried = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> failed = new ConcurrentSkipListMap<>();

    Phase(String name) {
        this.name = name;
    }

    void done(long nanos) {
        micros.recordValue(Math.min(MOST_MICROS, Math.max(0, nanos / 1_000)));
    }

    /** A try failed in a way that may be repeated, and was. */
    void retried(String kind) {
        retried.computeIfAbsent(kind, k -> new LongAdder()).increment();
    }

    /** A request failed for good. */
    void failed(String kind) {
        failed.computeIfAbsent(kind, k -> new LongAdder()).increment();
    }

    long requests() {
        return micros.getTotalCount();
    }

    double millis(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }

    double maxMillis() {
        return micros.getMaxValue() / 1_000.0;
    }

    long failures() {
        return failed.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long retries() {
        return retried.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Errors by kind; empty when there was none. */
    String errors() {
        StringBuilder text = new StringBuilder();
        failed.forEach((kind, count) ->
                text.append("FAILED ").append(count).append(" x ").append(kind).append("; "));
        retried.forEach(
                (kind, count) -> text.append(count).append(" x ").append(kind).append(" (repeated); "));
        return text.isEmpty() ? "none" : text.substring(0, text.length() - 2);
    }
}
