package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotTallyPropertyTest {
    private record Pair(int node, int slot) {}

    @Test
    void agreesWithTryingEveryChoiceOfPairs() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            int size = 1 + random.nextInt(4);
            int[] owners = new int[size];
            for (int slot = 0; slot < size; slot++) {
                owners[slot] = 10 + slot;
            }
            SlotTally tally = new SlotTally(Row.of(owners), 8);
            Set<Pair> pairs = new HashSet<>();
            for (int answer = random.nextInt(6); answer > 0; answer--) {
                if (random.nextBoolean()) {
                    int slot = random.nextInt(size);
                    tally.owner(owners[slot]);
                    pairs.add(new Pair(owners[slot], slot));
                } else {
                    int node = random.nextInt(3);
                    int first = random.nextInt(size);
                    int second = random.nextInt(size);
                    tally.standIn(node, new int[] {owners[first], owners[second], 99});
                    pairs.add(new Pair(node, first));
                    pairs.add(new Pair(node, second));
                }
                assertThat(tally.count())
                        .as("seed %d", seed)
                        .isEqualTo(most(new ArrayList<>(pairs), 0, new HashSet<>()));
            }
            assertThat(tally.owners()).as("seed %d", seed).isEqualTo((int)
                    pairs.stream().filter(pair -> pair.node >= 10).count());
        }
    }

    @Test
    void aStandInMovesToAnotherSlotWhenTheOwnerAnswersItself() {
        SlotTally tally = new SlotTally(Row.of(1, 2, 3), 8);
        tally.standIn(7, new int[] {2, 1});
        tally.owner(1);
        assertThat(tally.count()).isEqualTo(2);
        tally.owner(2);
        assertThat(tally.count()).isEqualTo(2);
    }

    @Test
    void oneNodeForAllSlotsIsOne() {
        SlotTally tally = new SlotTally(Row.of(1, 2, 3), 8);
        tally.standIn(7, new int[] {1, 2, 3});
        tally.standIn(7, new int[] {3});
        assertThat(tally.count()).isEqualTo(1);
        assertThat(tally.owners()).isZero();
    }

    private static int most(List<Pair> pairs, int from, Set<Integer> used) {
        int best = 0;
        for (int i = from; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (!used.contains(pair.node) && !used.contains(1000 + pair.slot)) {
                used.add(pair.node);
                used.add(1000 + pair.slot);
                best = Math.max(best, 1 + most(pairs, i + 1, used));
                used.remove(pair.node);
                used.remove(1000 + pair.slot);
            }
        }
        return best;
    }
}
