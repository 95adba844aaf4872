package io.gramme.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimMainTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void greenSeedsExitZeroAndFillTheResultFile() throws IOException {
        Path results = directory.resolve("sub/results.txt");
        int exit = SimMain.run(seam("--seeds", "3..5", "--operations", "20", "--results", results.toString()), out);
        assertThat(exit).isZero();
        List<String> lines = Files.readAllLines(results);
        assertThat(lines).hasSize(6);
        assertThat(lines.get(2)).startsWith("3 green ");
        assertThat(lines.get(5)).contains("seeds 3..5", "0 red").isEqualTo(text().strip());
    }

    @Test
    void aTraceGoesToTheStandardOutput() throws IOException {
        assertThat(SimMain.run(seam("--seed", "3", "--operations", "20", "--trace"), out))
                .isZero();
        assertThat(text().lines().count()).isGreaterThan(50);
        assertThat(text()).contains("start n1 1");
    }

    @Test
    void aRunThatWasEndedGoesOnWhereItStopped() throws IOException {
        Path results = directory.resolve("results.txt");
        String file = results.toString();
        SimMain.run(seam("--seeds", "1..6", "--operations", "20", "--results", file), out);
        List<String> whole = Files.readAllLines(results);
        Files.write(results, whole.subList(0, 5));
        int exit = SimMain.run(
                seam("--seeds", "1..6", "--operations", "20", "--results", file, "--resume", "--jobs", "2"), out);
        assertThat(exit).isZero();
        assertThat(text()).contains("seeds 1..3 are in");
        assertThat(Files.readAllLines(results).subList(0, 8)).isEqualTo(whole.subList(0, 8));
    }

    @Test
    void aFileOfAnotherRunIsNotGoneOnWith() throws IOException {
        String file = directory.resolve("results.txt").toString();
        SimMain.run(seam("--seeds", "1..2", "--operations", "20", "--results", file), out);
        assertThat(SimMain.run(seam("--seeds", "1..2", "--operations", "21", "--results", file, "--resume"), out))
                .isEqualTo(2);
    }

    private static List<String> seam(String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of("--scenario", "seam"));
        all.addAll(List.of(arguments));
        return all;
    }

    @Test
    void wrongUsageExitsTwoWithTheUsage() throws IOException {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("--seed"),
                List.of("--seed", "x"),
                List.of("--seeds", "5..4"),
                List.of("--what"),
                List.of("--seed", "1", "--jobs", "0"),
                List.of("--seed", "1", "--resume"),
                List.of("--seed", "1", "--scenario", "none"))) {
            assertThat(SimMain.run(wrong, out)).as(wrong.toString()).isEqualTo(2);
        }
        assertThat(text()).contains("usage:", "no scenario none");
    }

    @Test
    void redSeedsAreCountedWithTheCommandThatRepeatsThem() throws Exception {
        SimOptions options = SimOptions.parse(List.of("--seeds", "1..4", "--operations", "7"), "picky");
        assertThat(new SimRunner(new Picky(), options, out).run()).isEqualTo(2);
        assertThat(text())
                .contains("lost a write", "repeat: ./chaos/run sim --scenario picky --operations 7 --seed 2 --trace")
                .contains("boom", "--seed 3 --trace")
                .doesNotContain("--seed 4");
    }

    /** Finds fault with one seed and breaks at another. */
    private static final class Picky implements Scenario {
        @Override
        public String name() {
            return "picky";
        }

        @Override
        public Verdict run(long seed, int operations, Trace trace) {
            if (seed == 3) {
                throw new IllegalStateException("boom");
            }
            return new Verdict(seed == 2 ? List.of("lost a write") : List.of(), trace.hashText(), 1, 1);
        }
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
