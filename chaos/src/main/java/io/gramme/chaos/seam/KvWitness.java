package io.gramme.chaos.seam;

import io.gramme.chaos.sim.SimNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remembers what was promised, and finds the promises that are broken. */
final class KvWitness {
    private final Map<String, Long> acknowledged = new TreeMap<>();
    private final Map<String, Long> put = new TreeMap<>();
    private final Map<String, Map<String, Long>> durable = new TreeMap<>();
    private int acknowledgements;

    void onPut(String name, long version) {
        put.merge(name, version, Math::max);
    }

    void onAcknowledged(String name, long version) {
        acknowledgements++;
        acknowledged.merge(name, version, Math::max);
    }

    void onDurable(String machine, String name, long version) {
        durable.computeIfAbsent(machine, unused -> new TreeMap<>()).merge(name, version, Math::max);
    }

    int acknowledgements() {
        return acknowledgements;
    }

    /** What one running node called durable and does not have, and what it has that nobody put. */
    List<String> problemsOf(SimNode<KvNode> machine) {
        List<String> problems = new ArrayList<>();
        durable.getOrDefault(machine.name(), Map.of()).forEach((name, version) -> {
            long found = machine.process().versionOf(name);
            if (found < version) {
                problems.add(
                        machine.name() + " called version " + version + " of " + name + " durable and has " + found);
            }
        });
        put.forEach((name, version) -> {
            long found = machine.process().versionOf(name);
            if (found > version) {
                problems.add(
                        machine.name() + " has version " + found + " of " + name + ", the greatest put is " + version);
            }
        });
        return problems;
    }

    /** Acknowledged versions that fewer than two of the running nodes have. */
    List<String> problemsOfAll(List<SimNode<KvNode>> machines) {
        List<String> problems = new ArrayList<>();
        acknowledged.forEach((name, version) -> {
            long holders = machines.stream()
                    .filter(machine -> machine.process().versionOf(name) >= version)
                    .count();
            if (holders < 2) {
                problems.add("acknowledged version " + version + " of " + name + " is on " + holders + " nodes");
            }
        });
        return problems;
    }
}
