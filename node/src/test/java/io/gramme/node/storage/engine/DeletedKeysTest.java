package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What keys that came and went leave on the disk: nothing, whatever stays beside them. */
class DeletedKeysTest {
    private static final String FILLER = "a value that is long enough to fill segments of a few kilobytes soon ";
    private final EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 5);

    private void putAndRemove(int keys) {
        for (int i = 0; i < keys; i++) {
            disk.put("gone" + i, FILLER + i);
        }
        for (int i = 0; i < keys; i++) {
            disk.remove("gone" + i);
        }
    }

    private void compact(EngineOnDisk on) {
        boolean[] settled = {false};
        on.engine.compact((segments, bytes) -> settled[0] = true);
        on.loops.settle();
        assertThat(settled[0]).isTrue();
    }

    private static long logBytes(EngineOnDisk on) throws IOException {
        long bytes = 0;
        for (String name : on.files.list("log")) {
            bytes += on.files.size("log/" + name);
        }
        return bytes;
    }

    @Test
    void keysThatCameAndWentLeaveNoEntryAndNoFrame() throws IOException {
        compact(disk);
        long before = logBytes(disk);
        putAndRemove(1_000);
        compact(disk);
        assertThat(disk.engine.indexEntries()).isZero();
        assertThat(logBytes(disk)).isEqualTo(before);
        assertThat(disk.engine.groups())
                .allSatisfy(group -> assertThat(group.index().runs()).isEmpty());
    }

    @Test
    void removalsGoThoughTheOldestSegmentsStay() throws IOException {
        for (int i = 0; i < 400; i++) {
            disk.put("kept" + i, FILLER + i);
        }
        compact(disk);
        long before = logBytes(disk);
        putAndRemove(1_000);
        compact(disk);
        assertThat(disk.engine.indexEntries())
                .as("400 live keys, and fewer removals than call for a move")
                .isLessThan(600);
        assertThat(logBytes(disk)).isLessThan(before * 5 / 4);
        for (int i = 0; i < 400; i++) {
            assertThat(disk.get("kept" + i)).isEqualTo(FILLER + i);
        }
    }

    @Test
    void removalsOfAnEarlierProcessGoToo() {
        putAndRemove(500);
        disk.flush();
        EngineOnDisk next = new EngineOnDisk(disk.files.crash(Crash.syncedOnly()), 6);
        compact(next);
        assertThat(next.engine.indexEntries()).isZero();
    }
}
