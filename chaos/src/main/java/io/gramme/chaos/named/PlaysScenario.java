package io.gramme.chaos.named;

import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import java.util.List;

/** All plays as one scenario: seed 1 gives the first one, and after the last they begin anew, each with another seed. */
record PlaysScenario(List<Scenario> plays) implements Scenario {
    static final String NAME = "plays";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Verdict run(long seed, int operations, Trace trace) {
        long number = Math.floorMod(seed - 1, (long) plays.size());
        return plays.get((int) number).run(1 + Math.floorDiv(seed - 1, (long) plays.size()), operations, trace);
    }
}
