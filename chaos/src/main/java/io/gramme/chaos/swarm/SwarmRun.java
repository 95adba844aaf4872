package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.Call;
import io.gramme.chaos.cluster.FoundedDisks;
import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.oracle.FinalCheck;
import io.gramme.chaos.oracle.Oracle;
import io.gramme.chaos.oracle.RecordTap;
import io.gramme.chaos.reach.Watch;
import io.gramme.chaos.sim.SimNode;
import io.gramme.chaos.sim.Simulation;
import io.gramme.chaos.sim.Trace;
import io.gramme.node.app.NodeMetrics;
import io.gramme.node.runtime.sim.SimLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run of a plan: safety, then healing, then convergence. */
final class SwarmRun {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration SERVE = Duration.ofMinutes(2);
    private static final long BUDGET_SLACK_NANOS = 250_000_000L;
    private static final int REPLICAS = 3;
    private static final int CHECK_EVERY = 8;

    private final SwarmPlan plan;
    private final Simulation simulation;
    private final SimLoop loop;
    private final Oracle oracle;
    private final SimCluster cluster;
    private final Faults faults;
    private final Workload workload;
    private String phase = "start";

    SwarmRun(SwarmPlan plan, FoundedDisks founded, Trace trace, NodeMetrics metrics, Watch watch) {
        this.plan = plan;
        this.simulation = new Simulation(plan.seed(), trace);
        this.loop = simulation.loop();
        this.oracle = new Oracle(Set.of(SimCluster.LWW_BUCKET));
        this.cluster = SimCluster.founded(simulation, plan.shape(), founded, metrics);
        this.cluster.tap(watch.tap(new RecordTap(oracle), cluster));
        this.faults = new Faults(cluster, Faults.RingChanger.NONE);
        this.workload = new Workload(cluster, plan, oracle, REPLICAS);
    }

    /** Returns what was wrong, one line each. */
    List<String> run() {
        begin();
        safety();
        if (oracle.isContent()) {
            heal();
        }
        if (oracle.isContent()) {
            converge();
        }
        return oracle.problems();
    }

    /** Where it is, for messages. */
    String phase() {
        return phase;
    }

    Workload.Counts counts() {
        return workload.counts();
    }

    SimCluster cluster() {
        return cluster;
    }

    Oracle oracle() {
        return oracle;
    }

    Simulation simulation() {
        return simulation;
    }

    private void begin() {
        try {
            cluster.startAll();
        } catch (IOException fault) {
            oracle.problem("a founded disk does not start: " + fault.getMessage());
        }
        if (!cluster.runUntil(START, cluster::allServe)) {
            oracle.problem("not every node serves " + START + " after its start");
        }
    }

    private void safety() {
        long origin = loop.nowNanos();
        int done = 0;
        for (Step step : plan.steps()) {
            if (!oracle.isContent()) {
                return;
            }
            phase = step.toString();
            long wait = origin + step.atNanos() - loop.nowNanos();
            if (wait > 0) {
                loop.runFor(Duration.ofNanos(wait));
            }
            simulation.trace().note("step", step.action().name(), step.number());
            if (step.action().isFault()) {
                faults.apply(step);
            } else {
                workload.apply(step);
            }
            if (++done % CHECK_EVERY == 0) {
                checkOpen();
            }
        }
    }

    /** Every request ends within its budget, once, unless its node was disturbed meanwhile. */
    private void checkOpen() {
        Iterator<Map.Entry<Call<?>, Integer>> calls = workload.open().entrySet().iterator();
        while (calls.hasNext()) {
            Map.Entry<Call<?>, Integer> entry = calls.next();
            Call<?> call = entry.getKey();
            long deadline = call.beganNanos() + call.budgetMillis() * 1_000_000L * 101 / 100 + BUDGET_SLACK_NANOS;
            SimNode<RunningNode> machine = cluster.machine(entry.getValue());
            boolean undisturbed = faults.disturbedNanos(entry.getValue()) < call.beganNanos()
                    && machine.upSinceNanos() < call.beganNanos()
                    && machine.isRunning();
            long ended = call.isOver() ? call.endedNanos() : loop.nowNanos();
            if (undisturbed && ended > deadline) {
                oracle.problem("a request to " + call.machine() + " with a budget of " + call.budgetMillis()
                        + " ms took " + (ended - call.beganNanos()) / 1_000_000 + " ms or more");
            }
            if (call.results() > 1) {
                oracle.problem("a request to " + call.machine() + " was answered " + call.results() + " times");
            }
            if (call.isOver() || ended > deadline) {
                calls.remove();
            }
        }
    }

    private void heal() {
        phase = "healing";
        faults.heal(plan.crippled());
        long end = loop.nowNanos() + SERVE.toNanos();
        while (!coreServes()) {
            if (loop.nowNanos() >= end) {
                oracle.problem("not every node of the core serves " + SERVE + " after healing: " + bars());
                return;
            }
            faults.startDead(plan.crippled());
            cluster.run(Duration.ofMillis(200));
        }
        cluster.run(Duration.ofMillis(SimCluster.BUDGET_MILLIS + 500L));
        checkOpen();
    }

    private boolean coreServes() {
        for (int i = 0; i < cluster.machines().size(); i++) {
            boolean up = cluster.machine(i).isRunning() && cluster.node(i).serves();
            if (i != plan.crippled() && !up) {
                return false;
            }
        }
        return true;
    }

    private String bars() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cluster.machines().size(); i++) {
            text.append(cluster.machine(i).name());
            if (cluster.machine(i).isRunning()) {
                boolean ready = cluster.node(i).node().isReady();
                text.append(ready ? " ready, barred by " : " not ready, barred by ")
                        .append(cluster.node(i).node().board().bars());
            } else {
                text.append(" does not run ").append(faults.refusedStarts().get(i));
            }
            text.append(", faults ").append(cluster.machine(i).fatalFaults()).append("; ");
        }
        return text.toString();
    }

    private void converge() {
        phase = "converging";
        Convergence convergence = new Convergence(cluster, oracle, plan.crippled());
        if (convergence.reach()) {
            boolean setBack = plan.victim() >= 0;
            FinalCheck check = new FinalCheck(oracle, setBack ? 2 : 1);
            oracle.keys().forEach(key -> check.check(key, convergence.agreed(key), "after convergence"));
        }
    }
}
