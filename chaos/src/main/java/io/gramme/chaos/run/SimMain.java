package io.gramme.chaos.run;

import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.swarm.SwarmScenario;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.SortedMap;

/** {@code ./chaos/run sim}: exit code 0 if every seed is green, 1 if one is red, 2 for a wrong command line. */
public final class SimMain {
    private SimMain() {}

    public static void main(String[] arguments) throws IOException {
        System.exit(run(List.of(arguments), System.out));
    }

    static int run(List<String> arguments, PrintStream out) throws IOException {
        if (!arguments.isEmpty() && arguments.get(0).equals("long")) {
            return LongRun.run(arguments.subList(1, arguments.size()), out);
        }
        SortedMap<String, Scenario> scenarios = Scenarios.all();
        try {
            SimOptions options = SimOptions.parse(arguments, SwarmScenario.NAME);
            Scenario scenario = scenarios.get(options.scenario());
            if (scenario == null) {
                throw new SimOptions.WrongUsage(
                        "no scenario " + options.scenario() + "; there are " + scenarios.keySet());
            }
            return new SimRunner(scenario, options, out).run() == 0 ? 0 : 1;
        } catch (SimOptions.WrongUsage wrong) {
            out.println(wrong.getMessage());
            out.println(SimOptions.USAGE);
            return 2;
        }
    }
}
