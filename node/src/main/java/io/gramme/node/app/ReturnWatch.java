package io.gramme.node.app;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.membership.Liveness;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;

/**
 * Tells a shard's transport when the failure detector hears a member again. Without it a member that is back stays
 * unreachable until the pause between two dials ends, up to seconds in which the death of another one would cost quorums.
 * Lives on that shard's loop.
 */
final class ReturnWatch implements ClusterViews.Listener {
    private final Transport transport;

    ReturnWatch(Transport transport) {
        this.transport = transport;
    }

    @Override
    public void onView(ClusterView before, ClusterView after) {
        Ring ring = after.ring();
        if (ring == null) {
            return;
        }
        for (Member member : ring.members().all()) {
            boolean heard = after.peer(member.index()).liveness() == Liveness.ALIVE;
            if (heard && before.peer(member.index()).liveness() != Liveness.ALIVE) {
                transport.isBack(member.id());
            }
        }
    }
}
