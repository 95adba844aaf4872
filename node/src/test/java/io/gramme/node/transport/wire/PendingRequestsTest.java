package io.gramme.node.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.wire.PendingRequests.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
    private static final Outcome TIMED_OUT = new Failure.TimedOut();

    private final PendingRequests.Owner owner = pending -> {};

    /** The naive twin is a map from id to the time at which it is due. */
    @Test
    void endsEachRequestOnceAndInTimeLikeItsNaiveTwin() {
        Randomness random = new SeededRandomness(1);
        PendingRequests table = new PendingRequests(0);
        Map<Long, Long> due = new TreeMap<>();
        long[] now = {0};
        List<String> wrong = new ArrayList<>();
        for (int step = 0; step < 12_000; step++) {
            int dice = random.nextInt(10);
            if (dice < 5) {
                int budget = 1 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 300);
                long[] id = {0};
                Pending pending =
                        table.add(now[0], budget, outcome -> onOutcome(due, id[0], now[0], outcome, wrong), owner);
                id[0] = Objects.requireNonNull(pending).id;
                due.put(id[0], now[0] + budget);
            } else if (dice < 8 && !due.isEmpty()) {
                List<Long> ids = new ArrayList<>(due.keySet());
                long id = ids.get(random.nextInt(ids.size()));
                assertThat(table.complete(id, new Failure.Lost())).isTrue();
                assertThat(table.complete(id, new Failure.Lost())).as("twice").isFalse();
            } else {
                now[0] += random.nextInt(random.nextInt(200) == 0 ? 30_000 : 15);
                table.expire(now[0]);
                long tick = now[0] / PendingRequests.TICK_MILLIS * PendingRequests.TICK_MILLIS;
                assertThat(due.values()).allMatch(at -> at > tick - PendingRequests.TICK_MILLIS);
            }
            assertThat(table.count()).isEqualTo(due.size());
        }
        assertThat(wrong).isEmpty();
    }

    private static void onOutcome(Map<Long, Long> due, long id, long now, Outcome outcome, List<String> wrong) {
        Long at = due.remove(id);
        if (at == null) {
            wrong.add("unknown " + id);
        } else if (outcome.equals(TIMED_OUT) && now < at) {
            wrong.add(id + " timed out " + (at - now) + " ms early");
        }
    }

    @Test
    void survivesOutcomesThatAddAndEndOthers() {
        PendingRequests table = new PendingRequests(0);
        List<Outcome> outcomes = new ArrayList<>();
        Pending[] second = new Pending[1];
        table.add(
                0,
                50,
                outcome -> {
                    outcomes.add(outcome);
                    table.complete(Objects.requireNonNull(second[0]).id, new Failure.Lost());
                    table.add(60, 50, outcomes::add, owner);
                },
                owner);
        second[0] = Objects.requireNonNull(table.add(0, 50, outcomes::add, owner));
        table.expire(60);
        assertThat(outcomes).containsExactly(TIMED_OUT, new Failure.Lost());
        table.expire(200);
        assertThat(outcomes).hasSize(3);
        assertThat(table.count()).isZero();
    }

    @Test
    void endsOnlyTheRequestsOfOneOwner() {
        PendingRequests table = new PendingRequests(0);
        List<String> ended = new ArrayList<>();
        PendingRequests.Owner other = pending -> {};
        table.add(0, 50, outcome -> ended.add("mine"), owner);
        table.add(0, 50, outcome -> ended.add("other"), other);
        table.completeAll(other, new Failure.Lost());
        assertThat(ended).containsExactly("other");
    }

    @Test
    void takesNoMoreThanItsBound() {
        PendingRequests table = new PendingRequests(0);
        for (int i = 0; i < PendingRequests.MAX; i++) {
            assertThat(table.add(0, 50, outcome -> {}, owner)).isNotNull();
        }
        assertThat(table.add(0, 50, outcome -> {}, owner)).isNull();
        table.expire(100);
        assertThat(table.count()).isZero();
        assertThat(table.add(100, 50, outcome -> {}, owner)).isNotNull();
    }
}
