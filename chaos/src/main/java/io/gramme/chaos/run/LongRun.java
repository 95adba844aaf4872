package io.gramme.chaos.run;

import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import io.gramme.chaos.swarm.Figures;
import io.gramme.chaos.swarm.SwarmPlan;
import io.gramme.chaos.swarm.SwarmScenario;
import java.io.PrintStream;
import java.util.List;

/** {@code ./chaos/run long}: five nodes for many virtual hours under a swarm of faults, and the figures of it. */
final class LongRun {
    private static final String USAGE = "usage: ./chaos/run long [--seed N] [--hours H]";
    private static final int HOURS = 24;

    private LongRun() {}

    static int run(List<String> arguments, PrintStream out) {
        long seed = 1;
        int hours = HOURS;
        try {
            for (int i = 0; i < arguments.size(); i += 2) {
                switch (arguments.get(i)) {
                    case "--seed" -> seed = Long.parseLong(arguments.get(i + 1));
                    case "--hours" -> hours = Integer.parseInt(arguments.get(i + 1));
                    default -> throw new NumberFormatException(arguments.get(i));
                }
            }
        } catch (NumberFormatException | IndexOutOfBoundsException wrong) {
            out.println(USAGE);
            return 2;
        }
        SwarmPlan plan = SwarmPlan.drawLong(seed, hours);
        Figures figures = new Figures();
        Verdict verdict = new SwarmScenario().run(plan, Trace.hashOnly(), figures);
        out.printf(
                "seed %d: 5 nodes, %d steps of which %d are requests, %.1f virtual hours, %d events: %s%n",
                seed,
                plan.steps().size(),
                plan.operations(),
                verdict.virtualMillis() / 3_600_000.0,
                verdict.events(),
                verdict.isGreen() ? "converged, every promise kept" : "RED");
        figures.counts().forEach((name, count) -> out.printf("%12d  %s%n", count, name));
        verdict.problems().forEach(out::println);
        return verdict.isGreen() ? 0 : 1;
    }
}
