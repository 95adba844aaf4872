package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.FoundedDisks;
import io.gramme.chaos.reach.Event;
import io.gramme.chaos.reach.Reached;
import io.gramme.chaos.reach.Watch;
import io.gramme.chaos.sim.Scenario;
import io.gramme.chaos.sim.Trace;
import io.gramme.chaos.sim.Verdict;
import io.gramme.node.app.NodeMetrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole nodes under a swarm of faults. One instance may serve several threads. */
public final class SwarmScenario implements Scenario {
    /** Its name on the command line. */
    public static final String NAME = "swarm";

    private static final int MOST_SHRINKING_RUNS = 400;
    private static final List<Event> RING_FIGURES = List.of(
            Event.PLAN_DECIDED,
            Event.PLAN_LOST,
            Event.PARTITION_SWITCHED,
            Event.MOVE_REPLACED,
            Event.MOVES_CANCELLED,
            Event.MEMBER_REMOVED,
            Event.DIED_IN_MID_MOVE);

    private final FoundedDisks founded;

    public SwarmScenario() {
        this(new FoundedDisks());
    }

    /** @param founded shared with others */
    public SwarmScenario(FoundedDisks founded) {
        this.founded = founded;
    }

    private final Reached reached = new Reached();

    @Override
    public Reached reached() {
        return reached;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Verdict run(long seed, int operations, Trace trace) {
        return run(SwarmPlan.draw(seed, operations), trace);
    }

    @Override
    public List<String> shrink(long seed, int operations) {
        Shrinker shrinker = new Shrinker(plan -> !run(plan, Trace.hashOnly()).isGreen(), MOST_SHRINKING_RUNS);
        SwarmPlan smallest = shrinker.shrink(SwarmPlan.draw(seed, operations));
        List<String> lines = new ArrayList<>();
        lines.add(smallest.shape() + ", " + smallest.steps().size() + " steps are left:");
        smallest.steps().forEach(step -> lines.add("  " + step));
        run(smallest, Trace.hashOnly()).problems().forEach(problem -> lines.add("  red: " + problem));
        return lines;
    }

    /** Runs a plan; what a node throws is a problem too. */
    public Verdict run(SwarmPlan plan, Trace trace) {
        return run(plan, trace, null);
    }

    /** The same, with figures of what happened. */
    public Verdict run(SwarmPlan plan, Trace trace, @Nullable Figures figures) {
        Watch watch = new Watch();
        NodeMetrics metrics = figures == null ? watch.metrics() : figures.metrics();
        SwarmRun run = new SwarmRun(plan, founded, trace, metrics, watch);
        List<String> problems = new ArrayList<>();
        try {
            problems.addAll(run.run());
        } catch (RuntimeException | AssertionError broken) {
            problems.add(run.phase() + ": " + broken + " at " + place(broken));
        }
        if (!problems.isEmpty()) {
            problems.add("drawn were " + plan.summary());
        }
        reached.add(watch.finish(run.cluster()));
        if (figures != null) {
            RING_FIGURES.forEach(event -> figures.add(event.text(), watch.of(event)));
            figures.add("messages", run.simulation().network().sent());
            figures.add("bytes of all messages", run.simulation().network().bytes());
            figures.add("writes acknowledged to clients", run.counts().acked);
            figures.add("writes that failed", run.counts().failed);
            figures.add("reads answered to clients", run.counts().read);
            figures.add("reads that failed", run.counts().readFailed);
            figures.add("tries sent again to another node", run.counts().retried);
            figures.add("requests not made, since the node was down", run.counts().skipped);
        }
        return new Verdict(
                problems,
                trace.hashText(),
                run.simulation().loop().steps(),
                run.simulation().loop().nowNanos() / 1_000_000);
    }

    private static String place(Throwable broken) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(6, broken.getStackTrace().length); i++) {
            text.append(i == 0 ? "" : " < ").append(broken.getStackTrace()[i]);
        }
        return text.toString();
    }
}
