package io.gramme.ring;

import static io.gramme.ring.RingFixture.changed;
import static io.gramme.ring.RingFixture.node;
import static io.gramme.ring.RingFixture.ring;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.change.Founding;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.Newcomer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FallbacksTest {
    @Test
    void areAllSeatedNonOwnersAndNobodyElse() {
        Ring ring = RingFixture.commit(ring(64, 3, 7, 3), new Edit.Leave(6));
        for (int p = 0; p < 64; p++) {
            List<Integer> all = new ArrayList<>();
            Arrays.stream(ring.fallbacks(p)).forEach(all::add);
            for (int node = 0; node < 7; node++) {
                assertThat(all.contains(node)).isEqualTo(node != 6 && !ring.isOwner(p, node));
            }
            assertThat(all).doesNotHaveDuplicates();
        }
    }

    @Test
    void comeFromOtherZonesFirst() {
        Ring ring = ring(64, 2, 9, 3);
        for (int p = 0; p < 64; p++) {
            int[] fallbacks = ring.fallbacks(p);
            boolean[] shared = new boolean[fallbacks.length];
            for (int i = 0; i < fallbacks.length; i++) {
                for (int owner : ring.current(p).toArray()) {
                    shared[i] |= zone(ring, owner).equals(zone(ring, fallbacks[i]));
                }
                assertThat(i == 0 || shared[i] || !shared[i - 1]).isTrue();
            }
            assertThat(shared[0]).isFalse();
        }
    }

    @Test
    void nodesOfTheTargetRowComeLast() {
        Ring ring = RingFixture.commit(ring(64, 3, 5, 1), RingFixture.join(5, "z0"));
        assertThat(ring.ownership().pending()).isPositive();
        for (int p : RingFixture.pending(ring)) {
            int[] fallbacks = ring.fallbacks(p);
            assertThat(fallbacks[fallbacks.length - 1]).isEqualTo(5);
        }
    }

    @Test
    void aNewNodeChangesNobodyElsesRank() {
        Ring before = ring(256, 3, 8, 1);
        Ring after = RingFixture.commit(before, RingFixture.join(8, "z0"));
        for (int p = 0; p < 256; p++) {
            int[] without =
                    Arrays.stream(after.fallbacks(p)).filter(node -> node != 8).toArray();
            assertThat(without).isEqualTo(before.fallbacks(p));
        }
    }

    /** First choices among ten nodes, one of them of triple weight: expected by weight, within five deviations. */
    @Test
    void firstChoicesSpreadByWeight() {
        List<Newcomer> founders = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            founders.add(node(i, "z", i == 4 ? 300 : 100));
        }
        Ring ring = changed(Founding.found(RingShape.of(RingFixture.CLUSTER, 4096, 1), founders));
        int heavy = ring.members().byName("n4").orElseThrow().index();
        double expected = 0;
        double variance = 0;
        int chosen = 0;
        for (int p = 0; p < 4096; p++) {
            if (ring.isOwner(p, heavy)) {
                continue;
            }
            double chance = 300.0 / (9 * 100 + 300);
            expected += chance;
            variance += chance * (1 - chance);
            chosen += ring.fallbacks(p)[0] == heavy ? 1 : 0;
        }
        assertThat(Math.abs(chosen - expected)).isLessThan(5 * Math.sqrt(variance));
    }

    private static String zone(Ring ring, int node) {
        Member member = ring.member(node);
        return member == null ? "" : member.zone();
    }
}
