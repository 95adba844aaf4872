package io.gramme.node.causality;

/**
 * Hybrid logical clock (Kulkarni et al. 2014): 48 bits of wall-clock milliseconds, 16 bits of counter, in one non-negative
 * long. Stamps grow along causality: each is above the floor it was asked for. One loop owns it; it reads no clock.
 */
public final class HybridClock {
    /** A stamp further ahead of the wall clock than this is alarmed and does not move the clock. */
    public static final long FAR_AHEAD_MILLIS = 10_000;

    private static final long LATEST_MILLIS = (1L << 47) - 1;

    private long last;

    /**
     * A stamp.
     *
     * @param hlc the stamp
     * @param farAhead its floor lay more than 10 s ahead of the wall clock: raise the alarm
     */
    public record Stamp(long hlc, boolean farAhead) {}

    /** @param floor greatest stamp known to have been used before, 0 for none */
    public HybridClock(long floor) {
        this.last = floor;
    }

    /** The stamp of that millisecond with counter 0. */
    public static long of(long millis) {
        if (millis < 0 || millis > LATEST_MILLIS) {
            throw new IllegalArgumentException("wall clock " + millis + " ms");
        }
        return millis << 16;
    }

    /** The wall-clock part, in ms since 1970. */
    public static long millis(long hlc) {
        return hlc >>> 16;
    }

    /**
     * Whether this node may stamp at all: not while its own clock is far ahead of what its peers show.
     *
     * @param nowMillis this node's wall clock
     * @param peersMillis the peers' wall clock as this node knows it (median), or a negative number when unknown
     */
    public static boolean mayStamp(long nowMillis, long peersMillis) {
        return peersMillis < 0 || nowMillis - peersMillis <= FAR_AHEAD_MILLIS;
    }

    /**
     * A new stamp, above the floor and above every stamp this clock gave within its own range.
     *
     * @param nowMillis wall clock; may go backwards
     * @param floor see {@link Coordination#stampFloor}
     */
    public Stamp stamp(long nowMillis, long floor) {
        long ticked = Math.max(last + 1, of(nowMillis));
        if (floor < ticked) {
            last = ticked;
            return new Stamp(ticked, false);
        }
        long above = floor + 1;
        boolean farAhead = isFarAhead(above, nowMillis);
        last = farAhead ? ticked : above;
        return new Stamp(above, farAhead);
    }

    /** A stamp seen elsewhere: later ones of this clock are above it, unless it is far ahead of the wall clock. */
    public void observe(long nowMillis, long hlc) {
        if (hlc > last && !isFarAhead(hlc, nowMillis)) {
            last = hlc;
        }
    }

    private static boolean isFarAhead(long hlc, long nowMillis) {
        return millis(hlc) - nowMillis > FAR_AHEAD_MILLIS;
    }
}
