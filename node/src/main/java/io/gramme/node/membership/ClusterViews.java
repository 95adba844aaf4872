package io.gramme.node.membership;

import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;

/** One shard's source of cluster views. Called on that shard's loop. */
public interface ClusterViews {
    /** The newest view this shard has been given. */
    ClusterView current();

    /** Tells about every later change, on the shard's loop. Listeners are never removed: they live as long as the node. */
    void onChange(Listener listener);

    /** Told of a new view; {@code before} is what it replaces. */
    @FunctionalInterface
    interface Listener {
        void onView(ClusterView before, ClusterView after);
    }

    /** Asks for a pull of a ring at least as new as a peer's word; cheap to call often. */
    void wantRing(Epoch epoch, NodeId from);

    /**
     * A peer refused a request by an older ring and sent what has changed since; it is pulled where that does not fit.
     *
     * @param delta encoded; empty when the peer sent none
     */
    default void offerRing(Epoch epoch, byte[] delta, NodeId from) {
        wantRing(epoch, from);
    }

    /** Feeds what a request to a peer showed: whether it arrived. Failures count for one second. */
    void peerOutcome(NodeId peer, boolean arrived);
}
