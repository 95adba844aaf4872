package io.gramme.chaos.mutation;

import io.gramme.chaos.run.Scenarios;
import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import java.util.List;

/** The child process of a hunt: runs a scenario seed after seed until one is red, and prints a {@link Catch} line. */
public final class HuntMain {
    private HuntMain() {}

    /** Arguments: the scenario's name, the first and the last seed, the operations of each. */
    public static void main(String[] arguments) {
        Scenario scenario = Scenarios.all().get(arguments[0]);
        if (scenario == null) {
            throw new IllegalArgumentException("no scenario " + arguments[0]);
        }
        Bench.Seeds seeds = new Bench.Seeds(
                Long.parseLong(arguments[1]), Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
        System.out.println(hunt(scenario, seeds).toLine());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    static Catch hunt(Scenario scenario, Bench.Seeds seeds) {
        for (long seed = seeds.first(); seed <= seeds.last(); seed++) {
            List<String> problems = problemsOf(scenario, seed, seeds.operations());
            if (!problems.isEmpty()) {
                return Catch.red(seed - seeds.first() + 1, seed, problems.get(0));
            }
        }
        return Catch.green(seeds.last() - seeds.first() + 1);
    }

    /** An exception is a red run: the check that threw it was always on. */
    private static List<String> problemsOf(Scenario scenario, long seed, int operations) {
        try {
            Verdict verdict = scenario.run(seed, operations, Trace.hashOnly());
            return verdict.problems();
        } catch (RuntimeException | AssertionError | StackOverflowError broken) {
            return List.of(broken.toString());
        }
    }
}
