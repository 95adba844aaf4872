package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every command, for people and for programs, as written down in {@code src/test/resources/golden}. After a wanted change:
 * run with {@code -Dgolden.write=true} and read the difference.
 */
class GoldenTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/golden");

    /** The tour has a run of its own ({@code .ci/run}), the shell a test with a process of its own: {@link RealToolTest}. */
    private static final Set<String> ELSEWHERE = Set.of("demo", "shell", "archive-training");

    @TempDir
    static Path home;

    @BeforeAll
    static void home() {
        System.setProperty("gramme.dir", home.toString());
    }

    @AfterAll
    static void gone() {
        System.clearProperty("gramme.dir");
    }

    private static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyConversationGoesAsWrittenDown() throws IOException {
        return scripts().stream()
                .map(script -> DynamicTest.dynamicTest(script.getFileName().toString(), () -> {
                    String before = Files.readString(script);
                    String now = GoldenScript.play(before.lines().toList()).text();
                    if (Boolean.getBoolean("golden.write")) {
                        Files.writeString(script, now);
                    } else {
                        assertThat(now)
                                .as(script + " (-Dgolden.write=true renews it)")
                                .isEqualTo(before);
                    }
                }));
    }

    @Test
    void everyCommandHasOneForPeopleAndOneForPrograms() throws IOException {
        List<String> played = new ArrayList<>();
        List<Path> all = new ArrayList<>(scripts());
        all.addAll(RealToolTest.scripts(RealToolTest.SCRIPTS));
        for (Path script : all) {
            played.addAll(Files.readAllLines(script).stream()
                    .filter(line -> line.startsWith("$ gramme "))
                    .map(line -> line.substring("$ gramme ".length()))
                    .toList());
        }
        Set<String> missing = new TreeSet<>();
        CommandLine root = Commands.all(new Tool(System.out, System.err));
        for (CommandSpec spec : Manual.commands(root)) {
            String name = spec.qualifiedName().replaceFirst("^gramme ?", "");
            if (!spec.subcommands().isEmpty() || ELSEWHERE.contains(name)) {
                continue;
            }
            if (played.stream().noneMatch(line -> (line + " ").startsWith(name + " ") && !line.contains(" -o "))) {
                missing.add(name + " (table)");
            }
            if (played.stream().noneMatch(line -> (line + " ").startsWith(name + " ") && line.contains(" -o json"))) {
                missing.add(name + " (json)");
            }
        }
        assertThat(missing).isEmpty();
    }
}
