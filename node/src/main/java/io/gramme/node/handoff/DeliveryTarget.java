package io.gramme.node.handoff;

import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/** How far the delivery to one node is. */
final class DeliveryTarget {
    final int node;

    /** Whether it is its turn now. */
    boolean active;
    /** Whether the next turn begins a pass; else it goes on with one that a failure broke off. */
    boolean passOver = true;
    /** The last key looked at in the partition where its pass stands. */
    @Nullable
    Key after;

    /** The partitions of its pass, in order, and where it stands. */
    private int[] order = {};

    private int at;

    /** Whether its pass looks for hints that may be dropped, though it cannot be reached. */
    boolean sweeps;

    private boolean sweptOnce;
    private long sweptNanos;
    private boolean wellSeen;
    private long wellSinceNanos;
    private boolean resting;
    private long restUntilNanos;

    DeliveryTarget(int node) {
        this.node = node;
    }

    /** What membership says of it at this moment. */
    void seen(boolean well, long nowNanos) {
        if (well && !wellSeen) {
            wellSinceNanos = nowNanos;
        }
        wellSeen = well;
    }

    boolean isWellFor(long nanos, long nowNanos) {
        return wellSeen && nowNanos - wellSinceNanos >= nanos;
    }

    /** Its turn ends; it gets another one no sooner than this. */
    void rest(long untilNanos) {
        active = false;
        restUntilNanos = resting && restUntilNanos - untilNanos > 0 ? restUntilNanos : untilNanos;
        resting = true;
    }

    boolean isResting(long nowNanos) {
        resting = resting && restUntilNanos - nowNanos > 0;
        return resting;
    }

    /** A pass begins, over these partitions in this order. */
    void begin(int[] partitions, boolean hasDroppable, long sweepNanos, long nowNanos) {
        order = partitions;
        at = 0;
        after = null;
        sweeps = hasDroppable && (!sweptOnce || nowNanos - sweptNanos >= sweepNanos);
        if (sweeps) {
            sweptOnce = true;
            sweptNanos = nowNanos;
        }
    }

    /** Where its pass stands, -1 at its end. */
    int partition() {
        return at < order.length ? order[at] : -1;
    }

    void nextPartition() {
        at++;
        after = null;
    }
}
