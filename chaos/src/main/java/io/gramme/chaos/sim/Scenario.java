package io.gramme.chaos.sim;

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
}
