package io.gramme.node.membership;

import io.gramme.gossip.MemberView;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy;
import io.gramme.ring.MemberState;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose connections this node takes: nobody's that a plan removed or that was given up as lost, and no older process where
 * a newer one lives. Of two processes with one identity gossip refuses the second, and tells it so over the very
 * connections that it must be able to make for that; here it is let in. So is an older one where the newer is dead: it is
 * what an older disk starts as, and learns from the state of a peer that it counts as restored. Lives on the control loop.
 */
public final class HelloJudge implements HelloPolicy {
    private final NodeId self;
    private @Nullable Membership membership;

    public HelloJudge(NodeId self) {
        this.self = self;
    }

    /** Who knows the members; before that everybody is taken. */
    void knows(Membership service) {
        membership = service;
    }

    @Override
    public Verdict judge(Hello peer) {
        Membership known = membership;
        NodeId node = peer.process().node();
        if (known == null || node.equals(self)) {
            // A second process of this very identity: requests never go there.
            return Verdict.ACCEPTED;
        }
        Ring ring = known.ring();
        if (ring != null && isRemoved(ring, node)) {
            return Verdict.REMOVED;
        }
        Optional<MemberView> member = known.member(node);
        if (member.isEmpty()) {
            return Verdict.ACCEPTED;
        }
        boolean older = peer.process().bootCounter() < member.get().process().bootCounter();
        return older && member.get().state().isPresent() ? Verdict.SUPERSEDED : Verdict.ACCEPTED;
    }

    private static boolean isRemoved(Ring ring, NodeId node) {
        boolean lost = ring.members()
                .byId(node)
                .filter(member -> member.state() == MemberState.LOST)
                .isPresent();
        return lost || ring.members().hasDeparted(node);
    }
}
