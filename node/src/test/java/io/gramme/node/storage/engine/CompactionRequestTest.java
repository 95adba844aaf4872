package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.sim.SimFiles;
import org.junit.jupiter.api.Test;

/** A person's wish for a compaction is told when it has come true, whatever else the engine is about. */
class CompactionRequestTest {
    @Test
    void aCompactionThatIsAskedForWhileOneIsUnderWayEndsToo() {
        for (int seed = 1; seed <= 100; seed++) {
            EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), seed);
            for (int i = 0; i < 10; i++) {
                disk.put("k" + i, "v");
            }
            int[] settled = {0};
            disk.engine.compact((segments, bytes) -> settled[0]++);
            disk.loops.turns(seed);
            for (int i = 0; i < 10; i++) {
                disk.put("late" + i, "v", () -> {});
            }
            disk.loops.turns(seed % 40);
            disk.engine.compact((segments, bytes) -> settled[0]++);
            disk.loops.settle();
            assertThat(settled[0]).as("seed %d", seed).isEqualTo(2);
            disk.close();
        }
    }
}
