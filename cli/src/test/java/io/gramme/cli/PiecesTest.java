package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pure parts that commands are made of. */
class PiecesTest {
    @Test
    void unionsHoldEverythingInEitherOrder() throws IOException {
        var one = Json.read("{\"items\":[1,2],\"by\":{\"a\":1}}");
        var other = Json.read("{\"items\":[2,3],\"by\":{\"b\":2},\"note\":\"x\"}");
        var united = UnionMerge.json(List.of(one, other)).orElseThrow();
        assertThat(united).isEqualTo(Json.read("{\"items\":[1,2,3],\"by\":{\"a\":1,\"b\":2},\"note\":\"x\"}"));
        var back = UnionMerge.json(List.of(other, one)).orElseThrow();
        assertThat(back.path("items")).containsExactlyInAnyOrderElementsOf(united.path("items"));
        assertThat(UnionMerge.json(List.of(united, one, other))).contains(united);
        assertThat(UnionMerge.json(List.of(Json.read("{\"a\":1}"), Json.read("{\"a\":2}"))))
                .isEmpty();
        assertThat(UnionMerge.lines(List.of("a\nb\n", "b\nc\n"))).isEqualTo("a\nb\nc\n");
        assertThat(UnionMerge.lines(List.of("a", "b"))).isEqualTo("a\nb");
    }

    /** The naive twin keeps every piece and looks for the first gap. */
    @Test
    void acknowledgedOffsetsNeverPassAGap() {
        for (long seed = 1; seed <= 10_000; seed++) {
            Random random = new Random(seed);
            Acknowledged acknowledged = new Acknowledged(7);
            List<Long> ends = new ArrayList<>();
            List<Boolean> done = new ArrayList<>();
            List<Integer> open = new ArrayList<>();
            long end = 7;
            for (int step = 0; step < 20; step++) {
                if (open.isEmpty() || random.nextBoolean()) {
                    end += 1 + random.nextInt(9);
                    acknowledged.onBegun(ends.size(), end);
                    open.add(ends.size());
                    ends.add(end);
                    done.add(false);
                } else {
                    Collections.shuffle(open, random);
                    int piece = open.remove(0);
                    done.set(piece, true);
                    acknowledged.onDone(piece);
                }
                int gap = done.indexOf(false);
                long expected = gap == 0 || done.isEmpty() ? 7 : ends.get((gap < 0 ? done.size() : gap) - 1);
                assertThat(acknowledged.offset()).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    @Test
    void aScheduleKeepsItsRateItsMixAndItsSeed() {
        BenchSchedule schedule = new BenchSchedule(250, 90, 100, 42);
        assertThat(schedule.dueNanos(0)).isZero();
        assertThat(schedule.dueNanos(250)).isEqualTo(1_000_000_000L);
        int reads = 0;
        int[] hits = new int[100];
        for (long i = 0; i < 100_000; i++) {
            reads += schedule.isRead(i) ? 1 : 0;
            hits[schedule.key(i)]++;
            assertThat(new BenchSchedule(1, 90, 100, 42).key(i)).isEqualTo(schedule.key(i));
        }
        assertThat(reads).isBetween(89_000, 91_000);
        for (int count : hits) {
            assertThat(count).isBetween(800, 1200);
        }
        assertThat(new BenchSchedule(250, 100, 1, 1).isRead(5)).isTrue();
        assertThat(new BenchSchedule(250, 0, 1, 1).isRead(5)).isFalse();
    }

    /** A stall of one second at 100 a second: a meter that counts from sending would show one slow operation. */
    @Test
    void latenciesCountFromWhenAnOperationWasDue() {
        BenchMeter meter = new BenchMeter();
        BenchSchedule schedule = new BenchSchedule(100, 0, 1, 1);
        long stallEnds = 1_000_000_000L;
        for (long i = 0; i < 200; i++) {
            long due = schedule.dueNanos(i);
            meter.onDone(due, Math.max(due, stallEnds) + 1_000_000L);
        }
        assertThat(meter.millis(50)).isBetween(0.9, 20.0);
        assertThat(meter.millis(90)).isGreaterThan(700);
        assertThat(meter.maxMillis()).isBetween(1000.0, 1002.0);
    }

    @Test
    void aProgressLineSaysShareRateAndTimeLeft() {
        assertThat(ProgressBar.line("import", "bytes", 50, 200, 2))
                .isEqualTo("import  ██████░░░░░░░░░░░░░░░░░░  25%  50/200 bytes  25 bytes/s  ETA 0:06");
        assertThat(ProgressBar.line("export", "keys", 1000, 0, 4)).isEqualTo("export  1,000 keys  250 keys/s");
    }

    @Test
    void linesKnowTheirOffsets(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("lines");
        Files.writeString(file, "äb\n\nlast");
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r");
                LineInput in = new LineInput(opened, 0)) {
            assertThat(in.next()).isEqualTo("äb");
            assertThat(in.offset()).isEqualTo(4);
            assertThat(in.next()).isEmpty();
            assertThat(in.next()).isEqualTo("last");
            assertThat(in.offset()).isEqualTo(9);
            assertThat(in.next()).isNull();
        }
    }

    @Test
    void whatADoctorFindsHasLimits() {
        assertThat(MachineChecks.files(1024).verdict()).isEqualTo(Finding.Verdict.WARN);
        assertThat(MachineChecks.files(65_536).verdict()).isEqualTo(Finding.Verdict.OK);
        Path here = Path.of("/data");
        assertThat(MachineChecks.disk(here, 50L << 30, 100L << 30).verdict()).isEqualTo(Finding.Verdict.OK);
        assertThat(MachineChecks.disk(here, 5L << 30, 100L << 30).verdict()).isEqualTo(Finding.Verdict.FAIL);
        assertThat(MachineChecks.disk(here, 1L << 30, 2L << 30).verdict()).isEqualTo(Finding.Verdict.WARN);
        assertThat(MachineChecks.fsync(here, new long[] {3000}).verdict()).isEqualTo(Finding.Verdict.OK);
        assertThat(MachineChecks.fsync(here, new long[] {30_000}).verdict()).isEqualTo(Finding.Verdict.WARN);
        assertThat(MachineChecks.fsync(here, new long[] {1}).verdict()).isEqualTo(Finding.Verdict.WARN);
        assertThat(ClusterChecks.clocks(0.01).verdict()).isEqualTo(Finding.Verdict.OK);
        assertThat(ClusterChecks.clocks(60).verdict()).isEqualTo(Finding.Verdict.FAIL);
        assertThat(ClusterChecks.versions(Map.of("1", List.of("n1"), "2", List.of("n2")))
                        .verdict())
                .isEqualTo(Finding.Verdict.WARN);
    }

    @Test
    void aWordIsAsFarFromANameAsLettersAreWrong() {
        assertThat(Meant.distance("jion", "join")).isEqualTo(1);
        assertThat(Meant.distance("", "get")).isEqualTo(3);
        assertThat(Meant.distance("get", "get")).isZero();
        for (String one : single("local")) {
            assertThat(Meant.distance(one, "local")).as(one).isLessThanOrEqualTo(1);
            for (String other : single(one)) {
                assertThat(Meant.distance(other, "local")).as(other).isLessThanOrEqualTo(3);
            }
        }
        assertThat(Meant.by("lcoal", Commands.NAMES)).startsWith("local");
        assertThat(Meant.by("snap", Commands.NAMES)).containsExactly("snapshot");
        assertThat(Meant.by("xyzzy", Commands.NAMES)).isEmpty();
    }

    private static List<String> single(String word) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < word.length(); i++) {
            all.add(word.substring(0, i) + word.substring(i + 1));
            all.add(word.substring(0, i) + 'x' + word.substring(i));
            all.add(word.substring(0, i) + 'x' + word.substring(i + 1));
            if (i > 0) {
                all.add(word.substring(0, i - 1) + word.charAt(i) + word.charAt(i - 1) + word.substring(i + 1));
            }
        }
        return all;
    }

    private static Shell.TreeCompleter completer(Supplier<Target> target) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Shell.TreeCompleter(Commands.all(new Tool(nowhere, nowhere)).getCommandSpec(), new Names(target));
    }

    @Test
    void theShellCompletesBucketsAndKeysThatTheClusterHas() throws IOException {
        try (FakeNode node = new FakeNode()) {
            node.on(
                    "GET /v1/buckets",
                    200,
                    Map.of(),
                    "{\"buckets\":[{\"bucket\":\"cart\"},{\"bucketBase64\":\"/w==\"}]}");
            node.on("GET /v1/kv/cart", 200, Map.of(), """
                    {"keys":[{"key":"bob"},{"key":"alice"},{"keyBase64":"/w=="},{"key":"two words"}],"cursor":null}
                    """);
            Shell.TreeCompleter completer =
                    completer(() -> new Target(List.of(Target.base(node.address())), null, null));
            assertThat(completer.candidates(List.of("get"), "ca")).containsExactly("cart/");
            assertThat(completer.candidates(List.of("get"), "cart/")).containsExactly("cart/alice", "cart/bob");
            assertThat(node.requests.get(1).line()).isEqualTo("GET /v1/kv/cart?prefix=&limit=50&timeout=400ms");
            assertThat(completer.candidates(List.of("list"), "")).containsExactly("cart");
            assertThat(completer.candidates(List.of("bucket", "show"), "c")).containsExactly("cart");
            assertThat(completer.candidates(List.of("put", "cart/alice"), "c"))
                    .as("a value is nobody's name")
                    .isEmpty();
        }
    }

    @Test
    void theShellCompletesCommandsAndOptions() {
        Shell.TreeCompleter completer = completer(() -> {
            throw new ToolFailure(ExitCodes.UNAVAILABLE, "nobody");
        });
        assertThat(completer.candidates(List.of(), "lo")).containsExactly("local", "locate");
        assertThat(completer.candidates(List.of("local"), "st")).containsExactly("start", "status", "stop");
        assertThat(completer.candidates(List.of("put", "b/k"), "--re")).containsExactly("--replace");
        assertThat(completer.candidates(List.of(), "archive")).isEmpty();
        assertThat(completer.candidates(List.of("get"), "b/"))
                .as("nobody answers")
                .isEmpty();
    }

    @Test
    void theShellTakesQuotedWords() {
        DefaultParser parser = new DefaultParser();
        parser.setEscapeChars(new char[0]);
        assertThat(Shell.words(parser, "put cart/a 'two words' \"{\\n}\""))
                .containsExactly("put", "cart/a", "two words", "{\\n}");
    }
}
