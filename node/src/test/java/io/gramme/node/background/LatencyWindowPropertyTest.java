package io.gramme.node.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.SeededRandomness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyWindowPropertyTest {
    private static final int ROUNDS = 10_000;

    @Test
    void theP99IsTheSortedListsUpToOneBucket() {
        SeededRandomness random = new SeededRandomness(20260101);
        for (int round = 0; round < ROUNDS; round++) {
            LatencyWindow window = new LatencyWindow();
            LatencyWindow part = new LatencyWindow();
            List<Long> sorted = new ArrayList<>();
            int count = 1 + random.nextInt(300);
            for (int i = 0; i < count; i++) {
                long nanos = 1_024 + (random.nextLong() >>> (25 + random.nextInt(25)));
                sorted.add(nanos);
                (i % 2 == 0 ? window : part).add(nanos);
            }
            window.add(part);
            Collections.sort(sorted);
            long exact = sorted.get(count - 1 - count / 100);
            assertThat(window.total()).isEqualTo(count);
            assertThat(window.p99Nanos()).as("round %d", round).isGreaterThan(exact);
            assertThat(window.p99Nanos()).as("round %d", round).isLessThanOrEqualTo((long) (exact * 1.26));
        }
    }

    @Test
    void anEmptyWindowHasNone() {
        assertThat(new LatencyWindow().p99Nanos()).isZero();
    }
}
