package io.gramme.node.runtime.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.runtime.Files.AppendFile;
import io.gramme.node.runtime.Files.ReadFile;
import io.gramme.node.runtime.SeededRandomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimFilesTest {
    private final SimFiles files = SimFiles.recording();

    @Test
    void keepsOnlyForcedContentUnderForcedNames() throws IOException {
        AppendFile file = files.create("a");
        files.forceDirectory("");
        file.append(bytes("safe"));
        file.force();
        file.append(bytes("lost"));

        SimFiles after = files.crash(Crash.syncedOnly());

        assertThat(read(after, "a")).isEqualTo("safe");
    }

    @Test
    void forgetsAForcedFileWhoseNameWasNotForced() throws IOException {
        AppendFile file = files.create("a");
        file.append(bytes("content"));
        file.force();

        assertThat(files.image(Crash.syncedOnly()).list("")).isEmpty();
        files.forceDirectory("");
        assertThat(read(files.image(Crash.syncedOnly()), "a")).isEqualTo("content");
    }

    @Test
    void forgetsADirectoryWhoseParentWasNotForced() throws IOException {
        files.createDirectories("d");
        durable(files, "d/a", "1");
        assertThat(files.image(Crash.syncedOnly()).exists("d")).isFalse();
        files.forceDirectory("");
        assertThat(read(files.image(Crash.syncedOnly()), "d/a")).isEqualTo("1");
    }

    @Test
    void undoesUnforcedRenameLinkAndDelete() throws IOException {
        durable(files, "a", "A");
        durable(files, "b", "B");
        durable(files, "c", "C");
        files.rename("a", "b");
        files.link("b", "l");
        files.delete("c");
        SimFiles before = files.image(Crash.syncedOnly());
        assertThat(before.list("")).containsExactly("a", "b", "c");
        assertThat(read(before, "b")).isEqualTo("B");

        files.forceDirectory("");
        SimFiles after = files.crash(Crash.syncedOnly());
        assertThat(after.list("")).containsExactly("b", "l");
        assertThat(read(after, "l")).isEqualTo("A");
    }

    @Test
    void killingTheProcessKeepsEverythingWritten() throws IOException {
        files.create("a").append(bytes("cached"));
        assertThat(read(files.crash(Crash.everything()), "a")).isEqualTo("cached");
    }

    @Test
    void keepsAnyPrefixOfUnsyncedOperationsWithATornOne() throws IOException {
        AppendFile file = files.create("a");
        files.forceDirectory("");
        file.append(bytes("11"));
        file.append(bytes("22"));
        files.rename("a", "b");

        assertThat(files.unsyncedCount()).isEqualTo(3);
        assertThat(read(files.image(Crash.prefix(0)), "a")).isEmpty();
        assertThat(read(files.image(Crash.prefix(1)), "a")).isEqualTo("11");
        assertThat(read(files.image(new Crash.Prefix(1, 1)), "a")).isEqualTo("112");
        assertThat(read(files.image(Crash.prefix(2)), "a")).isEqualTo("1122");
        assertThat(read(files.image(Crash.prefix(3)), "b")).isEqualTo("1122");
    }

    @Test
    void losesAndReordersPagesOfUnsyncedAppends() throws IOException {
        AppendFile file = files.create("a");
        files.forceDirectory("");
        file.append(bytes("s".repeat(512)));
        file.force();
        file.append(bytes("x".repeat(512) + "y".repeat(512)));
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            String content =
                    read(files.image(new Crash.Arbitrary(new SeededRandomness(seed), Crash.SECTOR_BYTES, 0.5)), "a");
            assertThat(content).startsWith("s".repeat(512));
            assertThat(content.length()).isBetween(512, 1536);
            for (int page = 512; page < content.length(); page += 512) {
                String distinct = distinct(content.substring(page, Math.min(page + 512, content.length())));
                assertThat(distinct).isIn("x", "y", "\0");
            }
            seen.add(distinct(content));
        }
        // nothing, the first page, the second behind a hole, both, only a hole
        assertThat(seen).containsExactlyInAnyOrder("s", "sx", "s\0y", "sxy", "s\0", "sx\0");
    }

    @Test
    void neverLosesSyncedThingsToAnArbitraryCrash() throws IOException {
        durable(files, "a", "A");
        files.create("new").append(bytes("n"));
        files.link("a", "b");
        Set<String> listings = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimFiles after = files.image(Crash.arbitrary(new SeededRandomness(seed)));
            assertThat(read(after, "a")).isEqualTo("A");
            listings.add(String.join(",", after.list("")));
        }
        assertThat(listings).containsExactlyInAnyOrder("a", "a,b", "a,b,new", "a,new");
    }

    @Test
    void replaysAnyPrefixOfWhatWasRecorded() throws IOException {
        AppendFile file = files.create("tmp");
        file.append(bytes("one"));
        file.force();
        files.rename("tmp", "a");
        files.forceDirectory("");
        file.append(bytes("two"));

        assertThat(files.history()).hasSize(6);
        assertThat(files.atPrefix(0).list("")).isEmpty();
        assertThat(read(files.atPrefix(2), "tmp")).isEqualTo("one");
        assertThat(files.atPrefix(4).crash(Crash.syncedOnly()).list("")).isEmpty();
        assertThat(read(files.atPrefix(5).crash(Crash.syncedOnly()), "a")).isEqualTo("one");
        assertThat(read(files.atPrefix(6), "a")).isEqualTo("onetwo");
        assertThat(read(files, "a")).isEqualTo("onetwo");
    }

    @Test
    void replaysAfterACrashFromTheCrashImage() throws IOException {
        durable(files, "a", "A");
        SimFiles second = files.crash(Crash.syncedOnly());
        durable(second, "b", "B");
        assertThat(second.atPrefix(0).list("")).containsExactly("a");
        assertThat(read(second.atPrefix(second.history().size()), "b")).isEqualTo("B");
    }

    @Test
    void aFullDiskWritesWhatFitsAndFails() throws IOException {
        files.capacity(10);
        AppendFile file = files.create("a");
        file.append(bytes("123456"));
        assertThatThrownBy(() -> file.append(bytes("789abc")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no space");
        assertThat(files.size("a")).isEqualTo(10);
        assertThat(files.space().freeBytes()).isZero();
        files.delete("a");
        assertThat(files.space().freeBytes()).isEqualTo(10);
    }

    @Test
    void allocatedSpaceCannotRunOut() throws IOException {
        files.capacity(10);
        AppendFile file = files.create("a");
        file.allocate(8);
        assertThatThrownBy(() -> files.create("b").allocate(3)).isInstanceOf(IOException.class);
        file.append(bytes("12345678"));
        assertThat(files.space().freeBytes()).isEqualTo(2);
    }

    @Test
    void aShortWriteLeavesItsFirstBytes() throws IOException {
        ScriptedFaults faults = new ScriptedFaults();
        files.inject(faults);
        AppendFile file = files.create("a");
        faults.failAppendAfter(5);
        file.append(bytes("123"));
        assertThatThrownBy(() -> file.append(bytes("456"))).isInstanceOf(IOException.class);
        assertThat(read(files, "a")).isEqualTo("12345");
    }

    @Test
    void aFailedForceLosesWhatARetryThenDoesNotWrite() throws IOException {
        ScriptedFaults faults = new ScriptedFaults();
        files.inject(faults);
        AppendFile file = files.create("a");
        files.forceDirectory("");
        file.append(bytes("lost"));
        faults.failForceAfter(0);
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        file.append(bytes("kept"));
        file.force();

        assertThat(read(files, "a")).isEqualTo("lostkept");
        assertThat(read(files.crash(Crash.everything()), "a")).isEqualTo("\0\0\0\0kept");
    }

    @Test
    void flipsBitsForGood() throws IOException {
        durable(files, "a", "abc");
        files.flipBit("a", 1, 0);
        assertThat(read(files, "a")).isEqualTo("acc");
        assertThat(read(files.atPrefix(files.history().size()), "a")).isEqualTo("acc");
        assertThat(read(files.crash(Crash.syncedOnly()), "a")).isEqualTo("acc");
    }

    @Test
    void failsReadsOfOneFileOnly() throws IOException {
        durable(files, "a", "1");
        durable(files, "b", "2");
        ScriptedFaults faults = new ScriptedFaults();
        faults.failReads("a");
        files.inject(faults);
        assertThatThrownBy(() -> read(files, "a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a");
        assertThat(read(files, "b")).isEqualTo("2");
    }

    @Test
    void aCrashedProcessCannotTouchItsFiles() throws IOException {
        AppendFile file = files.create("a");
        files.lock("LOCK");
        SimFiles next = files.crash(Crash.everything());
        assertThatThrownBy(() -> file.append(bytes("x"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> files.list("")).isInstanceOf(IllegalStateException.class);
        assertThat(next.lock("LOCK")).as("the lock ended with the process").isNotNull();
    }

    private static void durable(SimFiles files, String path, String text) throws IOException {
        try (AppendFile file = files.create(path)) {
            file.append(bytes(text));
            file.force();
        }
        files.forceDirectory(io.gramme.node.runtime.Files.parentOf(path));
    }

    private static String read(SimFiles files, String path) throws IOException {
        try (ReadFile reader = files.open(path)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) reader.size());
            reader.read(0, buffer);
            return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
        }
    }

    private static String distinct(String text) {
        StringBuilder runs = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == 0 || text.charAt(i) != text.charAt(i - 1)) {
                runs.append(text.charAt(i));
            }
        }
        return runs.toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
