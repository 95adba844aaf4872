package io.gramme.chaos.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gramme.chaos.cluster.FoundedDisks;
import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every play, on a few seeds. {@code -Dgramme.plays=NAME} plays one, {@code -Dgramme.plays.seeds=20} more seeds. */
class NamedScenariosTest {
    private static final long SEEDS = Long.getLong("gramme.plays.seeds", 2);
    private static final String ONLY = System.getProperty("gramme.plays", "");

    @TestFactory
    Stream<DynamicTest> plays() {
        return NamedScenarios.all(new FoundedDisks()).stream()
                .filter(scenario -> ONLY.isEmpty() || scenario.name().equals(ONLY))
                .map(scenario -> dynamicTest(Objects.requireNonNull(scenario.name()), () -> play(scenario)));
    }

    private static void play(Scenario scenario) {
        LongStream.rangeClosed(1, SEEDS)
                .forEach(seed -> assertThat(
                                scenario.run(seed, 0, Trace.hashOnly()).problems())
                        .as("repeat: ./chaos/run sim --scenario %s --seed %d --trace", scenario.name(), seed)
                        .isEmpty());
    }
}
