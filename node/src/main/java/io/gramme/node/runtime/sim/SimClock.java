package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Invariants;

/**
 * A machine's clocks on virtual time. They may run too fast or too slow, and the wall clock may be stepped. They belong
 * to the machine: a restarted process finds them as they were.
 */
public final class SimClock implements Clock {
    /** The wall clock's reading at the start of every simulation: 2026-01-01T00:00:00Z. */
    public static final long START_MILLIS = 1_767_225_600_000L;

    private static final long MILLION = 1_000_000;

    private final SimLoop loop;
    private long driftPpm;
    private long baseLoopNanos;
    private long baseNanos;
    private long wallOffsetMillis;

    public SimClock(SimLoop loop) {
        this.loop = loop;
        this.baseLoopNanos = loop.nowNanos();
        this.baseNanos = baseLoopNanos;
    }

    /**
     * From now on the clocks run at another rate.
     *
     * @param partsPerMillion too fast if positive, too slow if negative, above -1 000 000
     */
    public void drift(long partsPerMillion) {
        Invariants.check(partsPerMillion > -MILLION, "drift of %d ppm", partsPerMillion);
        baseNanos = monotonicNanos();
        baseLoopNanos = loop.nowNanos();
        driftPpm = partsPerMillion;
    }

    /** Steps the wall clock, either way. The monotonic clock goes on as it was. */
    public void stepWall(long millis) {
        wallOffsetMillis += millis;
    }

    /** Somebody sets the wall clock right. */
    public void setWallRight() {
        wallOffsetMillis = loop.nowNanos() / MILLION - monotonicNanos() / MILLION;
    }

    @Override
    public long wallMillis() {
        return START_MILLIS + monotonicNanos() / MILLION + wallOffsetMillis;
    }

    @Override
    public long monotonicNanos() {
        long elapsed = loop.nowNanos() - baseLoopNanos;
        return baseNanos + elapsed + scaled(elapsed, driftPpm, MILLION);
    }

    /** How long the loop takes until these clocks have moved on by so much, rounded up. */
    long loopNanos(long clockNanos) {
        return clockNanos - scaled(clockNanos, driftPpm, MILLION + driftPpm) + (driftPpm == 0 ? 0 : 1);
    }

    /** value * numerator / denominator without overflow for spans of years. */
    private static long scaled(long value, long numerator, long denominator) {
        return value / denominator * numerator + value % denominator * numerator / denominator;
    }
}
