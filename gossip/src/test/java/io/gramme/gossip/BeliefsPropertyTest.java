package io.gramme.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of the records: whatever order changes are heard in, and however often, the greatest one is believed. */
class BeliefsPropertyTest {
    private record Rank(long boot, long incarnation, MemberState state) {}

    @Test
    void theGreatestRecordIsBelievedInEveryOrderOfHearing() {
        Comparator<Rank> order = Comparator.comparingLong(Rank::boot)
                .thenComparingLong(Rank::incarnation)
                .thenComparing(Rank::state);
        for (int seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            List<Delta> deltas = new ArrayList<>();
            for (int count = 1 + random.nextInt(6); count > 0; count--) {
                deltas.add(delta(1 + random.nextInt(2), random.nextInt(3), MemberState.values()[random.nextInt(4)]));
            }
            // Each run is known to start with; what else is heard of a run has meaning then.
            deltas.add(delta(1, 0, MemberState.ALIVE));
            Rank greatest = deltas.stream()
                    .filter(delta -> delta.process().bootCounter() == 1
                            || deltas.stream()
                                    .anyMatch(other ->
                                            other.process().bootCounter() == 2 && other.state() == MemberState.ALIVE))
                    .map(delta -> new Rank(delta.process().bootCounter(), delta.incarnation(), delta.state()))
                    .max(order)
                    .orElseThrow();
            Solo solo = new Solo();
            for (int round = 0; round < 3; round++) {
                Collections.shuffle(deltas, random);
                solo.hear(9, deltas.toArray(new Delta[0]));
            }
            MemberView view = solo.gossip.member(Solo.process(1).node()).orElseThrow();
            assertThat(new Rank(view.process().bootCounter(), view.incarnation(), view.state()))
                    .as("seed %d", seed)
                    .isEqualTo(greatest);
        }
    }

    private static Delta delta(long boot, long incarnation, MemberState state) {
        ProcessId process = new ProcessId(Solo.process(1).node(), boot, 70 + boot);
        return state == MemberState.ALIVE
                ? Delta.alive(process, incarnation, new Delta.Told(Solo.meta(1), Solo.marks()))
                : Delta.accusation(
                        process,
                        incarnation,
                        state,
                        state == MemberState.LEFT
                                ? process.node()
                                : Solo.process(3).node());
    }
}
