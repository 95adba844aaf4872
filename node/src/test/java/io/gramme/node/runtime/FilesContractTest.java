package io.gramme.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Files.AppendFile;
import io.gramme.node.runtime.Files.ReadFile;
import io.gramme.node.runtime.nio.NioFiles;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Files port promises, asked of the real disk and of the simulated one. */
class FilesContractTest {
    @Nested
    class OnRealDisk extends Contract {
        @TempDir
        Path directory;

        @Override
        Files newFiles() throws IOException {
            return new NioFiles(directory.resolve("data"));
        }
    }

    @Nested
    class OnSimulatedDisk extends Contract {
        @Override
        Files newFiles() {
            return SimFiles.recording();
        }
    }

    abstract static class Contract {
        private Files files;

        abstract Files newFiles() throws IOException;

        @BeforeEach
        void start() throws IOException {
            files = newFiles();
        }

        @Test
        void readsBackWhatWasAppended() throws IOException {
            try (AppendFile file = files.create("a")) {
                file.append(bytes("hello "));
                file.append(bytes("world"));
                assertThat(file.position()).isEqualTo(11);
                file.force();
            }
            assertThat(files.size("a")).isEqualTo(11);
            assertThat(read("a", 0, 11)).isEqualTo("hello world");
            assertThat(read("a", 4, 3)).isEqualTo("o w");
        }

        @Test
        void readsShortAtTheEndAndNothingBeyond() throws IOException {
            write("a", "12345");
            assertThat(read("a", 3, 10)).isEqualTo("45");
            assertThat(read("a", 5, 10)).isEmpty();
            assertThat(read("a", 50, 10)).isEmpty();
        }

        @Test
        void openReadersSeeLaterAppends() throws IOException {
            try (AppendFile file = files.create("a");
                    ReadFile reader = files.open("a")) {
                assertThat(reader.size()).isZero();
                file.append(bytes("x"));
                assertThat(reader.size()).isEqualTo(1);
                assertThat(reader.read(0, ByteBuffer.allocate(4))).isEqualTo(1);
            }
        }

        @Test
        void openReadersOutliveNames() throws IOException {
            write("a", "first");
            write("b", "second");
            try (ReadFile a = files.open("a");
                    ReadFile b = files.open("b")) {
                files.rename("a", "b");
                files.delete("b");
                assertThat(read(a, 0, 5)).isEqualTo("first");
                assertThat(read(b, 0, 6)).isEqualTo("second");
            }
            assertThat(files.list("")).isEmpty();
        }

        @Test
        void createRefusesAnExistingNameAndAMissingDirectory() throws IOException {
            write("a", "1");
            assertThatThrownBy(() -> files.create("a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a");
            assertThatThrownBy(() -> files.create("no/a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no/a");
        }

        @Test
        void missingFilesAreErrorsThatNameThem() {
            assertThatThrownBy(() -> files.open("gone"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gone");
            assertThatThrownBy(() -> files.size("gone")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> files.delete("gone")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> files.rename("gone", "b")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> files.link("gone", "b")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> files.truncate("gone", 0)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> files.forceDirectory("gone")).isInstanceOf(IOException.class);
        }

        @Test
        void renameReplaces() throws IOException {
            write("a", "new");
            write("b", "old");
            files.rename("a", "b");
            assertThat(files.list("")).containsExactly("b");
            assertThat(read("b", 0, 9)).isEqualTo("new");
        }

        @Test
        void renameStaysInItsDirectory() throws IOException {
            files.createDirectories("d");
            write("a", "1");
            assertThatThrownBy(() -> files.rename("a", "d/a")).isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void linksShareContentAndLiveOn() throws IOException {
            files.createDirectories("snap");
            AppendFile file = files.create("a");
            file.append(bytes("12"));
            files.link("a", "snap/a");
            file.append(bytes("34"));
            file.close();
            files.delete("a");
            assertThat(read("snap/a", 0, 9)).isEqualTo("1234");
            write("b", "x");
            assertThatThrownBy(() -> files.link("b", "snap/a")).isInstanceOf(IOException.class);
        }

        @Test
        void truncateCutsAndNeverGrows() throws IOException {
            write("a", "123456");
            files.truncate("a", 2);
            assertThat(read("a", 0, 9)).isEqualTo("12");
            assertThatThrownBy(() -> files.truncate("a", 3))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a");
        }

        @Test
        void allocationGrowsTheSizeWithZerosAndKeepsThePosition() throws IOException {
            try (AppendFile file = files.create("a")) {
                file.append(bytes("ab"));
                file.allocate(3_000_000);
                assertThat(file.position()).isEqualTo(2);
                assertThat(files.size("a")).isEqualTo(3_000_000);
                file.append(bytes("cd"));
                assertThat(file.position()).isEqualTo(4);
                file.allocate(10);
                assertThat(files.size("a")).isEqualTo(3_000_000);
            }
            assertThat(read("a", 0, 6)).isEqualTo("abcd\0\0");
        }

        @Test
        void listsSortedNamesAndNothingOfAMissingDirectory() throws IOException {
            files.createDirectories("d/e");
            write("d/z", "1");
            write("d/b", "1");
            assertThat(files.list("d")).containsExactly("b", "e", "z");
            assertThat(files.list("d/none")).isEmpty();
            files.createDirectories("d/e");
            files.forceDirectory("d");
            files.forceDirectory("");
        }

        @Test
        void deletesOnlyEmptyDirectories() throws IOException {
            files.createDirectories("d");
            write("d/a", "1");
            assertThatThrownBy(() -> files.delete("d")).isInstanceOf(IOException.class);
            files.delete("d/a");
            files.delete("d");
            assertThat(files.exists("d")).isFalse();
        }

        @Test
        void mapsRangesReadOnly() throws IOException {
            AppendFile file = files.create("a");
            file.append(bytes("0123"));
            file.append(bytes("4567"));
            file.close();
            try (ReadFile reader = files.open("a")) {
                ByteBuffer view = reader.map(2, 4);
                assertThat(view.isReadOnly()).isTrue();
                assertThat(view.remaining()).isEqualTo(4);
                assertThat(StandardCharsets.UTF_8.decode(view.duplicate()).toString())
                        .isEqualTo("2345");
                assertThat(reader.map(8, 0).remaining()).isZero();
                assertThatThrownBy(() -> reader.map(7, 2)).isInstanceOf(IOException.class);
            }
        }

        @Test
        void locksExclude() throws Exception {
            AutoCloseable lock = files.lock("LOCK");
            assertThatThrownBy(() -> files.lock("LOCK"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("LOCK");
            lock.close();
            files.lock("LOCK").close();
            assertThat(files.exists("LOCK")).isTrue();
        }

        @Test
        void refusesPathsThatLeaveTheDirectory() {
            for (String path : new String[] {"../a", "/a", "a//b", "a/./b", "a/"}) {
                assertThatThrownBy(() -> files.create(path)).as(path).isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void saysHowMuchSpaceThereIs() throws IOException {
            Files.Space space = files.space();
            assertThat(space.freeBytes()).isPositive().isLessThanOrEqualTo(space.totalBytes());
        }

        private void write(String path, String text) throws IOException {
            try (AppendFile file = files.create(path)) {
                file.append(bytes(text));
            }
        }

        private String read(String path, long position, int length) throws IOException {
            try (ReadFile reader = files.open(path)) {
                return read(reader, position, length);
            }
        }

        private static String read(ReadFile reader, long position, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            int count = reader.read(position, buffer);
            assertThat(buffer.position()).isEqualTo(count);
            return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
        }

        private static ByteBuffer bytes(String text) {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
