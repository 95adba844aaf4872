package io.gramme.node.app;

import io.gramme.node.causality.HybridClock;
import io.gramme.node.membership.Bar;
import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.PeerClocks;
import io.gramme.node.membership.ViewBoard;
import io.gramme.node.metrics.MembershipMetrics;
import io.gramme.node.runtime.Clock;

/**
 * Says so when this node's clock is far ahead of its peers': to people by an alarm, to peers by a flag that gossip carries.
 * The writes themselves are judged where they are stamped. Lives on the control loop.
 */
final class ClockWatch {
    private final Clock clock;
    private final MembershipMetrics metrics;
    private final PeerClocks peers;
    private final ViewBoard board;
    private final ClusterEvents events;
    private boolean ahead;

    private ClockWatch(NodePorts ports, PeerClocks peers, ViewBoard board, ClusterEvents events) {
        this.clock = ports.clock();
        this.metrics = ports.metrics().membership();
        this.peers = peers;
        this.board = board;
        this.events = events;
    }

    /** Begins to watch, by the clocks that the control loop's shard knows. */
    static void over(PeerClocks peers, NodePorts ports, ViewBoard board, ClusterEvents events) {
        peers.onHeard(new ClockWatch(ports, peers, board, events)::look);
    }

    private void look() {
        long wall = clock.wallMillis();
        long theirs = peers.wallMillis();
        metrics.clockSkew(peers.greatestSkewMillis());
        boolean now = !HybridClock.mayStamp(wall, theirs);
        if (now != ahead) {
            ahead = now;
            board.bar(Bar.CLOCK, now);
            if (now) {
                events.alarm("this node's clock is " + (wall - theirs) / 1_000
                        + " s ahead of its peers': other nodes coordinate its writes until it is set right");
            } else {
                events.tell("this node's clock agrees with its peers' again");
            }
        }
    }
}
