package io.gramme.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeededRandomnessTest {
    @Test
    void aSeedDecidesEverything() {
        Randomness one = new SeededRandomness(42);
        Randomness two = new SeededRandomness(42);
        for (int i = 0; i < 100; i++) {
            assertThat(one.nextLong()).isEqualTo(two.nextLong());
        }
        assertThat(new SeededRandomness(43).nextLong()).isNotEqualTo(new SeededRandomness(42).nextLong());
    }

    @Test
    void aForkDependsOnSeedAndNameAndNotOnDraws() {
        Randomness drawn = new SeededRandomness(42);
        long undrawnFork = drawn.fork("network").nextLong();
        drawn.nextLong();
        assertThat(drawn.fork("network").nextLong()).isEqualTo(undrawnFork);
        assertThat(drawn.fork("disk").nextLong()).isNotEqualTo(undrawnFork);
        assertThat(new SeededRandomness(43).fork("network").nextLong()).isNotEqualTo(undrawnFork);
        assertThat(drawn.fork("a").fork("b").nextLong())
                .isNotEqualTo(drawn.fork("b").fork("a").nextLong());
    }

    @Test
    void numbersBelowABoundAreEven() {
        Randomness randomness = new SeededRandomness(7);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++) {
            counts[randomness.nextInt(10)]++;
            assertThat(randomness.nextDouble()).isGreaterThanOrEqualTo(0).isLessThan(1);
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_600, 10_400);
        }
        assertThat(randomness.nextInt(1)).isZero();
        assertThat(randomness.nextInt(Integer.MAX_VALUE)).isNotNegative();
        assertThatThrownBy(() -> randomness.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
