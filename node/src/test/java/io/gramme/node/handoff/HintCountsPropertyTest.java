package io.gramme.node.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The counts against a list of all hints, recounted after every change. */
class HintCountsPropertyTest {
    private static final int CHANGES = 10_000;
    private static final long NOW = 3_600_000;

    private record Hint(int partition, HintTerms terms, int bytes) {}

    @Test
    void agreesWithARecountAfterEveryChange() {
        long seed = Long.getLong("gramme.seed", 20_261_120);
        Random random = new Random(seed);
        HintCounts counts = new HintCounts();
        List<Hint> twin = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            if (random.nextInt(40) < 21 - twin.size() / 4) {
                Hint hint = hint(random);
                twin.add(hint);
                counts.add(hint.partition, hint.terms, hint.bytes);
            } else if (!twin.isEmpty()) {
                Hint hint = twin.remove(random.nextInt(twin.size()));
                counts.remove(hint.partition, hint.terms, hint.bytes);
            }
            compare(counts, twin, "-Dgramme.seed=" + seed + ", change " + i);
        }
    }

    private static Hint hint(Random random) {
        NodeSet owners = NodeSet.of(random.ints(1 + random.nextInt(3), 0, 6).toArray());
        HintTerms terms = new HintTerms(owners, NodeSet.EMPTY, 2, random.nextInt((int) NOW));
        return new Hint(random.nextInt(8), terms, 1 + random.nextInt(100));
    }

    private static void compare(HintCounts counts, List<Hint> twin, String where) {
        assertThat(counts.pending()).as(where).isEqualTo(twin.size());
        assertThat(counts.bytes())
                .as(where)
                .isEqualTo(twin.stream().mapToLong(Hint::bytes).sum());
        List<HintTarget> view = counts.view(NOW);
        TreeSet<Integer> nodes = twin.stream()
                .flatMap(hint -> Arrays.stream(hint.terms.owners().toArray()).boxed())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(view).as(where).extracting(HintTarget::node).containsExactlyElementsOf(nodes);
        for (HintTarget target : view) {
            List<Hint> kept = twin.stream()
                    .filter(hint -> hint.terms.owners().contains(target.node()))
                    .toList();
            assertThat(target.pending()).as(where).isEqualTo(kept.size());
            assertThat(target.bytes())
                    .as(where)
                    .isEqualTo(kept.stream().mapToLong(Hint::bytes).sum());
            long oldest = (NOW
                            - kept.stream()
                                    .mapToLong(hint -> hint.terms.createdMillis())
                                    .min()
                                    .orElseThrow())
                    / 1000;
            assertThat(target.oldestSeconds()).as(where).isBetween(oldest, oldest + 60);
            assertThat(Arrays.stream(counts.oldestFirst(target.node())).boxed())
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(
                            kept.stream().map(Hint::partition).collect(Collectors.toSet()));
            for (int partition = 0; partition < 9; partition++) {
                int at = partition;
                assertThat(counts.keeps(target.node(), partition))
                        .as(where)
                        .isEqualTo(kept.stream().anyMatch(hint -> hint.partition == at));
            }
        }
    }

    @Test
    void thePartitionWithTheOldestHintComesFirstAndAnEmptiedOneForgetsItsAge() {
        HintCounts counts = new HintCounts();
        NodeSet owner = NodeSet.of(1);
        long[] created = {500, 100, 300};
        for (int partition = 0; partition < 3; partition++) {
            counts.add(partition, new HintTerms(owner, NodeSet.EMPTY, 2, created[partition]), 1);
            counts.add(partition, new HintTerms(owner, NodeSet.EMPTY, 2, 900), 1);
        }
        assertThat(counts.oldestFirst(1)).containsExactly(1, 2, 0);
        counts.remove(1, new HintTerms(owner, NodeSet.EMPTY, 2, 100), 1);
        counts.remove(1, new HintTerms(owner, NodeSet.EMPTY, 2, 900), 1);
        counts.add(1, new HintTerms(owner, NodeSet.EMPTY, 2, 1_000), 1);
        assertThat(counts.oldestFirst(1)).containsExactly(2, 0, 1);
        assertThat(counts.oldestFirst(2)).isEmpty();
    }
}
