package io.gramme.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePolicyTest {
    private final MergePolicy policy = MergePolicy.DEFAULT;

    @Test
    void nothingIsMergedWhileThereAreFewRuns() {
        assertThat(policy.choose(new long[] {})).isNull();
        assertThat(policy.choose(new long[] {1, 1, 1, 1, 1, 1})).isNull();
    }

    @Test
    void mergesFromTheRunThatIsSmallestBesideWhatIsNewer() {
        assertThat(policy.choose(new long[] {1, 1, 1, 1, 1, 1, 1})).isEqualTo(new MergePolicy.Range(0, 6));
        assertThat(policy.choose(new long[] {9_000, 100, 100, 100, 100, 100, 100}))
                .isEqualTo(new MergePolicy.Range(1, 6));
        assertThat(policy.choose(new long[] {900_000, 90_000, 9_000, 900, 90, 9, 9}))
                .isEqualTo(new MergePolicy.Range(5, 6));
    }

    /** Runs flushed for a long time: never more runs than allowed, and rewriting as the policy's comment says. */
    @ParameterizedTest
    @CsvSource({"16, 0.9", "64, 1.9", "256, 3.5", "1000, 5.8"})
    void keepsRunsFewAndRewritesRarely(int flushes, double mostRewrites) {
        Random random = new Random(1);
        List<Long> runs = new ArrayList<>();
        long flushed = 0;
        long written = 0;
        for (int flush = 0; flush < flushes; flush++) {
            long size = 900 + random.nextInt(200);
            runs.add(size);
            flushed += size;
            MergePolicy.Range range = policy.choose(sizes(runs));
            while (range != null) {
                List<Long> merged = runs.subList(range.first(), range.last() + 1);
                long sum = merged.stream().mapToLong(Long::longValue).sum();
                written += sum;
                merged.clear();
                runs.add(range.first(), sum);
                range = policy.choose(sizes(runs));
            }
            assertThat(runs.size()).isLessThanOrEqualTo(policy.mostRuns());
        }
        assertThat(written / (double) flushed).isBetween(mostRewrites / 2, mostRewrites);
    }

    @Test
    void removalsThatCanGoCallForAMergeUpToTheLastRunThatHasSome() {
        assertThat(policy.chooseForRemovals(new long[] {}, new long[] {})).isNull();
        assertThat(policy.chooseForRemovals(new long[] {1_000, 500}, new long[] {0, 0}))
                .isNull();
        assertThat(policy.chooseForRemovals(new long[] {1_000, 500, 100}, new long[] {0, 99, 0}))
                .isNull();
        assertThat(policy.chooseForRemovals(new long[] {1_000, 500, 100}, new long[] {0, 100, 0}))
                .isEqualTo(new MergePolicy.Range(0, 1));
        assertThat(policy.chooseForRemovals(new long[] {10}, new long[] {10})).isEqualTo(new MergePolicy.Range(0, 0));
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new MergePolicy(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long[] sizes(List<Long> runs) {
        return runs.stream().mapToLong(Long::longValue).toArray();
    }
}
