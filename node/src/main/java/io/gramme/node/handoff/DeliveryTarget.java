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
    /** Where its pass over the partitions stands: the next partition, and the last key looked at in it. */
    int partition;

    @Nullable
    Key after;

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

    /** A pass begins. */
    void begin(boolean hasDroppable, long sweepNanos, long nowNanos) {
        partition = 0;
        after = null;
        sweeps = hasDroppable && (!sweptOnce || nowNanos - sweptNanos >= sweepNanos);
        if (sweeps) {
            sweptOnce = true;
            sweptNanos = nowNanos;
        }
    }

    void nextPartition() {
        partition++;
        after = null;
    }
}
