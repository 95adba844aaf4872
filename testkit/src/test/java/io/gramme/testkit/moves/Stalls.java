package io.gramme.testkit.moves;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * When the machine itself stood still, which no process on it can help: a thread does the same short piece of work every few
 * milliseconds, and what counts is the <em>processor</em> time of a piece. Waiting for a processor, collections and other
 * threads do not lengthen it; a virtual machine that gets no real processor does, often without a word in {@code steal}.
 */
final class Stalls implements AutoCloseable {
    /** A stall that matters lasts for three of these and more; a watch of its own is not to be felt. */
    private static final long PAUSE_NANOS = 16_000_000;

    private static final int STEPS = 60_000;
    private static final int LEARNT_FROM = 200;
    /** Twins on one core and cold caches make a piece twice or three times as long. */
    private static final int TIMES_USUAL = 4;
    /** Slow pieces nearer to each other than this are one stall. */
    private static final long NEAR_NANOS = 30_000_000;

    /** The thread itself is late in a stall, as all are. */
    private static final long BEFORE_NANOS = 40_000_000;

    private static final long AFTER_NANOS = 50_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Thread thread = new Thread(this::run, "machine");
    private final List<long[]> stalls = new ArrayList<>();
    private volatile boolean ended;
    private volatile int sink;

    Stalls() {
        thread.setDaemon(true);
    }

    /** Measures what a piece usually takes, and watches from then on. */
    void start() {
        thread.start();
    }

    private void run() {
        long usual = usualNanos();
        while (!ended) {
            LockSupport.parkNanos(PAUSE_NANOS);
            long begun = System.nanoTime();
            if (pieceNanos() > TIMES_USUAL * usual) {
                add(begun, System.nanoTime());
            }
        }
    }

    private long usualNanos() {
        long[] pieces = new long[LEARNT_FROM];
        for (int i = 0; i < LEARNT_FROM && !ended; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            pieces[i] = pieceNanos();
        }
        Arrays.sort(pieces);
        return pieces[LEARNT_FROM / 2];
    }

    private long pieceNanos() {
        long before = threads.getCurrentThreadCpuTime();
        int mixed = sink;
        for (int i = 0; i < STEPS; i++) {
            mixed = mixed * 31 + (mixed >>> 7) + i;
        }
        sink = mixed;
        return threads.getCurrentThreadCpuTime() - before;
    }

    private synchronized void add(long from, long to) {
        long[] last = stalls.isEmpty() ? null : stalls.get(stalls.size() - 1);
        if (last != null && from - last[1] < NEAR_NANOS) {
            last[1] = to;
        } else {
            stalls.add(new long[] {from, to});
        }
    }

    /** Those that were felt within a span of {@link System#nanoTime()}. */
    synchronized List<Stall> between(long fromNanos, long toNanos) {
        return stalls.stream()
                .map(stall -> new Stall(stall[0], stall[1]))
                .filter(stall -> stall.isFeltBetween(fromNanos, toNanos))
                .toList();
    }

    /** One, in {@link System#nanoTime()}. */
    record Stall(long fromNanos, long toNanos) {
        /** Whatever was due in it has to be served first, so that it is felt a little longer than it lasts. */
        boolean isFeltBetween(long from, long to) {
            return fromNanos - BEFORE_NANOS - to <= 0 && toNanos + AFTER_NANOS - from >= 0;
        }

        long nanos() {
            return toNanos - fromNanos;
        }
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join();
    }
}
