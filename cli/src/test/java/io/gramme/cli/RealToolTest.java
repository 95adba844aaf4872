package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.testkit.Await;
import io.gramme.testkit.ClassPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command against real nodes, one three-node cluster of processes for all of them. What {@link GoldenTest} takes from
 * answers written down is compared here with what nodes say: no document may have a field that the reference does not name.
 * The conversations are in {@code src/test/resources/golden-real}, in the order of their names; {@code -Dgolden.write=true}
 * renews them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledOnOs({OS.LINUX, OS.MAC})
class RealToolTest {
    static final Path SCRIPTS = Path.of("src/test/resources/golden-real");
    private static final Path LAST = SCRIPTS.resolve("6-down.txt");

    private static final int KEYS = 1_500;

    @TempDir
    static Path folder;

    private static RealNodes nodes;
    private static final Map<String, Map<String, TreeSet<String>>> CAME = new TreeMap<>();

    @BeforeAll
    static void begin() throws IOException {
        nodes = new RealNodes(folder);
    }

    @AfterAll
    static void end() throws IOException {
        nodes.close();
    }

    static List<Path> scripts(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.sorted().toList();
        }
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> everyConversationWithRealNodesGoesAsWrittenDown() throws IOException {
        return scripts(SCRIPTS).stream()
                .filter(script -> !script.equals(LAST))
                .map(script -> DynamicTest.dynamicTest(script.getFileName().toString(), () -> play(script)));
    }

    private static void play(Path script) throws IOException {
        String before = Files.readString(script);
        RealScript now = RealScript.play(nodes, before.lines().toList());
        CAME.putAll(now.shapes());
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(script, now.text());
        } else {
            assertThat(now.text())
                    .as(script + " (-Dgolden.write=true renews it)")
                    .isEqualTo(before);
        }
    }

    @Test
    @Order(5)
    void theClusterGoesAndItsDataWhenAsked() throws IOException {
        play(LAST);
        assertThat(folder.resolve("dir/local")).doesNotExist();
    }

    @Test
    @Order(6)
    void whatNodesSayHasNoFieldThatTheReferenceDoesNotName() throws IOException {
        List<Path> all = new ArrayList<>(scripts(Path.of("src/test/resources/golden")));
        all.addAll(scripts(SCRIPTS));
        var documented = GoldenDocument.shapes(all);
        List<String> unknown = new ArrayList<>();
        CAME.forEach((command, fields) -> {
            var known = documented.get(command);
            if (known != null) {
                fields.forEach((field, types) -> {
                    if (!known.getOrDefault(field, new TreeSet<>()).containsAll(types)) {
                        unknown.add(command + ": " + field + " " + types + ", known as " + known.get(field));
                    }
                });
            }
        });
        assertThat(CAME).hasSizeGreaterThan(30);
        assertThat(unknown).isEmpty();
    }

    /** A process of its own, as on a terminal where {@code terminal}. */
    private static ProcessBuilder tool(boolean terminal, String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dgramme.errTerminal=" + terminal,
                "-Dgramme.dir=" + System.getProperty("gramme.dir"),
                "-cp",
                ClassPath.text(),
                Gramme.class.getName()));
        command.addAll(List.of(words));
        command.addAll(List.of("-e", "127.0.0.1:" + nodes.basePort()));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("tool.out").toFile())
                .redirectError(folder.resolve("tool.err").toFile());
    }

    /** Kills a command as soon as it has kept how far it is; what it had drawn on stderr until then. */
    private static String killedOnTheWay(Path progress, String... words) throws IOException, InterruptedException {
        Process process = tool(true, words).start();
        Await.until(
                "how far it is",
                Duration.ofMinutes(1),
                2,
                () -> process.isAlive() && !Files.exists(progress) ? "nothing is kept yet" : "");
        process.destroyForcibly().waitFor();
        String drawn = Files.readString(folder.resolve("tool.err"), StandardCharsets.UTF_8);
        assertThat(progress).as("it ended before it was killed: %s", drawn).exists();
        return drawn;
    }

    private static InProcess.Ran run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("-e", "127.0.0.1:" + nodes.basePort()));
        return InProcess.run(all);
    }

    @Test
    @Order(2)
    void importAndExportThatAreKilledGoOnWhereTheyWere() throws Exception {
        Path file = folder.resolve("many.ndjson");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < KEYS; i++) {
            lines.append("{\"bucket\":\"many\",\"key\":\"k").append(i).append("\",\"text\":\"v\"}\n");
        }
        Files.writeString(file, lines);
        Path imported = folder.resolve("many.ndjson.imported");
        String drawn = killedOnTheWay(imported, "import", file.toString());
        assertThat(drawn).contains("import ").contains("bytes/s").contains("ETA");
        InProcess.Ran rest = run("import", file.toString(), "--timeout", "20s");
        assertThat(rest.code()).as(rest.toString()).isZero();
        assertThat(rest.err()).contains("going on after");
        assertThat(imported).doesNotExist();

        Path out = folder.resolve("exported.ndjson");
        Path exported = folder.resolve("exported.ndjson.progress");
        killedOnTheWay(exported, "export", "many", out.toString());
        InProcess.Ran end = run("export", "many", out.toString());
        assertThat(end.code()).as(end.toString()).isZero();
        assertThat(end.err()).contains("going on after").contains(KEYS + " keys of many written");
        assertThat(exported).doesNotExist();
        TreeSet<String> keys = new TreeSet<>();
        for (String line : Files.readAllLines(out)) {
            keys.add(Json.read(line).path("key").asText());
            assertThat(Json.read(line).path("siblings"))
                    .as("sent twice, written once: " + line)
                    .hasSize(1);
        }
        assertThat(keys).hasSize(KEYS);
    }

    @Test
    @Order(3)
    void theShellTakesCommandsFromAPipeAndEndsWithIt() throws Exception {
        Path lines = Files.writeString(folder.resolve("lines"), """
                put shelled/k 'two words'
                get shelled/k
                lokate shelled/k
                gramme list shelled -o json
                exit
                get shelled/k
                """);
        Process shell = tool(false, "shell").redirectInput(lines.toFile()).start();
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(folder.resolve("tool.out"), StandardCharsets.UTF_8);
        String said = Files.readString(folder.resolve("tool.err"), StandardCharsets.UTF_8);
        assertThat(shell.exitValue()).as(said).isZero();
        assertThat(printed).as(said).contains("two words").contains("\"coverage\" : \"full\"");
        assertThat(printed.split("two words", -1)).as("nothing after exit").hasSize(2);
        assertThat(said).contains("stored shelled/k").contains("locate");
    }
}
