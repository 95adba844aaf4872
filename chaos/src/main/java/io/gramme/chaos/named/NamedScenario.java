package io.gramme.chaos.named;

import io.gramme.chaos.cluster.ClusterShape;
import io.gramme.chaos.cluster.FoundedDisks;
import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A play under its name. The number of operations is the play's own.
 *
 * @param founded {@code null} for a play that begins with empty disks and nothing started
 */
record NamedScenario(
        String name, ClusterShape shape, @Nullable FoundedDisks founded, Play play) implements Scenario {
    /** What happens on the stage; the first expectation that fails ends it. */
    @FunctionalInterface
    interface Play {
        void on(Stage stage) throws IOException;
    }

    @Override
    public Verdict run(long seed, int operations, Trace trace) {
        Stage stage = null;
        List<String> problems = List.of();
        try {
            stage = founded == null ? Stage.empty(seed, trace, shape) : Stage.open(seed, trace, shape, founded);
            play.on(stage);
            stage.checkDots();
        } catch (Stage.Unexpected | IOException broken) {
            problems = List.of(name + ": " + broken.getMessage());
        }
        long steps = stage == null ? 0 : stage.cluster().simulation().loop().steps();
        long millis = stage == null ? 0 : stage.cluster().simulation().loop().nowNanos() / 1_000_000;
        return new Verdict(problems, trace.hashText(), steps, millis);
    }
}
