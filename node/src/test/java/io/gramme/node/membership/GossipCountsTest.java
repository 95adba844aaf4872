package io.gramme.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.gossip.Counters;
import io.gramme.node.metrics.MembershipMetrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GossipCountsTest {
    @Test
    void everyCountIsToldOnce() {
        List<String> told = new ArrayList<>();
        GossipCounts counts = new GossipCounts(new MembershipMetrics() {
            @Override
            public void packetRefused() {
                told.add("refused");
            }

            @Override
            public void probeFailed() {
                told.add("probe failed");
            }

            @Override
            public void refuted() {
                told.add("refuted");
            }
        });
        counts.take(new Counters(9, 9, 1, 1, 1, 0, 1, 5));
        assertThat(told).containsExactly("refused", "refused", "refused", "refuted");
        told.clear();
        counts.take(new Counters(9, 9, 1, 2, 1, 2, 1, 5));
        assertThat(told).containsExactly("refused", "probe failed", "probe failed");
        told.clear();
        counts.take(new Counters(9, 9, 1, 2, 1, 2, 1, 5));
        assertThat(told).isEmpty();
    }
}
