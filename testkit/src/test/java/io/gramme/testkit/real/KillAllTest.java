package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.testkit.RealCluster;
import io.gramme.testkit.WithGramme;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of all nodes at once under load, again and again. Two rounds in the build; {@code ./chaos/run real
 * --rounds 50} for more.
 */
@WithGramme
class KillAllTest {
    private static final int ROUNDS = Integer.getInteger("gramme.rounds", 2);
    private static final int WRITES = 400;

    @Test
    void everyAcknowledgedWriteIsThereAfterAllNodesWereKilledAtOnce(RealCluster cluster) {
        Kv kv = new Kv(cluster, "killed-at-once");
        Map<String, String> everything = new TreeMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            Load load = new Load(kv, "round" + round, 8, cluster::running);
            try (load) {
                load.awaitWrites(WRITES);
                cluster.killAll();
            }
            assertThat(load.wrong()).isEmpty();
            cluster.startAll();
            cluster.awaitReady();
            Map<String, String> written = load.acknowledged();
            assertThat(kv.missing(cluster.node(1 + round % 3), written, "")).isEmpty();
            everything.putAll(written);
            System.out.printf("round %d: %d acknowledged writes, all there%n", round, written.size());
        }
        assertThat(kv.missing(cluster.node(1), everything, "r=3")).isEmpty();
        System.out.printf("%d rounds, %d acknowledged writes, none lost%n", ROUNDS, everything.size());
    }
}
