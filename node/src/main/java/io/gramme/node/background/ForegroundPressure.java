package io.gramme.node.background;

/**
 * Turns what clients feel into a share of the full rate, a window of a second at a time: halved when their p99 stands
 * clearly above its quiet baseline or requests were turned away, raised step by step where it was used and nobody minded.
 *
 * <p>A share that was not used proves nothing: after some seconds without work only an eighth is left of it, so that what
 * begins then finds out from below what clients bear. Where there are no clients nobody has to be asked.
 *
 * <p>The baseline is what p99 was while background work was small. It falls with a faster window at once and rises only
 * slowly, and only in quiet windows. The least share counts as small: so when it is the clients' own load that has grown,
 * the baseline follows within a minute or two and background work comes back, instead of being blamed for ever.
 *
 * <p>Pure: time is an argument.
 */
final class ForegroundPressure {
    static final long WINDOW_NANOS = 1_000_000_000L;
    static final double LEAST = 1.0 / 16;
    /** Where work begins that comes after a pause, while there are clients. */
    static final double START = 1.0 / 8;

    /** A window with fewer requests says nothing about their p99. */
    private static final int LEAST_REQUESTS = 20;

    private static final double FALL = 0.5;
    private static final double RISE = 1.0 / 16;
    private static final double BASELINE_RISE = 1.03;
    private static final double TOLERANCE = 1.5;
    private static final long TOLERANCE_NANOS = 10_000_000L;
    /** Windows in which little of the share was used, after which it is given back. */
    private static final int PAUSE_WINDOWS = 5;
    /** Windows that are looked at one by one after a long silence; by then the share is whole. */
    private static final int MOST_WINDOWS = 20;

    private LatencyWindow window = new LatencyWindow();
    private long windowEnds;
    private double share = 1;
    private long baselineNanos;
    private long lastP99Nanos;
    private boolean shed;
    private boolean shedBefore;
    private boolean busy;
    private boolean used;
    private int unusedWindows;

    ForegroundPressure(long nowNanos) {
        this.windowEnds = nowNanos + WINDOW_NANOS;
    }

    /** Durations of requests that ended lately. */
    void onLatencies(LatencyWindow latencies, long nowNanos) {
        advance(nowNanos);
        window.add(latencies);
    }

    /** A request was turned away for want of room. */
    void onShed(long nowNanos) {
        advance(nowNanos);
        shed = true;
    }

    /** Background work took more than a small part of the full rate in this window. */
    void onBusy(long nowNanos) {
        advance(nowNanos);
        busy = true;
    }

    /** Background work took a good part of what its share allowed in this window. */
    void onUsed(long nowNanos) {
        advance(nowNanos);
        used = true;
    }

    /** Closes the windows that are over. */
    void advance(long nowNanos) {
        int closed = 0;
        while (nowNanos - windowEnds >= 0) {
            if (closed++ == MOST_WINDOWS) {
                windowEnds = nowNanos + WINDOW_NANOS;
                return;
            }
            close();
            windowEnds += WINDOW_NANOS;
        }
    }

    private void close() {
        long p99 = window.total() < LEAST_REQUESTS ? 0 : window.p99Nanos();
        boolean high = p99 > limitNanos() && baselineNanos > 0;
        unusedWindows = used ? 0 : Math.min(PAUSE_WINDOWS, unusedWindows + 1);
        if (high || shed) {
            share = Math.max(LEAST, share * FALL);
        } else if (window.total() == 0 || used) {
            share = Math.min(1, share + RISE);
        } else if (unusedWindows == PAUSE_WINDOWS) {
            share = Math.min(share, START);
        }
        if (p99 > 0) {
            learn(p99);
            window = new LatencyWindow();
        } else if (window.total() > 0) {
            window = new LatencyWindow();
        }
        lastP99Nanos = p99;
        shedBefore = shed;
        shed = false;
        busy = false;
        used = false;
    }

    private void learn(long p99) {
        if (baselineNanos == 0 || p99 < baselineNanos) {
            baselineNanos = p99;
        } else if (!busy) {
            baselineNanos = Math.min(p99, (long) (baselineNanos * BASELINE_RISE) + 1);
        }
    }

    private long limitNanos() {
        return Math.max((long) (baselineNanos * TOLERANCE), baselineNanos + TOLERANCE_NANOS);
    }

    /** Part of the full rate that background work may take now, {@link #LEAST}..1. */
    double share() {
        return share;
    }

    /** Requests were turned away in this window or the last one. */
    boolean isShedding() {
        return shed || shedBefore;
    }

    /** What p99 is while background work is small, 0 before that is known. */
    long baselineNanos() {
        return baselineNanos;
    }

    /** The p99 of the last whole window, 0 when it had too few requests. */
    long p99Nanos() {
        return lastP99Nanos;
    }
}
