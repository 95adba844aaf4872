package io.gramme.node.metrics.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against a twin that keeps every number. */
class DistributionPropertyTest {
    private static final List<Long> BOUNDS = Family.Kind.SECONDS.bounds();

    @Test
    void bucketsCountWhatAListWouldWithinOnePercentOfTheBound() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Distribution distribution = new Distribution(100_000_000);
            List<Distribution.Cell> cells = List.of(distribution.cell(), distribution.cell(), distribution.cell());
            List<Long> twin = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                long number = random.nextLong(1L << (1 + random.nextInt(28)));
                cells.get(random.nextInt(cells.size())).record(number);
                twin.add(number);
                if (random.nextInt(100) == 0) {
                    compare(distribution, twin, seed);
                }
            }
            compare(distribution, twin, seed);
        }
    }

    @Test
    void numbersBeyondTheRangeCountAndAddUp() {
        Distribution distribution = new Distribution(1_000);
        Distribution.Cell cell = distribution.cell();
        cell.record(5_000);
        cell.record(-3);
        Distribution.Snapshot snapshot = distribution.snapshot(List.of(0L, 10L, 1_000L));
        assertThat(snapshot).isEqualTo(new Distribution.Snapshot(List.of(1L, 1L, 2L), 2, 5_000));
    }

    @Test
    void recordingFromSeveralThreadsLosesNothing() throws InterruptedException {
        Distribution distribution = new Distribution(1_000_000);
        Distribution.Cell cell = distribution.cell();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                for (int number = 0; number < 20_000; number++) {
                    cell.record(number);
                }
            }));
        }
        threads.forEach(Thread::start);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            distribution.snapshot(BOUNDS);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Distribution.Snapshot snapshot = distribution.snapshot(BOUNDS);
        assertThat(snapshot.count()).isEqualTo(80_000);
        assertThat(snapshot.sum()).isEqualTo(4L * 19_999 * 10_000);
    }

    private static void compare(Distribution distribution, List<Long> twin, long seed) {
        Distribution.Snapshot snapshot = distribution.snapshot(BOUNDS);
        assertThat(snapshot.count()).as("seed %d", seed).isEqualTo(twin.size());
        assertThat(snapshot.sum())
                .as("seed %d", seed)
                .isEqualTo(twin.stream().mapToLong(Long::longValue).sum());
        for (int i = 0; i < BOUNDS.size(); i++) {
            long bound = BOUNDS.get(i);
            assertThat(snapshot.cumulative().get(i))
                    .as("seed %d, numbers up to %d", seed, bound)
                    .isBetween(countUpTo(twin, bound), countUpTo(twin, bound + bound / 100));
        }
    }

    private static long countUpTo(List<Long> numbers, long bound) {
        return numbers.stream().filter(number -> number <= bound).count();
    }
}
