package io.gramme.node.membership;

import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The views of one shard, as {@link ViewBoard} gives them. Lives on that shard's loop. */
final class ShardViews implements ClusterViews {
    /** A failure is passed on at most so often. */
    private static final long QUIET_MILLIS = 200;

    private final ViewBoard board;
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<NodeId, Long> failedAtMillis = new HashMap<>();
    private ClusterView current;
    /** The newest epoch that a delta was passed on for: many requests meet the same refusal. */
    private Epoch offered = Epoch.NONE;

    ShardViews(ViewBoard board, ClusterView first) {
        this.board = board;
        this.current = first;
    }

    void take(ClusterView view) {
        ClusterView before = current;
        current = view;
        listeners.forEach(listener -> listener.onView(before, view));
    }

    @Override
    public ClusterView current() {
        return current;
    }

    @Override
    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void wantRing(Epoch epoch, NodeId from) {
        if (current.epoch().compareTo(epoch) < 0) {
            board.onRingWanted(epoch, from);
        }
    }

    @Override
    public void offerRing(Epoch epoch, byte[] delta, NodeId from) {
        if (delta.length == 0) {
            wantRing(epoch, from);
        } else if (current.epoch().compareTo(epoch) < 0 && !epoch.equals(offered)) {
            offered = epoch;
            board.onRingOffered(epoch, delta, from);
        }
    }

    /** Nearly all of what comes in here ends here: successes of peers that never failed, and failures just told. */
    @Override
    public void peerOutcome(NodeId peer, boolean arrived) {
        if (arrived) {
            if (failedAtMillis.remove(peer) != null) {
                board.onPeerOutcome(peer, true);
            }
            return;
        }
        long now = board.nowMillis();
        Long told = failedAtMillis.get(peer);
        if (told == null && failedAtMillis.size() >= Member.MAX_INDICES) {
            return;
        }
        if (told == null || now - told >= QUIET_MILLIS) {
            failedAtMillis.put(peer, now);
            board.onPeerOutcome(peer, false);
        }
    }
}
