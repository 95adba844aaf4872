package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.Randomness;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: one queue of events ordered by (time, sequence). Time stands still while an event runs, unless the event
 * says that it {@link #spend}s some, and then jumps to the next event. Everything of a simulated cluster hangs on one
 * loop and runs on the thread that steps it.
 */
public final class SimLoop {
    private static final Comparator<Event> ORDER = (left, right) -> left.timeNanos == right.timeNanos
            ? Long.compare(left.sequence, right.sequence)
            : Long.compare(left.timeNanos, right.timeNanos);

    private final PriorityQueue<Event> queue = new PriorityQueue<>(ORDER);
    private final @Nullable Randomness jitter;
    private final int maxJitterNanos;
    private Observer observer = (timeNanos, sequence, name) -> {};
    private long nowNanos;
    private long spentNanos;
    private long sequence;
    private long steps;
    private long turns;
    private boolean stepping;

    /** A loop on which every executor turns at once. */
    public SimLoop() {
        this.jitter = null;
        this.maxJitterNanos = 0;
    }

    /**
     * A loop on which executors take a random time to turn, so that their interleaving differs from seed to seed.
     *
     * @param maxJitterNanos 1 or more
     */
    public SimLoop(Randomness jitter, int maxJitterNanos) {
        this.jitter = jitter;
        this.maxJitterNanos = maxJitterNanos;
    }

    /** Nanoseconds since the start, with what the running event has spent. */
    public long nowNanos() {
        return nowNanos + spentNanos;
    }

    /** When the running event began, which is the time it is for everybody else. */
    public long eventNanos() {
        return nowNanos;
    }

    /** A number of the running event that no other one has, or of the last one. */
    public long turn() {
        return turns;
    }

    /** Events run so far. */
    public long steps() {
        return steps;
    }

    /** Events that wait. Cancelled ones count until their time has come. */
    public int pending() {
        return queue.size();
    }

    /** Told of each event just before it runs. */
    public void observe(Observer newObserver) {
        observer = newObserver;
    }

    /**
     * Queues an event after a delay from now.
     *
     * @param name whose event it is, for traces
     */
    public Event schedule(long delayNanos, String name, Runnable task) {
        Invariants.check(delayNanos >= 0, "delay of %d ns for %s", delayNanos, name);
        Event event = new Event(nowNanos() + delayNanos, sequence++, name, task);
        queue.add(event);
        return event;
    }

    /** Lets the running event take time, for a disk access say; outside an event, time moves on. */
    public void spend(long nanos) {
        Invariants.check(nanos >= 0, "cannot spend %d ns", nanos);
        if (stepping) {
            spentNanos += nanos;
        } else {
            nowNanos += nanos;
        }
    }

    /**
     * Runs a task from outside every event as if it were one that is due now: what it spends delays what it brings about, and
     * nobody else.
     */
    public void runNow(Runnable task) {
        if (stepping) {
            task.run();
            return;
        }
        stepping = true;
        turns++;
        try {
            task.run();
        } finally {
            stepping = false;
            spentNanos = 0;
        }
    }

    /** Whether the running event has spent time, so that what it does now happens later than it began. */
    boolean isSpending() {
        return spentNanos > 0;
    }

    /** How long an executor takes to turn, in nanoseconds. */
    long turnNanos() {
        return jitter == null ? 0 : jitter.nextInt(maxJitterNanos);
    }

    /** Runs the next event; {@code false} when there is none. */
    public boolean step() {
        Event event = queue.poll();
        while (event != null && event.cancelled) {
            event = queue.poll();
        }
        if (event == null) {
            return false;
        }
        Invariants.check(!stepping, "an event cannot step the loop");
        nowNanos = Math.max(nowNanos, event.timeNanos);
        steps++;
        observer.onEvent(nowNanos, event.sequence, event.name);
        stepping = true;
        turns++;
        try {
            event.task.run();
        } finally {
            stepping = false;
            spentNanos = 0;
        }
        return true;
    }

    /** Runs every event that is due within a duration, and moves time to its end. */
    public void runFor(Duration duration) {
        long end = nowNanos + duration.toNanos();
        while (nextNanos() <= end) {
            step();
        }
        nowNanos = Math.max(nowNanos, end);
    }

    /**
     * Runs events until none waits.
     *
     * @param maxSteps more events than this are a broken invariant: something never comes to rest
     */
    public void runUntilIdle(long maxSteps) {
        long last = steps + maxSteps;
        while (step()) {
            Invariants.check(steps <= last, "not idle after %d events", maxSteps);
        }
    }

    /** When the next event is due, in nanoseconds since the start; {@link Long#MAX_VALUE} when none waits. */
    public long nextNanos() {
        Event next = queue.peek();
        while (next != null && next.cancelled) {
            queue.poll();
            next = queue.peek();
        }
        return next == null ? Long.MAX_VALUE : next.timeNanos;
    }

    /** Sees events go by. */
    @FunctionalInterface
    public interface Observer {
        void onEvent(long timeNanos, long sequence, String name);
    }

    /** A queued event. */
    public static final class Event {
        private final long timeNanos;
        private final long sequence;
        private final String name;
        private final Runnable task;
        private boolean cancelled;

        private Event(long timeNanos, long sequence, String name, Runnable task) {
            this.timeNanos = timeNanos;
            this.sequence = sequence;
            this.name = name;
            this.task = task;
        }

        /** Makes sure that it does not run, unless it already has. */
        public void cancel() {
            cancelled = true;
        }
    }
}
