package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rots while nobody reads it is found by the scrub. */
class ScrubTest {
    private final EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 21);

    private void fill() {
        for (int i = 0; disk.files.list("log").size() < 3; i++) {
            disk.put("k" + i % 200, "a value that fills segments, number " + i);
        }
        disk.flush();
    }

    private void scrub() {
        boolean[] ended = {false};
        disk.engine.scrub(() -> ended[0] = true);
        disk.loops.settle();
        assertThat(ended[0]).isTrue();
    }

    @Test
    void aSoundStoreHasNothingToTell() {
        fill();
        scrub();
        assertThat(disk.logDamage).isEmpty();
        assertThat(disk.indexDamage).isEmpty();
        assertThat(disk.get("k3")).isNotNull();
    }

    @Test
    void aRottenFrameThatNoKeyPointsToIsFoundOnce() throws IOException {
        fill();
        // The first frames of the first segment were overwritten long since.
        disk.files.flipBit("log/0000000001.seg", 200, 3);
        scrub();
        assertThat(disk.logDamage).hasSize(1);
        assertThat(disk.logDamage.get(0).segment()).isEqualTo(1);
        scrub();
        assertThat(disk.logDamage).hasSize(1);
    }

    @Test
    void aRottenPageOfARunInUseIsFound() throws IOException {
        fill();
        List<String> runs = new ArrayList<>();
        for (int group = 0; group < Groups.COUNT; group++) {
            String directory = Groups.directory(group);
            for (String name : disk.files.list(directory)) {
                if (name.endsWith(".run")) {
                    runs.add(directory + "/" + name);
                }
            }
        }
        assertThat(runs).isNotEmpty();
        disk.files.flipBit(runs.get(0), disk.files.size(runs.get(0)) / 2, 3);
        scrub();
        assertThat(disk.indexDamage).hasSize(1);
        assertThat(disk.logDamage).isEmpty();
    }
}
