package io.gramme.chaos.sim;

import java.util.List;

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

    /**
     * Looks for a smaller run that is red too.
     *
     * @return what is left of the run and what is wrong with it, one line each; empty when this scenario cannot shrink
     */
    default List<String> shrink(long seed, int operations) {
        return List.of();
    }
}
