package io.gramme.chaos.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A red plan is shrunk to what it takes. */
class ShrinkerTest {
    private static boolean has(SwarmPlan plan, int number) {
        return plan.steps().stream().anyMatch(step -> step.number() == number);
    }

    @Test
    void twoStepsThatAreRedTogetherAreAllThatIsLeft() {
        SwarmPlan plan = SwarmPlan.draw(1, 300);
        Shrinker shrinker = new Shrinker(candidate -> has(candidate, 17) && has(candidate, 211), 400);
        assertThat(shrinker.shrink(plan).steps().stream().map(Step::number).toList())
                .containsExactlyInAnyOrder(17, 211);
    }

    @Test
    void thereIsAnEndToTheRuns() {
        int[] runs = new int[1];
        Shrinker shrinker = new Shrinker(
                candidate -> {
                    runs[0]++;
                    return false;
                },
                30);
        SwarmPlan plan = SwarmPlan.draw(1, 300);
        assertThat(shrinker.shrink(plan).steps()).isEqualTo(plan.steps());
        assertThat(runs[0]).isEqualTo(30);
    }

    @Test
    void aSeedDrawsOnePlanWithItsStepsInOrder() {
        SwarmPlan plan = SwarmPlan.draw(9, 200);
        assertThat(SwarmPlan.draw(9, 200)).isEqualTo(plan);
        assertThat(plan.operations()).isEqualTo(200);
        assertThat(plan.steps()).isSorted();
        assertThat(List.copyOf(plan.steps()))
                .isNotEqualTo(SwarmPlan.draw(10, 200).steps());
    }
}
