package io.gramme.chaos.seam;

import io.gramme.chaos.sim.DiskSpeed;
import io.gramme.chaos.sim.Link;
import io.gramme.chaos.sim.SimNode;
import io.gramme.chaos.sim.Simulation;
import io.gramme.chaos.sim.Trace;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.ScriptedFaults;
import io.gramme.node.runtime.sim.SimFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run: a phase of puts and faults, checked at each restart; then everything heals and all promises are checked. */
final class SeamRun {
    private static final List<String> MACHINES = List.of("n1", "n2", "n3");
    private static final Link ROUGH = Link.HEALTHY
            .with(new Link.Delay(Duration.ofNanos(50_000), Duration.ofMillis(5), 0.02, Duration.ofMinutes(10)))
            .with(new Link.Loss(0.05, 0.05, 0.05, 0.1));

    private final Simulation simulation;
    private final Randomness random;
    private final KvWitness witness = new KvWitness();
    private final List<SimNode<KvNode>> machines = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long version;

    SeamRun(long seed, Trace trace) {
        simulation = new Simulation(seed, trace);
        random = simulation.fork("workload");
        for (String name : MACHINES) {
            machines.add(simulation.machine(name, process -> new KvNode(process, MACHINES, witness)));
        }
    }

    /** Returns what was wrong, one line each. */
    List<String> run(int operations) {
        machines.forEach(this::start);
        for (int i = 0; i < operations && problems.isEmpty(); i++) {
            simulation.loop().runFor(Duration.ofNanos(random.nextInt(8_000_000)));
            if (random.nextInt(4) > 0) {
                put();
            } else {
                fault(machines.get(random.nextInt(machines.size())));
            }
        }
        heal();
        simulation.loop().runFor(Duration.ofSeconds(5));
        machines.forEach(machine -> problems.addAll(witness.problemsOf(machine)));
        problems.addAll(witness.problemsOfAll(machines));
        return problems;
    }

    long events() {
        return simulation.loop().steps();
    }

    long virtualMillis() {
        return simulation.loop().nowNanos() / 1_000_000;
    }

    KvWitness witness() {
        return witness;
    }

    List<SimNode<KvNode>> machines() {
        return machines;
    }

    private void put() {
        SimNode<KvNode> machine = machines.get(random.nextInt(machines.size()));
        if (machine.isRunning()) {
            String name = "k" + random.nextInt(5);
            witness.onPut(name, ++version);
            machine.process().put(name, version);
        }
    }

    private void fault(SimNode<KvNode> machine) {
        switch (random.nextInt(10)) {
            case 0, 1 -> machine.kill(someCrash(machine));
            case 2, 3, 4 -> start(machine);
            case 5 -> machine.pause();
            case 6 -> machine.resume();
            case 7 -> partition(machine.name());
            case 8 -> {
                simulation.network().heal();
                simulation.network().ordinary(random.nextInt(2) == 0 ? ROUGH : Link.HEALTHY);
            }
            default -> hardwareFault(machine);
        }
    }

    private void hardwareFault(SimNode<KvNode> machine) {
        switch (random.nextInt(3)) {
            case 0 -> machine.disk(new DiskSpeed(Duration.ofMillis(random.nextInt(200)), 1));
            case 1 -> {
                machine.clock().drift(random.nextInt(2_000) - 1_000L);
                machine.clock().stepWall((random.nextInt(3) - 1) * 3_600_000L);
            }
            default -> {
                ScriptedFaults faults = new ScriptedFaults();
                faults.failForceAfter(random.nextInt(3));
                machine.disk().inject(faults);
            }
        }
    }

    private void partition(String machine) {
        List<String> others =
                MACHINES.stream().filter(name -> !name.equals(machine)).toList();
        switch (random.nextInt(3)) {
            case 0 -> simulation.network().partition(List.of(machine), others);
            case 1 -> simulation.network().oneWay(List.of(machine), others);
            default -> simulation.network().partition(others.subList(0, 1), others.subList(1, 2));
        }
    }

    private Crash someCrash(SimNode<KvNode> machine) {
        return switch (random.nextInt(4)) {
            case 0 -> Crash.syncedOnly();
            case 1 -> Crash.everything();
            case 2 -> new Crash.Prefix(random.nextInt(machine.disk().unsyncedCount() + 1), random.nextInt(40));
            default -> Crash.arbitrary(simulation.fork("crash " + machine.name() + " " + machine.starts()));
        };
    }

    private void start(SimNode<KvNode> machine) {
        if (machine.isRunning()) {
            return;
        }
        try {
            machine.start();
            problems.addAll(witness.problemsOf(machine));
        } catch (IOException fault) {
            simulation.trace().note("does not start", machine.name(), machine.starts());
        }
    }

    private void heal() {
        simulation.network().heal();
        for (SimNode<KvNode> machine : machines) {
            SimFiles disk = machine.disk();
            disk.inject(new ScriptedFaults());
            machine.disk(DiskSpeed.FAST);
            machine.resume();
            simulation.loop().runFor(Duration.ofSeconds(1));
            start(machine);
        }
    }
}
