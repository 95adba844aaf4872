package io.gramme.testkit.moves;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What requests that were due in one span of time met. A latency counts from the moment at which the request was due, tries
 * and waits included, so that a stall is felt by all that were due in it. Thread-safe.
 */
final class Phase {
    private static final long MOST_MICROS = 60_000_000;
    private static final int FEW = 1 << 12;

    final String name;
    private final ConcurrentHistogram micros = new ConcurrentHistogram(MOST_MICROS, 3);
    private final Map<String, LongAdder> retried = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> failed = new ConcurrentSkipListMap<>();
    private final long begunNanos = System.nanoTime();
    /** When each request was due and when it was answered, in pairs. */
    private long[] spans = new long[FEW];

    private int filled;

    Phase(String name) {
        this.name = name;
    }

    void done(long dueNanos, long answeredNanos) {
        micros.recordValue(micros(dueNanos, answeredNanos));
        synchronized (this) {
            if (filled == spans.length) {
                spans = Arrays.copyOf(spans, 2 * filled);
            }
            spans[filled++] = dueNanos;
            spans[filled++] = answeredNanos;
        }
    }

    private static long micros(long dueNanos, long answeredNanos) {
        return Math.min(MOST_MICROS, Math.max(0, (answeredNanos - dueNanos) / 1_000));
    }

    /** The p99 of those requests, in ms, that were not under way while the machine stood still or was just going on. */
    synchronized double clearMillis(List<Stalls.Stall> stalls) {
        Histogram clear = new Histogram(MOST_MICROS, 3);
        for (int i = 0; i < filled; i += 2) {
            long due = spans[i];
            long answered = spans[i + 1];
            if (stalls.stream().noneMatch(stall -> stall.isFeltBetween(due, answered))) {
                clear.recordValue(micros(due, answered));
            }
        }
        return clear.getValueAtPercentile(99) / 1_000.0;
    }

    long begunNanos() {
        return begunNanos;
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
