package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.ring.Ring;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.PlanRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole nodes under load, whose ring changes (design §8, algorithms part 8). */
class RingChangeSimTest {
    /** Seeds 102 to 116 once timed out: a write whose owner changed under it waited for a ring that was already here. */
    @ParameterizedTest
    @ValueSource(longs = {81, 102, 104, 116})
    void threeNodesBecomeFourAndThreeAgain(long seed) throws Exception {
        SimCluster cluster = new SimCluster(seed);
        List<Process> three = RingMoves.three(cluster);
        SimLoad load = new SimLoad(cluster, 81, 100, 10);
        load.start();
        cluster.run(Duration.ofSeconds(5));
        Process fourth = RingMoves.newcomer(cluster, 4);
        List<Process> four = List.of(three.get(0), three.get(1), three.get(2), fourth);
        Ring moving = RingMoves.commit(cluster, three.get(1), RingMoves.join(fourth));
        assertThat(moving.ownership().pending()).isPositive();
        RingMoves.untilBalanced(cluster, four);
        int[] loads = fourth.knownRing().ownership().current().loads(8);
        assertThat(loads[3]).isEqualTo(12);
        load.assertNothingLost();

        RingMoves.commit(cluster, fourth, PlanRequest.of(new Edit.Leave(3)));
        RingMoves.untilBalanced(cluster, three);
        cluster.runUntil(
                "the fourth is out of the ring",
                () -> three.stream().allMatch(node -> node.knownRing().members().at(3) == null));
        load.stop();
        load.assertNothingLost();
        assertThat(load.failures).isEmpty();
        assertThat(load.acknowledged).isGreaterThan(500);
        three.forEach(node -> assertThat(node.alarms()).isEmpty());
        assertThat(three.get(0).node.events().since(0))
                .anyMatch(event -> event.text().equals("n4 has left the ring"));
    }

    @Test
    void aDeadNodeIsReplaced() throws Exception {
        SimCluster cluster = new SimCluster(82);
        List<Process> nodes = RingMoves.three(cluster);
        SimLoad load = new SimLoad(cluster, 82, 100, 10);
        load.start();
        cluster.run(Duration.ofSeconds(5));
        int dead = RingMoves.index(nodes.get(2));
        nodes.get(2).kill();
        cluster.run(Duration.ofSeconds(10));
        Process fourth = RingMoves.newcomer(cluster, 4);
        List<Process> left = List.of(nodes.get(0), nodes.get(1), fourth);
        Ring moving = RingMoves.commit(
                cluster, nodes.get(0), PlanRequest.of(new Edit.Replace(dead, RingMoves.card(fourth))), Set.of(dead));
        assertThat(moving.ownership().pending()).isEqualTo(16);
        RingMoves.untilBalanced(cluster, left);
        load.stop();
        load.assertNothingLost();
        assertThat(load.failures).isEmpty();
    }
}
