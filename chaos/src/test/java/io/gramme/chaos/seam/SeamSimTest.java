package io.gramme.chaos.seam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.chaos.sim.SimNode;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeamSimTest {
    private static final int SEEDS = Integer.getInteger("seam.seeds", 300);
    private static final int OPERATIONS = 300;

    @Test
    void threeNodesKeepThroughKillAndRestartWhatWasSynced() {
        int acknowledged = 0;
        int starts = 0;
        int fatal = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SeamRun run = new SeamRun(seed, Trace.hashOnly());
            assertThat(run.run(OPERATIONS))
                    .as("repeat: ./chaos/run sim --scenario seam --operations %d --seed %d --trace", OPERATIONS, seed)
                    .isEmpty();
            acknowledged += run.witness().acknowledgements();
            for (SimNode<KvNode> machine : run.machines()) {
                starts += machine.starts();
                fatal += machine.fatalFaults().size();
            }
        }
        assertThat(acknowledged).as("puts acknowledged").isGreaterThan(SEEDS * 20);
        assertThat(starts).as("restarts").isGreaterThan(SEEDS * 10);
        assertThat(fatal).as("failed fsyncs that stopped a node").isGreaterThan(SEEDS / 4);
    }

    @Test
    void theSameSeedTwiceGivesTheSameTrace() {
        for (long seed = 0; seed < 10; seed++) {
            List<String> first = new ArrayList<>();
            List<String> second = new ArrayList<>();
            Verdict one = new SeamScenario().run(seed, OPERATIONS, Trace.to(first::add));
            Verdict two = new SeamScenario().run(seed, OPERATIONS, Trace.to(second::add));
            assertThat(first).isEqualTo(second).hasSizeGreaterThan(OPERATIONS);
            assertThat(two).isEqualTo(one);
            assertThat(new SeamScenario()
                            .run(seed, OPERATIONS, Trace.hashOnly())
                            .traceHash())
                    .isEqualTo(one.traceHash());
        }
    }

    @Test
    void otherSeedsGiveOtherTraces() {
        Set<String> hashes = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            hashes.add(new SeamScenario().run(seed, 50, Trace.hashOnly()).traceHash());
        }
        assertThat(hashes).hasSize(50);
    }
}
