package io.gramme.node.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * A data directory of each format version that was ever released opens, and holds what it held. {@code
 * -Dgolden.write=FILE} writes the directory of the current version instead.
 */
class GoldenDirectoryTest {
    private static final String VERSION_1 = "/golden/engine-format-1.zip";

    /** Runs, a replayed tail with a removal, a hint, a moved frame or two. */
    private static SimFiles directory() {
        EngineOnDisk disk = new EngineOnDisk(SimFiles.empty(), 1);
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 20; i++) {
                disk.put("golden" + i, "round " + round + " of a record that fills segments " + i);
            }
        }
        disk.flush();
        disk.put(Space.HINT, EngineOnDisk.key("golden1"), new byte[] {4, 2}, durability -> {});
        disk.put("golden2", "after the flush");
        disk.remove("golden3");
        return disk.files.crash(Crash.syncedOnly());
    }

    @Test
    void opensADirectoryOfFormatOne() throws IOException {
        String write = System.getProperty("golden.write");
        if (write != null) {
            write(directory(), Path.of(write));
        }
        SimFiles files = SimFiles.empty();
        try (InputStream resource = GoldenDirectoryTest.class.getResourceAsStream(VERSION_1)) {
            assertThat(resource).as(VERSION_1).isNotNull();
            read(new ZipInputStream(resource), files);
        }
        EngineOnDisk disk = new EngineOnDisk(files, 2);
        assertThat(disk.engine.wasUnclean()).isTrue();
        assertThat(disk.logDamage).isEmpty();
        assertThat(disk.indexDamage).isEmpty();
        assertThat(disk.get("golden0")).isEqualTo("round 11 of a record that fills segments 0");
        assertThat(disk.get("golden2")).isEqualTo("after the flush");
        assertThat(disk.get("golden3")).isNull();
        Storage.ReadOutcome hint =
                disk.storage(EngineOnDisk.key("golden1")).read(Space.HINT, EngineOnDisk.key("golden1"));
        assertThat(((Storage.Found) hint).entry().payload()).containsExactly(4, 2);
    }

    private static void read(ZipInputStream zip, SimFiles into) throws IOException {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            into.createDirectories(Files.parentOf(entry.getName()).isEmpty() ? "log" : Files.parentOf(entry.getName()));
            try (Files.AppendFile file = into.create(entry.getName())) {
                file.append(ByteBuffer.wrap(zip.readAllBytes()));
            }
        }
    }

    private static void write(SimFiles from, Path to) throws IOException {
        try (OutputStream out = java.nio.file.Files.newOutputStream(to);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            write(from, "MANIFEST", zip);
            for (String name : from.list("log")) {
                write(from, "log/" + name, zip);
            }
            for (int group = 0; group < Groups.COUNT; group++) {
                List<String> names = from.list(Groups.directory(group));
                for (String name : names) {
                    write(from, Groups.directory(group) + "/" + name, zip);
                }
            }
        }
    }

    private static void write(SimFiles from, String path, ZipOutputStream zip) throws IOException {
        ZipEntry entry = new ZipEntry(path);
        entry.setTime(0);
        zip.putNextEntry(entry);
        try (Files.ReadFile file = from.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(0, bytes);
            zip.write(bytes.array());
        }
        zip.closeEntry();
    }
}
