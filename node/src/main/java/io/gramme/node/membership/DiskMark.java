package io.gramme.node.membership;

import java.util.function.LongSupplier;

/**
 * How far this disk's log has come, as peers are told. It stays where the log ended when it was opened until a peer has
 * answered, and a while longer: the first segment of a run begins beyond the end, so telling of it at once would hide from
 * peers, who remember how far this log had come, that the disk is an older copy. Lives on the control loop.
 */
final class DiskMark {
    /** Time for whoever remembers more of this disk to say so. */
    static final long HEARING_MILLIS = 30_000;

    private static final long UNANSWERED = -1;

    private final LongSupplier opened;
    private final LongSupplier synced;
    private long answeredMillis = UNANSWERED;

    DiskMark(LongSupplier opened, LongSupplier synced) {
        this.opened = opened;
        this.synced = synced;
    }

    /** A peer has answered. */
    void onAnswer(long nowMillis) {
        if (answeredMillis == UNANSWERED) {
            answeredMillis = nowMillis;
        }
    }

    long at(long nowMillis) {
        boolean heard = answeredMillis != UNANSWERED && nowMillis - answeredMillis >= HEARING_MILLIS;
        return heard ? synced.getAsLong() : opened.getAsLong();
    }
}
