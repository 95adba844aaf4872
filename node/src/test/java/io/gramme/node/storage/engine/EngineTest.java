package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void readsWhatWasWrittenAtOnceAndTellsWhenItIsDurable() {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 1);
        List<String> durable = new ArrayList<>();
        disk.put("k", "v", () -> durable.add("k"));
        assertThat(disk.get("k")).isEqualTo("v");
        assertThat(durable).isEmpty();
        disk.loops.settle();
        assertThat(durable).containsExactly("k");
        assertThat(disk.get("k")).isEqualTo("v");
        assertThat(disk.get("other")).isNull();
    }

    @Test
    void keepsRecordsOverRestartsWithAndWithoutCleanStop() {
        SimFiles files = SimFiles.empty();
        EngineOnDisk first = new EngineOnDisk(files, 1);
        assertThat(first.engine.wasUnclean()).isFalse();
        for (int i = 0; i < 500; i++) {
            first.put("k" + i, "v" + i);
        }
        first.remove("k7");
        first.close();
        EngineOnDisk second = new EngineOnDisk(files.crash(Crash.syncedOnly()), 2);
        assertThat(second.engine.wasUnclean()).isFalse();
        assertThat(second.get("k499")).isEqualTo("v499");
        assertThat(second.get("k7")).isNull();
        second.put("k7", "again");
        EngineOnDisk third = new EngineOnDisk(second.files.crash(Crash.syncedOnly()), 3);
        assertThat(third.engine.wasUnclean()).isTrue();
        assertThat(third.get("k7")).isEqualTo("again");
        for (int i = 8; i < 500; i++) {
            assertThat(third.get("k" + i)).isEqualTo("v" + i);
        }
        assertThat(third.logDamage).isEmpty();
        assertThat(third.indexDamage).isEmpty();
    }

    @Test
    void theSpaceOfOverwrittenRecordsComesBack() throws Exception {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 5);
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 50; i++) {
                disk.put("k" + i, "round " + round + " of a value that is long enough to fill segments soon " + i);
            }
        }
        disk.flush();
        assertThat(disk.files.list("log")).hasSizeLessThan(20);
        for (int i = 0; i < 50; i++) {
            assertThat(disk.get("k" + i)).startsWith("round 99").endsWith(" " + i);
        }
        EngineOnDisk next = new EngineOnDisk(disk.files.crash(Crash.syncedOnly()), 6);
        for (int i = 0; i < 50; i++) {
            assertThat(next.get("k" + i)).startsWith("round 99").endsWith(" " + i);
        }
    }

    @Test
    void spacesAreApart() {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 1);
        disk.put(Space.LIVE, EngineOnDisk.key("k"), new byte[] {1}, durability -> {});
        disk.put(Space.HINT, EngineOnDisk.key("k"), new byte[] {2}, durability -> {});
        disk.loops.settle();
        disk.remove(Space.LIVE, EngineOnDisk.key("k"), durability -> {});
        Storage storage = disk.storage(EngineOnDisk.key("k"));
        assertThat(storage.read(Space.LIVE, EngineOnDisk.key("k"))).isEqualTo(Storage.Absent.ABSENT);
        assertThat(((Storage.Found) storage.read(Space.HINT, EngineOnDisk.key("k")))
                        .entry()
                        .payload())
                .containsExactly(2);
    }
}
