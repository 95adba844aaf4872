package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Design §3: founding makes one cluster or none, whatever the network does meanwhile. */
class FoundingSimTest {
    private static List<Process> startSeeds(SimCluster cluster, int count) throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(7072 + 100 * i);
        }
        List<Process> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(cluster.start(new Spec("n" + (i + 1), ports.get(i), ports)));
        }
        return started;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void seedsFoundOneClusterThatSeatsThemAll(int count) throws Exception {
        SimCluster cluster = new SimCluster(count);
        List<Process> seeds = startSeeds(cluster, count);

        cluster.runUntil("all ready", () -> seeds.stream().allMatch(one -> one.node.isReady()));

        Ring ring = seeds.get(0).knownRing();
        assertThat(ring.members().seated()).hasSize(count);
        assertThat(seeds).allSatisfy(one -> assertThat(one.ring()).isEqualTo(ring));
        assertThat(seeds).allSatisfy(one -> assertThat(one.alarms()).isEmpty());
        cluster.runUntil(
                "all may coordinate",
                () -> seeds.stream().allMatch(one -> one.node.views(0).current().mayCoordinate()));
        assertThat(cluster.loop.nowNanos()).as("founding takes less than 5 s").isLessThan(5_000_000_000L);
    }
}
