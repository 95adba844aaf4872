package io.gramme.node.background;

import io.gramme.node.metrics.BackgroundMetrics.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The budget as a state machine: a token bucket whose rate is the full rate times {@link ForegroundPressure#share}, and one
 * queue a task, served by least bytes so far (start-time fair queueing, Goyal et al. 1996): whoever waits gets an equal
 * part, whatever the sizes of its steps, and nobody saves up more than a step while idle.
 *
 * <p>A grant may overdraw the bucket, so a step larger than it passes too; what follows waits. Compaction's bytes stay on
 * this node's disk and count an eighth of those that are sent, stored and fsynced elsewhere, so that space is reclaimed
 * faster than clients can overwrite it. While clients are turned away only compaction gets anything: it ends in room.
 *
 * <p>Pure: time is an argument, grants are returned in order.
 */
final class BudgetCore {
    /** A byte of compaction costs one part in so many. */
    static final int DISK_DISCOUNT = 8;
    /** Longest that an unused budget saves up, as a part of a second: what is granted together is done at one go. */
    private static final int BURST_PART = 16;

    /** What a task may catch up on whose next step comes a moment after the last one was granted. */
    private static final double CREDIT_BYTES = 256 * 1024;

    private static final double NANOS_PER_SECOND = 1e9;
    /** More than this part of the full rate within a window is not small. */
    private static final int SMALL_PART = 10;
    /** Half of what it may take within a window is a good part. */
    private static final int USED_PART = 2;

    private final long fullBytesPerSecond;
    private final ForegroundPressure pressure;
    private final Map<Task, Line> lines = new EnumMap<>(Task.class);
    private double tokens;
    private long refilledNanos;
    private double virtualTime;
    private long windowBytes;
    private long windowBegan;

    /** Room that was asked for. */
    record Waiting(Task task, long bytes, long sinceNanos, Runnable onGranted) {}

    private static final class Line {
        private final Deque<Waiting> queue = new ArrayDeque<>();
        private double served;
        private long waitingBytes;
        private long grantedBytes;
    }

    BudgetCore(long fullBytesPerSecond, long nowNanos) {
        this.fullBytesPerSecond = fullBytesPerSecond;
        this.pressure = new ForegroundPressure(nowNanos);
        this.refilledNanos = nowNanos;
        this.windowBegan = nowNanos;
        this.tokens = (double) fullBytesPerSecond / BURST_PART;
        for (Task task : Task.values()) {
            lines.put(task, new Line());
        }
    }

    ForegroundPressure pressure() {
        return pressure;
    }

    private Line line(Task task) {
        Line line = lines.get(task);
        if (line == null) {
            throw new IllegalStateException("no line for " + task);
        }
        return line;
    }

    /** Work waits for its turn. Bounded by whoever asks. */
    void enqueue(Waiting waiting) {
        Line line = line(waiting.task);
        if (line.queue.isEmpty()) {
            line.served = Math.max(line.served, virtualTime - CREDIT_BYTES);
        }
        line.queue.add(waiting);
        line.waitingBytes += waiting.bytes;
    }

    /** Bytes that were moved without asking. */
    void took(Task task, long bytes, long nowNanos) {
        refill(nowNanos);
        charge(task, bytes, nowNanos);
    }

    /** What may go now, in order. */
    List<Waiting> grant(long nowNanos) {
        refill(nowNanos);
        List<Waiting> granted = new ArrayList<>();
        while (tokens > 0) {
            Line next = leastServed();
            if (next == null) {
                break;
            }
            Waiting waiting = next.queue.remove();
            next.waitingBytes -= waiting.bytes;
            virtualTime = next.served;
            charge(waiting.task, waiting.bytes, nowNanos);
            granted.add(waiting);
        }
        return granted;
    }

    /** Nanoseconds until something may be granted that waits, or -1 when nothing does. */
    long nanosUntilGrant(long nowNanos) {
        refill(nowNanos);
        if (leastServed() == null) {
            return isAnyWaiting() ? ForegroundPressure.WINDOW_NANOS : -1;
        }
        return tokens > 0 ? 0 : (long) ((1 - tokens) / bytesPerSecond() * NANOS_PER_SECOND) + 1;
    }

    private boolean isAnyWaiting() {
        return lines.values().stream().anyMatch(line -> !line.queue.isEmpty());
    }

    private @Nullable Line leastServed() {
        boolean shedding = pressure.isShedding();
        Line least = null;
        for (Map.Entry<Task, Line> each : lines.entrySet()) {
            Line line = each.getValue();
            boolean mayGo = !line.queue.isEmpty() && (!shedding || each.getKey() == Task.COMPACTION);
            if (mayGo && (least == null || line.served < least.served)) {
                least = line;
            }
        }
        return least;
    }

    private void charge(Task task, long bytes, long nowNanos) {
        double cost = task == Task.COMPACTION ? (double) bytes / DISK_DISCOUNT : bytes;
        Line line = line(task);
        line.served += cost;
        line.grantedBytes += bytes;
        tokens -= cost;
        if (nowNanos - windowBegan >= ForegroundPressure.WINDOW_NANOS) {
            windowBegan = nowNanos;
            windowBytes = 0;
        }
        windowBytes += (long) cost;
        if (windowBytes > fullBytesPerSecond / SMALL_PART) {
            pressure.onBusy(nowNanos);
        }
        if (windowBytes > bytesPerSecond() / USED_PART) {
            pressure.onUsed(nowNanos);
        }
    }

    private void refill(long nowNanos) {
        pressure.advance(nowNanos);
        double rate = bytesPerSecond();
        double added = (nowNanos - refilledNanos) / NANOS_PER_SECOND * rate;
        tokens = Math.min(rate / BURST_PART, tokens + added);
        refilledNanos = nowNanos;
    }

    /** The rate of this moment. */
    long bytesPerSecond() {
        return Math.max(1, (long) (fullBytesPerSecond * pressure.share()));
    }

    /** What people are shown. */
    BudgetState state(long nowNanos) {
        pressure.advance(nowNanos);
        List<BudgetState.OfTask> tasks = new ArrayList<>();
        lines.forEach((task, line) ->
                tasks.add(new BudgetState.OfTask(task, line.queue.size(), line.waitingBytes, line.grantedBytes)));
        return new BudgetState(
                bytesPerSecond(),
                fullBytesPerSecond,
                pressure.baselineNanos() / 1_000,
                pressure.p99Nanos() / 1_000,
                pressure.isShedding(),
                tasks);
    }
}
