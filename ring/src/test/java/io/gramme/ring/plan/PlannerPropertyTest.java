package io.gramme.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Random histories of rings, every plan in them held against the rules, against shares by brute force, and its moves
 * against the fewest that brute force or a textbook flow finds.
 */
class PlannerPropertyTest {
    private static final long SEED = Long.getLong("ring.seed", 20_000);
    private static final int HISTORIES = Integer.getInteger("ring.histories", 10_000);
    private static final int STEPS = 6;

    private int plans;
    private long moves;
    private long bound;
    private int exact;

    @Test
    void everyPlanOfEveryHistoryKeepsRulesBalanceAndTheFewestMoves() {
        for (int i = 0; i < HISTORIES; i++) {
            long seed = SEED + i;
            try {
                live(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(
                        "seed " + seed + "; repeat: ./mvnw test -pl ring -Dtest=PlannerPropertyTest -Dring.seed=" + seed
                                + " -Dring.histories=1",
                        failure);
            }
        }
        System.out.printf(
                "planner: %d histories, %d plans, %d moves; %d plans held against the exact minimum, excess %d%n",
                HISTORIES, plans, moves, exact, moves - bound);
        assertThat(plans).isGreaterThan(HISTORIES);
        assertThat(exact * 12).isGreaterThan(plans);
    }

    private void live(long seed) {
        int partitions = seed % 4 == 0 ? 4 : seed % 4 == 1 ? 32 : 8;
        RingHistory history = new RingHistory(seed, partitions);
        for (int step = 0; step < STEPS; step++) {
            PlanRequest request = history.request();
            Planning planning = Planner.plan(history.ring, request);
            if (planning instanceof Planning.Planned planned) {
                check(planned.plan(), request, seed);
                history.commit(planned.plan());
            }
            history.goOn();
            history.checkCurrentRows();
        }
    }

    private void check(Plan plan, PlanRequest request, long seed) {
        PlanChecks checks = new PlanChecks(plan);
        checks.rowsKeepTheRules();
        checks.stayingOwnersKeepTheirSlots();
        plans++;
        boolean substituted =
                !request.edits().isEmpty() && request.edits().stream().allMatch(edit -> edit instanceof Edit.Replace);
        if (substituted) {
            return;
        }
        NaiveRules rules = new NaiveRules(checks.task);
        assertThat(FairShares.of(checks.task)).containsExactly(rules.shares(), within(1e-4));
        checks.loadsKeep(rules.shares());
        int simple = checks.simpleBound(rules.shares());
        assertThat(plan.moves()).isGreaterThanOrEqualTo(simple);
        if (seed % 16 == 0 || seed % 16 == 1) {
            long fewest =
                    checks.task.partitions() == 4 ? rules.fewestMoves(checks.currentRows()) : flow(checks.task, rules);
            assertThat((long) plan.moves()).isEqualTo(fewest);
            exact++;
            moves += plan.moves();
            bound += fewest;
        }
    }

    private static long flow(PlacementTask task, NaiveRules rules) {
        int[] low = new int[task.nodes()];
        int[] high = new int[task.nodes()];
        Arrays.setAll(low, rules::low);
        Arrays.setAll(high, rules::high);
        return FlowTwin.fewestMoves(task, low, high);
    }
}
