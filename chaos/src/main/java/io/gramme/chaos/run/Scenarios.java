package io.gramme.chaos.run;

import io.gramme.chaos.seam.SeamScenario;
import io.gramme.chaos.sim.Scenario;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every scenario there is, by the name it has on the command line. */
public final class Scenarios {
    private Scenarios() {}

    public static SortedMap<String, Scenario> all() {
        SortedMap<String, Scenario> scenarios = new TreeMap<>();
        for (Scenario scenario : List.of(new SeamScenario())) {
            scenarios.put(scenario.name(), scenario);
        }
        return scenarios;
    }
}
