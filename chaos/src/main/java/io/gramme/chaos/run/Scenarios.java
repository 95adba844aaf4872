package io.gramme.chaos.run;

import io.gramme.chaos.cluster.FoundedDisks;
import io.gramme.chaos.named.NamedScenarios;
import io.gramme.chaos.seam.SeamScenario;
import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.swarm.SwarmScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every scenario there is, by the name it has on the command line. */
public final class Scenarios {
    private Scenarios() {}

    public static SortedMap<String, Scenario> all() {
        SortedMap<String, Scenario> scenarios = new TreeMap<>();
        FoundedDisks founded = new FoundedDisks();
        List<Scenario> all = new ArrayList<>(NamedScenarios.all(founded));
        all.add(NamedScenarios.together(founded));
        all.add(new SwarmScenario(founded));
        all.add(new SeamScenario());
        for (Scenario scenario : all) {
            scenarios.put(scenario.name(), scenario);
        }
        return scenarios;
    }
}
