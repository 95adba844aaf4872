package io.gramme.node.membership;

import io.gramme.gossip.Counters;
import io.gramme.node.metrics.MembershipMetrics;

/** Brings what the gossip machine has counted into the metrics, by differences. Lives on the control loop. */
final class GossipCounts {
    private final MembershipMetrics metrics;
    private long refused;
    private long probesFailed;
    private long refutations;

    GossipCounts(MembershipMetrics metrics) {
        this.metrics = metrics;
    }

    void take(Counters counters) {
        long dropped = counters.droppedOtherCluster() + counters.droppedUnsigned() + counters.droppedMalformed();
        for (; refused < dropped; refused++) {
            metrics.packetRefused();
        }
        for (; probesFailed < counters.probesFailed(); probesFailed++) {
            metrics.probeFailed();
        }
        for (; refutations < counters.refutations(); refutations++) {
            metrics.refuted();
        }
    }
}
