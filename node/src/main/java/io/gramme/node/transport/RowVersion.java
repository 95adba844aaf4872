package io.gramme.node.transport;

import io.gramme.ring.Epoch;
import io.gramme.ring.Ring;

/**
 * By which rows of a partition a request goes: those of a ring, and since which ring they are as they are there. Whoever
 * knows a ring from then on knows these rows, though it may not know the sender's ring yet.
 *
 * @param ring epoch of the ring that the sender took the rows from
 * @param since epoch of the same term, from which on they have not changed; at most {@code ring}
 */
public record RowVersion(Epoch ring, Epoch since) {
    public RowVersion {
        if (since.term() != ring.term() || since.isAfter(ring)) {
            throw new IllegalArgumentException("rows of ring " + ring + " that are from " + since);
        }
    }

    /**
     * The rows of a partition. What was decided in another term counts as new: a recovery may have left a ring behind that
     * some still go by.
     */
    public static RowVersion of(Ring ring, int partition) {
        Epoch changed = Epoch.unpack(ring.changedAt(partition));
        return new RowVersion(ring.epoch(), changed.term() == ring.epoch().term() ? changed : ring.epoch());
    }

    /** Rows that only those know who know that very ring. */
    public static RowVersion exactly(Epoch ring) {
        return new RowVersion(ring, ring);
    }

    /** The same, for a request that goes by more than rows. */
    public RowVersion exact() {
        return exactly(ring);
    }

    /** Whether a node that goes by a ring has to wait for a newer one before it knows these rows. */
    public boolean isAheadOf(Epoch known) {
        return since.isAfter(known) || (ring.term() != known.term() && ring.isAfter(known));
    }
}
