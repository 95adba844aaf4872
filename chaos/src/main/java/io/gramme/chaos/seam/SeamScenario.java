package io.gramme.chaos.seam;

import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import java.util.List;

/** Three minimal nodes under kills, pauses, partitions, slow links and disks, drifting clocks and failing fsyncs. */
public final class SeamScenario implements Scenario {
    /** Its name on the command line. */
    public static final String NAME = "seam";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Verdict run(long seed, int operations, Trace trace) {
        SeamRun run = new SeamRun(seed, trace);
        List<String> problems = run.run(operations);
        return new Verdict(problems, trace.hashText(), run.events(), run.virtualMillis());
    }
}
