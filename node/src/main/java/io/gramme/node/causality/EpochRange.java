package io.gramme.node.causality;

/** The epoch numbers one shard may hand out, refilled from the node's {@link ActorLease}. One loop owns it. */
public final class EpochRange {
    private long next;
    private long end;
    private long spareFrom;
    private long spareTo;

    /** Empty: nothing can be issued before a refill. */
    public EpochRange() {}

    /** Whether it has room for a further range: ask the lease for one. */
    public boolean isLow() {
        return spareFrom == spareTo;
    }

    /** Whether the next coordination that needs a new actor must wait. */
    public boolean isExhausted() {
        return next == end && spareFrom == spareTo;
    }

    /** Adds a range; at most two are held. */
    public void refill(ActorLease.Granted range) {
        if (next == end) {
            next = range.from();
            end = range.to();
        } else if (spareFrom == spareTo) {
            spareFrom = range.from();
            spareTo = range.to();
        } else {
            throw new IllegalStateException("two ranges are held already");
        }
    }

    /** @throws IllegalStateException when exhausted */
    long next() {
        if (next == end) {
            next = spareFrom;
            end = spareTo;
            spareFrom = spareTo;
        }
        if (next == end) {
            throw new IllegalStateException("no epoch number left: refill before coordinating");
        }
        return next++;
    }
}
