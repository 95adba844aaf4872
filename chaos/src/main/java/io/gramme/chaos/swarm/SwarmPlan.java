package io.gramme.chaos.swarm;

import io.gramme.chaos.cluster.Ages;
import io.gramme.chaos.cluster.ClusterShape;
import java.time.Duration;
import java.util.List;

/**
 * What a seed draws: the cluster, the keys, and the steps in the order of their time.
 *
 * @param victim the one machine whose disk may be set back in this run, or -1: two would lose what was promised
 * @param crippled a machine that stays dead when the others heal, or -1
 * @param spares machines beyond the founders, with empty disks
 * @param keys of each bucket
 */
public record SwarmPlan(
        long seed,
        ClusterShape shape,
        int victim,
        int crippled,
        int spares,
        int keys,
        int valueBytes,
        List<Step> steps) {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);
    private static final Duration SHORT_DELAY = Duration.ofSeconds(3);
    /** Longer than the longest delay. */
    static final Duration LONG_MEMORY = Duration.ofHours(1);
    /** Longer than a short delay, a pause and a slow link together. */
    static final Duration SHORT_MEMORY = Duration.ofSeconds(15);

    public SwarmPlan {
        steps = List.copyOf(steps);
    }

    /** Draws a plan with so many operations of clients, and the faults of the seed between them. */
    public static SwarmPlan draw(long seed, int operations) {
        return new PlanDrawing(seed, operations).plan();
    }

    /**
     * Draws a long run of five machines: three requests of clients a minute, and a fault every five or six minutes that may
     * last for as long.
     */
    public static SwarmPlan drawLong(long seed, int hours) {
        return PlanDrawing.ofHours(seed, hours).plan();
    }

    /** The same with other steps. */
    public SwarmPlan with(List<Step> fewer) {
        return new SwarmPlan(seed, shape, victim, crippled, spares, keys, valueBytes, fewer);
    }

    /** What was drawn, but for the steps. */
    String summary() {
        return shape + ", " + spares + " spare, disk accidents at " + name(victim) + ", dead in the end "
                + name(crippled);
    }

    private static String name(int machine) {
        return machine < 0 ? "nobody" : "n" + (machine + 1);
    }

    /** Whether deletions vanish within the run. */
    boolean purges() {
        Ages ages = shape.ages();
        return ages != null && ages.purges();
    }

    /** Whether bits of a disk rot. */
    boolean rots() {
        return steps.stream().anyMatch(step -> step.action() == Action.BIT_FLIP);
    }

    /** Whether every machine can be reached all the time. */
    boolean isUndisturbed() {
        return steps.stream().map(Step::action).filter(Action::isFault).allMatch(action -> switch (action) {
            case RING_CHANGE, CLOCK_DRIFT, CLOCK_STEP, BACKUP -> true;
            default -> false;
        });
    }

    /** Whether a write may be acknowledged before its disk holds it. */
    boolean isLazy() {
        return "interval".equals(shape.flags().get("storage.sync"));
    }

    /** The longest that a message may take: what was purged is remembered for longer. */
    Duration longestDelay() {
        Ages ages = shape.ages();
        return ages != null && ages.ledgerKeep().compareTo(LONG_MEMORY) < 0 ? SHORT_DELAY : LONGEST_DELAY;
    }

    /** How many steps are clients'. */
    public long operations() {
        return steps.stream().filter(step -> !step.action().isFault()).count();
    }
}
