package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static List<String> take(EngineOnDisk disk, String name) {
        List<String> results = new ArrayList<>();
        disk.engine.snapshot(name, new Engine.SnapshotListener() {
            @Override
            public void onTaken(String directory) {
                results.add(directory);
            }

            @Override
            public void onFailed(IOException fault) {
                results.add("failed: " + fault.getMessage());
            }
        });
        return results;
    }

    private static void fill(EngineOnDisk disk, int round) {
        for (int i = 0; i < 120; i++) {
            disk.put("k" + i, "a value long enough to fill segments, round " + round + " of key " + i);
        }
    }

    @Test
    void aSnapshotHoldsWhatWasDurableAndIsNotChangedByWhatComesLater() throws IOException {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 1);
        fill(disk, 0);
        fill(disk, 1);
        List<String> taken = take(disk, "first");
        // Writes, flushes and compaction go on while files are linked; an active segment would grow under its link.
        for (int round = 2; round < 12; round++) {
            fill(disk, round);
        }
        disk.flush();
        assertThat(taken).containsExactly("snapshots/first");
        SimFiles target = SimFiles.empty();
        Restore.copy(disk.files, "snapshots/first", target);
        EngineOnDisk restored = new EngineOnDisk(target.crash(Crash.syncedOnly()), 2);
        assertThat(restored.engine.wasRestored()).isTrue();
        assertThat(restored.logDamage).isEmpty();
        assertThat(restored.indexDamage).isEmpty();
        for (int i = 0; i < 120; i++) {
            assertThat(restored.get("k" + i)).contains("of key " + i).doesNotContain("round 0 ");
        }
        restored.engine.clearRestored();
        EngineOnDisk again = new EngineOnDisk(restored.files.crash(Crash.syncedOnly()), 3);
        assertThat(again.engine.wasRestored()).isFalse();
        assertThat(disk.engine.wasRestored()).isFalse();
    }

    @Test
    void aRottenOrIncompleteSnapshotIsNotRestored() throws IOException {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 4);
        fill(disk, 0);
        take(disk, "s");
        disk.loops.settle();
        SimFiles incomplete = disk.files.image(Crash.syncedOnly());
        incomplete.delete("snapshots/s/SNAPSHOT");
        assertThatThrownBy(() -> Restore.copy(incomplete, "snapshots/s", SimFiles.empty()))
                .hasMessageContaining("no complete snapshot");
        disk.files.flipBit("snapshots/s/log/0000000001.seg", 700, 2);
        assertThatThrownBy(() -> Restore.copy(disk.files, "snapshots/s", SimFiles.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void aNameIsUsedOnce() {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 5);
        fill(disk, 0);
        take(disk, "s");
        disk.loops.settle();
        List<String> second = take(disk, "s");
        disk.loops.settle();
        assertThat(second).containsExactly("failed: snapshots/s exists already");
    }
}
