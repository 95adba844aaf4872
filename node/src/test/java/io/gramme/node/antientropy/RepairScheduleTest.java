package io.gramme.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.antientropy.RepairSchedule.Pair;
import io.gramme.node.runtime.SeededRandomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepairScheduleTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long INTERVAL = 600 * SECOND;
    private static final Exchanged EQUAL = new Exchanged(0, 0, 10, true, false, null);

    private final RepairSchedule schedule = new RepairSchedule(INTERVAL, new SeededRandomness(3));

    private static List<Pair> pairs(int partitions, int... peers) {
        List<Pair> pairs = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            for (int peer : peers) {
                pairs.add(new Pair(p, peer));
            }
        }
        return pairs;
    }

    /** Two nodes' schedules over the same partitions, a second a step; returns the longest time between two rounds. */
    private static long longestGap(RepairSchedule one, RepairSchedule other, int partitions, long horizon) {
        one.pairs(0, pairs(partitions, 1), 0);
        other.pairs(1, pairs(partitions, 0), 0);
        Map<Integer, Long> last = new HashMap<>();
        long gap = 0;
        for (long now = 0; now < horizon; now += SECOND) {
            for (int node = 0; node < 2; node++) {
                RepairSchedule begins = node == 0 ? one : other;
                RepairSchedule seen = node == 0 ? other : one;
                Pair pair = begins.next(now, ignored -> true);
                if (pair != null) {
                    begins.began(pair);
                    seen.seen(new Pair(pair.partition(), node), now);
                    begins.ended(pair, EQUAL, now);
                    gap = Math.max(gap, now - last.getOrDefault(pair.partition(), 0L));
                    last.put(pair.partition(), now);
                }
            }
        }
        assertThat(last).hasSize(partitions);
        return gap;
    }

    /** Whoever is first sends what was lost: neither of two others is left with all of it. */
    @Test
    void ownersOfPartitionsThatAreDueAsAWholeTakeTurns() {
        int partitions = 256;
        schedule.pairs(0, pairs(partitions, 1, 2), 0);
        for (int p = 0; p < partitions; p++) {
            schedule.markDue(p, 5 * SECOND);
        }
        Map<Integer, Integer> first = new HashMap<>();
        for (int i = 0; i < 2 * partitions; i++) {
            Pair pair = schedule.next(6 * SECOND, ignored -> true);
            assertThat(pair).isNotNull();
            schedule.began(pair);
            schedule.ended(pair, EQUAL, 6 * SECOND);
            first.putIfAbsent(pair.partition(), pair.peer());
        }
        assertThat(first).hasSize(partitions);
        assertThat(first.values().stream().filter(peer -> peer == 1).count()).isBetween(96L, 160L);
    }

    @Test
    void whatThePeerPutsOffIsTriedAgainAfterARest() {
        schedule.pairs(0, pairs(1, 1), 0);
        schedule.markDue(0, 0);
        Pair pair = schedule.next(0, ignored -> true);
        assertThat(pair).isNotNull();
        schedule.began(pair);
        schedule.ended(pair, Exchanged.postponed(80), 0);
        assertThat(schedule.due()).isEqualTo(1);
        assertThat(schedule.next(SECOND, ignored -> true)).isNull();
        assertThat(schedule.next(2 * SECOND, ignored -> true)).isEqualTo(pair);
    }

    @Test
    void everyPairHasItsRoundWithinTheInterval() {
        RepairSchedule other = new RepairSchedule(INTERVAL, new SeededRandomness(4));
        assertThat(longestGap(schedule, other, 256, 6 * INTERVAL)).isLessThanOrEqualTo(INTERVAL);
    }

    @Test
    void onlyOneOfTwoOwnersBeginsTheRoundsOfAPartition() {
        schedule.pairs(0, pairs(10, 1), 0);
        List<Integer> begun = new ArrayList<>();
        for (long now = 0; now < INTERVAL * 4 / 5; now += SECOND) {
            Pair pair = schedule.next(now, ignored -> true);
            if (pair != null) {
                schedule.began(pair);
                schedule.ended(pair, EQUAL, now);
                begun.add(pair.partition());
            }
            for (int odd = 1; odd < 10; odd += 2) {
                schedule.seen(new Pair(odd, 1), now);
            }
        }
        assertThat(begun).containsExactlyInAnyOrder(0, 2, 4, 6, 8);
    }

    @Test
    void whatIsDueComesFirstLongestDueFirst() {
        schedule.pairs(0, pairs(10, 1, 2), 0);
        long now = 2 * INTERVAL;
        schedule.markDue(7, now);
        schedule.markDue(4, now + 1);
        schedule.markDue(7, now + 2);
        assertThat(schedule.due()).isEqualTo(4);
        List<Pair> order = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pair next = schedule.next(now + 3, ignored -> true);
            assertThat(next).isNotNull();
            order.add(next);
            schedule.began(next);
            schedule.ended(next, EQUAL, now + 3);
        }
        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(new Pair(7, 1), new Pair(7, 2));
        assertThat(order.subList(2, 4)).containsExactlyInAnyOrder(new Pair(4, 1), new Pair(4, 2));
        assertThat(schedule.due()).isZero();
    }

    @Test
    void whatBecomesDueDuringItsRoundStaysDue() {
        Pair pair = new Pair(0, 1);
        schedule.pairs(0, List.of(pair), 0);
        schedule.markDue(0, 1);
        schedule.began(pair);
        schedule.markDue(0, 2);
        schedule.ended(pair, EQUAL, 3);
        assertThat(schedule.due()).isEqualTo(1);
        assertThat(schedule.next(4, ignored -> true)).isEqualTo(pair);
    }

    @Test
    void aPairThatFailsRestsLongerEachTimeAndHoldsUpNobody() {
        schedule.pairs(0, pairs(2, 1), 0);
        schedule.markDue(0, 1);
        schedule.markDue(1, 2);
        long now = 10;
        List<Long> tries = new ArrayList<>();
        for (int second = 0; second < 200; second++) {
            now += SECOND;
            Pair next = schedule.next(now, ignored -> true);
            if (next != null) {
                schedule.began(next);
                if (next.partition() == 0) {
                    tries.add(now / SECOND);
                    schedule.ended(next, Exchanged.failed("unreachable"), now);
                } else {
                    schedule.ended(next, EQUAL, now);
                }
            }
        }
        assertThat(tries).containsExactly(1L, 3L, 7L, 15L, 31L, 63L, 127L, 191L);
        assertThat(schedule.due()).isEqualTo(1);
    }

    @Test
    void whoIsNoOwnerAnyMoreIsForgottenAndTheOthersAreKept() {
        schedule.pairs(0, pairs(4, 1, 2), 0);
        schedule.markDue(2, 1);
        schedule.pairs(0, pairs(4, 1, 3), 2);
        assertThat(schedule.due()).isEqualTo(1);
        assertThat(schedule.rows(3)).hasSize(8);
        schedule.ended(new Pair(2, 2), EQUAL, 3);
        assertThat(schedule.due()).isEqualTo(1);
    }
}
