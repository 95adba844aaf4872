package io.gramme.node.causality;

import org.jspecify.annotations.Nullable;

/**
 * The node's durable counter of epoch numbers: a state machine that never hands out a number at or beyond the end that was
 * made durable. Numbers lost in a crash are harmless, and so are numbers left out; a number handed out twice is not.
 *
 * <p>Effects: {@link PersistLeaseEnd} must be made durable, then answered by {@link #onPersisted}. One loop owns it; shards
 * take ranges into an {@link EpochRange}.
 */
public final class ActorLease {
    /** Epoch numbers in one lease. */
    public static final long LEASE_SIZE = 100_000;
    /** A process begins fewer numbers than this beyond all that its disk knows of. */
    public static final long LONGEST_SKIP = 1L << 32;

    private long next;
    private long end;
    private long asked;

    /** Make this end durable (fsync), then report it. */
    public record PersistLeaseEnd(long end) {}

    /** Numbers from..to-1. */
    public record Granted(long from, long to) {}

    /**
     * Begins somewhere beyond what the disk knows of.
     *
     * @param durableEnd the end found on disk, 0 for a new node; all numbers below may have been used
     * @param skip how many numbers are left out, below {@link #LONGEST_SKIP}: drawn by each process for itself, so that two
     *     processes on copies of one disk, who both find this end, hand out different numbers
     */
    public ActorLease(long durableEnd, long skip) {
        if (durableEnd < 0 || durableEnd > Actor.EPOCH_LIMIT || skip < 0 || skip >= LONGEST_SKIP) {
            throw new IllegalArgumentException("lease end " + durableEnd + ", " + skip + " left out");
        }
        long start = Math.min(durableEnd + skip, Actor.EPOCH_LIMIT);
        this.next = start;
        this.end = start;
        this.asked = start;
    }

    /** What to persist now, if anything: at the start, and when 80 % of the lease is handed out. */
    public @Nullable PersistLeaseEnd poll() {
        if (asked > end || end - next > LEASE_SIZE / 5 || end == Actor.EPOCH_LIMIT) {
            return null;
        }
        asked = Math.min(end + LEASE_SIZE, Actor.EPOCH_LIMIT);
        return new PersistLeaseEnd(asked);
    }

    /** The end that {@link #poll} named is durable. */
    public void onPersisted(PersistLeaseEnd effect) {
        if (effect.end() != asked) {
            throw new IllegalStateException("lease end " + effect.end() + " persisted, asked for " + asked);
        }
        end = asked;
    }

    /** Persisting failed; {@link #poll} names it again. */
    public void onPersistFailed() {
        asked = end;
    }

    /**
     * Hands out at most that many numbers.
     *
     * @return {@code null} when none is left below the durable end: wait for {@link #onPersisted}
     */
    public @Nullable Granted take(int count) {
        long to = Math.min(end, next + count);
        if (count < 1 || to == next) {
            return null;
        }
        Granted granted = new Granted(next, to);
        next = to;
        return granted;
    }

    /** Whether the generation's 2^40 numbers are used up: the node must raise its generation. */
    public boolean isSpent() {
        return next == Actor.EPOCH_LIMIT;
    }
}
