package io.gramme.chaos.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Leaves steps out of a red plan as long as it stays red: large pieces first, then smaller ones, down to single steps (delta
 * debugging, Zeller and Hildebrandt 2002, without the tests of complements, which a bounded number of runs does not pay for).
 */
final class Shrinker {
    private final Predicate<SwarmPlan> isRed;
    private int runsLeft;

    /** @param runs most plans that are tried */
    Shrinker(Predicate<SwarmPlan> isRed, int runs) {
        this.isRed = isRed;
        this.runsLeft = runs;
    }

    /** The smallest red plan that was found. */
    SwarmPlan shrink(SwarmPlan red) {
        SwarmPlan smallest = red;
        int piece = Math.max(1, red.steps().size() / 2);
        while (runsLeft > 0) {
            SwarmPlan smaller = withoutPieces(smallest, piece);
            boolean done =
                    piece == 1 && smaller.steps().size() == smallest.steps().size();
            smallest = smaller;
            if (done) {
                break;
            }
            piece = Math.max(1, piece / 2);
        }
        return smallest;
    }

    /** Tries to leave out each piece of that size, the last ones first: what comes after the failure goes at once. */
    private SwarmPlan withoutPieces(SwarmPlan plan, int piece) {
        SwarmPlan smallest = plan;
        int end = plan.steps().size();
        while (end > 0 && runsLeft > 0) {
            int start = Math.max(0, end - piece);
            List<Step> fewer = new ArrayList<>(smallest.steps().subList(0, start));
            fewer.addAll(smallest.steps().subList(end, smallest.steps().size()));
            SwarmPlan candidate = plan.with(fewer);
            runsLeft--;
            if (isRed.test(candidate)) {
                smallest = candidate;
            }
            end = start;
        }
        return smallest;
    }
}
