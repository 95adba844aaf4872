package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.Call;
import io.gramme.chaos.cluster.FoundedDisks;
import io.gramme.chaos.cluster.RunningNode;
import io.gramme.chaos.cluster.SimCluster;
import io.gramme.chaos.oracle.FinalCheck;
import io.gramme.chaos.oracle.Oracle;
import io.gramme.chaos.oracle.RecordTap;
import io.gramme.chaos.oracle.Replicas;
import io.gramme.chaos.reach.Event;
import io.gramme.chaos.reach.Watch;
import io.gramme.chaos.sim.SimNode;
import io.gramme.chaos.sim.Simulation;
import io.gramme.chaos.sim.Trace;
import io.gramme.node.app.NodeMetrics;
import io.gramme.node.runtime.Randomness;
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
    /** Detection of the dead, copies, switches, and a member that is given up after a minute; then what is taken back. */
    private static final Duration REST = Duration.ofMinutes(5);

    private static final Duration IMPATIENCE = Duration.ofMinutes(2);
    private static final Duration OPERATOR_TURN = Duration.ofSeconds(10);
    private static final long BUDGET_SLACK_NANOS = 250_000_000L;
    private static final int REPLICAS = 3;
    private static final int ROTTEN_AT_REST = 3;
    /** What could be purged while all was well has been, after so long. */
    private static final Duration PURGES = Duration.ofSeconds(25);

    private static final int CHECK_EVERY = 8;

    private final SwarmPlan plan;
    private final Simulation simulation;
    private final SimLoop loop;
    private final Oracle oracle;
    private final SimCluster cluster;
    private final Faults faults;
    private final Operators operators;
    private final RingWatch rings;
    private final Workload workload;
    private final Watch watch;
    private int dead;
    private Object phase = "start";

    SwarmRun(SwarmPlan plan, FoundedDisks founded, Trace trace, NodeMetrics metrics, Watch watch) {
        this.plan = plan;
        this.watch = watch;
        this.dead = plan.crippled();
        this.simulation = new Simulation(plan.seed(), trace);
        this.loop = simulation.loop();
        this.oracle = new Oracle(Set.of(SimCluster.LWW_BUCKET), plan.purges());
        this.cluster = SimCluster.founded(simulation, plan.shape(), founded, metrics);
        this.cluster.tap(watch.tap(new RecordTap(oracle), cluster));
        for (int i = 0; i < plan.spares(); i++) {
            cluster.addMachine(metrics);
        }
        this.faults = new Faults(cluster, plan.longestDelay());
        this.rings = new RingWatch(cluster, watch);
        this.operators = new Operators(cluster, faults, watch, plan.shape().nodes(), plan.crippled());
        this.workload = new Workload(cluster, plan, oracle, REPLICAS);
    }

    /** Returns what was wrong, one line each. */
    List<String> run() {
        begin();
        safety();
        if (oracle.isContent()) {
            heal();
        }
        if (oracle.isContent() && plan.rots()) {
            rot();
        }
        if (oracle.isContent()) {
            converge();
        }
        if (oracle.isContent() && dead >= 0) {
            revive();
        }
        checkDisks();
        return oracle.problems();
    }

    /** What the nodes themselves did to their disks never makes anything unreadable, whatever happens to the power. */
    private void checkDisks() {
        long unreadable = watch.of(Event.UNREADABLE_MET);
        if (unreadable > 0 && !plan.rots()) {
            oracle.problem(unreadable + " lookups met what cannot be read, and no bit has rotted");
        }
    }

    /** Where it is, for messages. */
    String phase() {
        return phase.toString();
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
            for (int i = 0; i < plan.shape().nodes(); i++) {
                cluster.start(i);
            }
        } catch (IOException fault) {
            oracle.problem("a founded disk does not start: " + fault.getMessage());
        }
        if (!cluster.runUntil(START, this::foundersServe)) {
            oracle.problem("not every node serves " + START + " after its start");
        }
    }

    private boolean foundersServe() {
        return cluster.running().size() == plan.shape().nodes()
                && cluster.running().stream().allMatch(RunningNode::serves);
    }

    private void safety() {
        long origin = loop.nowNanos();
        int done = 0;
        for (Step step : plan.steps()) {
            if (!oracle.isContent()) {
                return;
            }
            phase = step;
            long wait = origin + step.atNanos() - loop.nowNanos();
            if (wait > 0) {
                loop.runFor(Duration.ofNanos(wait));
            }
            simulation.trace().note("step", step.action().name(), step.number());
            if (step.action() == Action.RING_CHANGE) {
                operators.change(step.randomness());
            } else if (step.action().isFault()) {
                rings.beforeFault(step.machine());
                faults.apply(step);
                rings.afterFault(step.machine());
            } else {
                workload.apply(step);
            }
            if (++done % CHECK_EVERY == 0) {
                rings.look();
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
        if (!awaitCore()) {
            return;
        }
        cluster.run(Duration.ofMillis(SimCluster.BUDGET_MILLIS + 500L));
        checkOpen();
        settleRing();
    }

    /** Bits rot in what is at rest as well: nobody overwrites that soon, so the node itself has to find and mend it. */
    private void rot() {
        Randomness random = simulation.fork("rot");
        for (int i = 0; i < ROTTEN_AT_REST; i++) {
            faults.disks().flipLive(plan.victim(), random);
        }
    }

    /** Moves come to an end, by themselves or because an operator takes them back. */
    private void settleRing() {
        phase = "settling the ring";
        Randomness random = simulation.fork("settling");
        long begin = loop.nowNanos();
        long nextTurn = begin;
        boolean restarted = false;
        while (true) {
            rings.look();
            List<String> unrest = operators.unrest();
            long waited = loop.nowNanos() - begin;
            if (unrest.isEmpty()) {
                return;
            }
            if (waited >= REST.toNanos()) {
                oracle.problem("the ring does not rest " + REST + " after healing: " + unrest);
                return;
            }
            if (waited >= IMPATIENCE.toNanos() && !restarted) {
                // An index that cannot be read is built anew at the next start, and the node says so.
                faults.restartDamaged();
                restarted = true;
            }
            if (loop.nowNanos() >= nextTurn) {
                operators.settle(random, waited >= IMPATIENCE.toNanos());
                nextTurn = loop.nowNanos() + OPERATOR_TURN.toNanos();
            }
            cluster.run(Duration.ofMillis(200));
        }
    }

    private boolean awaitCore() {
        long end = loop.nowNanos() + SERVE.toNanos();
        while (!coreServes()) {
            if (loop.nowNanos() >= end) {
                oracle.problem("not every node of the core serves " + SERVE + " after healing: " + bars());
                return false;
            }
            faults.startDead(dead);
            cluster.run(Duration.ofMillis(200));
        }
        return true;
    }

    private boolean coreServes() {
        for (int i = 0; i < cluster.machines().size(); i++) {
            boolean up = cluster.machine(i).isRunning() && cluster.node(i).serves();
            if (i != dead && !up && operators.isSeated(i) && !faults.disks().isCopy(i)) {
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

    /** The one that stayed dead comes back: with what only it had, nothing is lost. */
    private void revive() {
        phase = "reviving the dead";
        dead = -1;
        operators.everybodyLives();
        if (awaitCore()) {
            settleRing();
        }
        if (oracle.isContent()) {
            converge();
        }
    }

    /** Equal copies, and then what they hold: where somebody waits for the dead, that is judged when it is back. */
    private void converge() {
        phase = "converging";
        Convergence convergence = new Convergence(cluster, oracle, faults, dead);
        boolean reached = convergence.reach();
        if (reached && plan.purges()) {
            cluster.run(PURGES);
            reached = convergence.reach();
        }
        if (reached && !convergence.someWaitForTheDead()) {
            Replicas replicas = new Replicas(cluster);
            oracle.keys().forEach(key -> replicas.show(key, oracle));
            boolean someLost = plan.victim() >= 0 || dead >= 0;
            FinalCheck check = new FinalCheck(oracle, someLost ? 2 : 1);
            oracle.keys().forEach(key -> check.check(key, convergence.agreed(key), "after convergence"));
        }
    }
}
