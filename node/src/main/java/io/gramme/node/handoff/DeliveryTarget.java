package io.gramme.node.handoff;

import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/** How far the delivery to one node is. */
final class DeliveryTarget {
    final int node;

    /** Whether it is its turn now. */
    boolean active;
    /** Where its pass over the partitions stands: the next partition, and the last key looked at in it. */
    int partition;

    @Nullable
    Key after;

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

    void nextPartition() {
        partition++;
        after = null;
    }

    void fromTheStart() {
        partition = 0;
        after = null;
    }
}
