package io.gramme.node.register;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Seeded worlds of crashes, losses and duels. {@code -Dgramme.register.seeds=10000} runs more of them,
 * {@code -Dgramme.register.seed=N} repeats one.
 */
class RegisterSimTest {
    private static final long SEEDS = Long.getLong("gramme.register.seeds", 2_000);

    @Test
    void decidesOneValuePerEpochAndAlwaysOneWhenAMajorityLives() {
        Long only = Long.getLong("gramme.register.seed");
        long decided = 0;
        for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            decided += run(seed);
        }
        assertThat(decided)
                .as("epochs decided: the faults must leave most worlds able to decide")
                .isGreaterThan(only == null ? 3 * SEEDS : -1);
    }

    @Test
    void noticesAnAcceptorThatForgotAndVotes() {
        boolean noticed = false;
        for (long seed = 0; seed < 1_000 && !noticed; seed++) {
            try {
                new RegisterWorld(seed, true).run();
            } catch (RegisterHistory.Violation expected) {
                noticed = expected.getMessage().startsWith("two values");
            }
        }
        assertThat(noticed)
                .as("a forgetful voter decides a second value in 1 000 seeds")
                .isTrue();
    }

    private static int run(long seed) {
        RegisterWorld world = new RegisterWorld(seed, false);
        try {
            world.run();
            return world.epochsDecided();
        } catch (RegisterHistory.Violation | RuntimeException broken) {
            throw new AssertionError(
                    "seed " + seed + "; repeat: ./mvnw test -pl node -Dtest=RegisterSimTest -Dgramme.register.seed="
                            + seed,
                    broken);
        }
    }
}
