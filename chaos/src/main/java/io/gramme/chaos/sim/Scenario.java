package io.gramme.chaos.sim;

import io.gramme.chaos.reach.Reached;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a seed decides wholly, and that is right or wrong. */
public interface Scenario {
    /** Its name on the command line. */
    String name();

    /**
     * Runs it. An exception is a red run too.
     *
     * @param operations how many operations and faults to draw
     */
    Verdict run(long seed, int operations, Trace trace);

    /** What the runs of this instance have met so far, {@code null} where nothing must be met. */
    default @Nullable Reached reached() {
        return null;
    }

    /**
     * Looks for a smaller run that is red too.
     *
     * @return what is left of the run and what is wrong with it, one line each; empty when this scenario cannot shrink
     */
    default List<String> shrink(long seed, int operations) {
        return List.of();
    }
}
