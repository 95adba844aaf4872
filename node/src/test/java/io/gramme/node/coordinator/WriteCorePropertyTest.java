package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.coordinator.WriteEffect.Answer;
import io.gramme.node.coordinator.WriteEffect.KeepHint;
import io.gramme.node.coordinator.WriteEffect.SendToFallback;
import io.gramme.node.coordinator.WriteEffect.SendToOwner;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The core beside a twin that works everything out anew from what has happened. */
class WriteCorePropertyTest {
    private static final int SEEDS = 20_000;

    private enum Word {
        ACKED,
        REFUSED,
        LOST
    }

    /** One write: who owns, who may stand in, who is there. */
    private record Case(Goal goal, List<Integer> row, int self, List<Integer> fallbacks, Set<Integer> usable) {
        Placement placement() {
            int[] owners = row.stream().mapToInt(Integer::intValue).toArray();
            int[] others = fallbacks.stream().mapToInt(Integer::intValue).toArray();
            return new Placement(Row.of(owners), Row.EMPTY, self, others, usable::contains);
        }

        boolean selfIsOwner() {
            return row.contains(self);
        }
    }

    /** What has happened so far, and what must follow from it. */
    private static final class Twin {
        private final Case given;
        private final Map<Integer, Set<Integer>> sentFor = new LinkedHashMap<>();
        private final Map<Integer, Word> words = new LinkedHashMap<>();
        private final Set<Integer> hintedHere = new HashSet<>();

        Twin(Case given) {
            this.given = given;
            if (given.selfIsOwner()) {
                sentFor.put(given.self, Set.of(given.self));
            } else {
                sentFor.put(given.self, new TreeSet<>(given.row));
            }
        }

        /** @return the answer among the effects, if any */
        @Nullable
        Verdict apply(List<WriteEffect> effects) {
            Verdict verdict = null;
            for (WriteEffect effect : effects) {
                assertThat(verdict).as("an answer comes last").isNull();
                if (effect instanceof SendToOwner send) {
                    assertThat(given.row).contains(send.node());
                    assertThat(sentFor.put(send.node(), Set.of(send.node()))).isNull();
                } else if (effect instanceof SendToFallback send) {
                    assertThat(given.goal.sloppy()).isTrue();
                    assertThat(given.fallbacks).contains(send.node());
                    assertThat(given.usable).contains(send.node());
                    Set<Integer> owners = new TreeSet<>();
                    for (int owner : send.keptFor()) {
                        owners.add(owner);
                    }
                    assertThat(sentFor.put(send.node(), owners))
                            .as("asked once")
                            .isNull();
                } else if (effect instanceof KeepHint hint) {
                    for (int owner : hint.owners()) {
                        hintedHere.add(owner);
                    }
                } else if (effect instanceof Answer answer) {
                    verdict = answer.verdict();
                }
            }
            return verdict;
        }

        List<Integer> pending() {
            return sentFor.keySet().stream()
                    .filter(node -> !words.containsKey(node))
                    .toList();
        }

        private NaiveTally tally(Word... counted) {
            NaiveTally tally = new NaiveTally();
            words.forEach((node, word) -> {
                if (List.of(counted).contains(word)) {
                    tally.add(sentFor.get(node));
                }
            });
            return tally;
        }

        private long owners(boolean pendingToo) {
            return sentFor.keySet().stream()
                    .filter(given.row::contains)
                    .filter(node -> words.get(node) == Word.ACKED || (pendingToo && !words.containsKey(node)))
                    .count();
        }

        /** Whether owners have been silent for longer than usual. */
        boolean slow;

        boolean isReached() {
            return tally(Word.ACKED).count() >= given.goal.count() && owners(false) >= given.goal.owners();
        }

        private NaiveTally best(Word... counted) {
            NaiveTally best = tally(counted);
            pending().forEach(node -> best.add(sentFor.get(node)));
            if (given.goal.sloppy()) {
                given.fallbacks.stream()
                        .filter(node -> node != given.self && given.usable.contains(node))
                        .filter(node -> !sentFor.containsKey(node))
                        .forEach(node -> best.add(new TreeSet<>(given.row)));
            }
            return best;
        }

        boolean isImpossible() {
            return best(Word.ACKED).count() < given.goal.count() || owners(true) < given.goal.owners();
        }

        /** Whether the silent ones that failed may have made it after all. */
        boolean mayBeReached() {
            long owners = sentFor.keySet().stream()
                    .filter(given.row::contains)
                    .filter(node -> words.get(node) != Word.REFUSED)
                    .count();
            return best(Word.ACKED, Word.LOST).count() >= given.goal.count() && owners >= given.goal.owners();
        }

        /** Every owner that did not say that it has the record is somebody's duty. */
        void checkHints() {
            for (int owner : given.row) {
                boolean has = words.get(owner) == Word.ACKED;
                boolean kept = hintedHere.contains(owner)
                        || sentFor.entrySet().stream()
                                .anyMatch(entry -> !given.row.contains(entry.getKey())
                                        && entry.getValue().contains(owner)
                                        && words.get(entry.getKey()) == Word.ACKED);
                assertThat(has || kept)
                        .as("owner %d: %s, sent %s", owner, words, sentFor)
                        .isTrue();
            }
        }
    }

    @Test
    void answersWhenTheTwinDoesAndLeavesNoOwnerWithoutAHint() {
        int answered = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Choices choices = Choices.seeded(seed);
            answered += run("seed " + seed, draw(choices), choices) ? 1 : 0;
        }
        assertThat(answered).isGreaterThan(10_000);
    }

    /** Three owners, none or two fallbacks: every word of each, in every order, the deadline at every moment. */
    @Test
    void answersWhenTheTwinDoesInEveryOrderOfEveryWordOfThreeOwners() {
        int runs = 0;
        for (int w = 1; w <= 3; w++) {
            for (List<Integer> fallbacks : List.of(List.<Integer>of(), List.of(10), List.of(10, 11))) {
                Set<Integer> usable = new TreeSet<>(fallbacks);
                usable.addAll(List.of(0, 1, 2));
                Case given = new Case(new Goal(w, 0, true), List.of(0, 1, 2), 0, fallbacks, usable);
                Choices.All choices = new Choices.All();
                do {
                    run("W=" + w + " run " + runs++, given, choices);
                } while (choices.advance());
            }
        }
        assertThat(runs).isGreaterThan(10_000);
    }

    private static boolean run(String name, Case given, Choices choices) {
        WriteCore core = new WriteCore(given.goal, given.placement());
        Verdict refusal = core.refusal();
        if (refusal != null) {
            assertThat(refusal.outcome()).isEqualTo(Outcome.NONE);
            return false;
        }
        Twin twin = new Twin(given);
        Verdict verdict = twin.apply(core.start());
        assertThat(verdict).as("%s: nothing is acknowledged yet", name).isNull();
        boolean late = false;
        while (!twin.pending().isEmpty()) {
            List<Integer> pending = twin.pending();
            if (!late && choices.rarely()) {
                late = true;
                verdict = checkDeadline(twin.apply(core.onDeadline()), verdict);
            }
            if (given.row.size() != 3 && choices.rarely()) {
                twin.slow = true;
                Verdict slow = twin.apply(core.onSlow());
                if (verdict != null) {
                    assertThat(slow).isNull();
                } else {
                    verdict = slow;
                    check(name, twin, verdict);
                }
                pending = twin.pending();
                if (pending.isEmpty()) {
                    break;
                }
            }
            int node = pending.get(choices.next(pending.size()));
            Word word = node == given.self ? Word.ACKED : Word.values()[choices.next(3)];
            twin.words.put(node, word);
            List<WriteEffect> effects =
                    word == Word.ACKED ? core.onAck(node, true) : core.onFailed(node, "x", word == Word.LOST);
            Verdict now = twin.apply(effects);
            if (verdict != null) {
                assertThat(now).as("%s: answered twice", name).isNull();
            } else {
                verdict = now;
                check(name, twin, verdict);
            }
        }
        assertThat(core.isSettled()).isTrue();
        assertThat(verdict).as("%s: everybody spoke", name).isNotNull();
        twin.checkHints();
        return true;
    }

    /** Whoever is silent at the deadline may have stored the record: nobody knows. */
    private static Verdict checkDeadline(@Nullable Verdict now, @Nullable Verdict before) {
        if (before != null) {
            assertThat(now).isNull();
            return before;
        }
        assertThat(now).isNotNull();
        assertThat(now.failure()).isEqualTo(Reason.QUORUM_TIMEOUT);
        assertThat(now.outcome()).isEqualTo(Outcome.UNKNOWN);
        return now;
    }

    private static void check(String name, Twin twin, @Nullable Verdict verdict) {
        String state = name + ": " + twin.given + " " + twin.sentFor + " " + twin.words;
        if (twin.isReached()) {
            assertThat(verdict).as(state).isNotNull();
            assertThat(verdict.failure()).as(state).isNull();
        } else if (twin.isImpossible() && (twin.slow || twin.pending().isEmpty())) {
            assertThat(verdict).as(state).isNotNull();
            boolean ofOwners = verdict.failure() == Reason.PRIMARIES_UNAVAILABLE;
            long counted =
                    ofOwners ? twin.owners(false) : twin.tally(Word.ACKED).count();
            assertThat(verdict.got()).as(state).isEqualTo((int) counted);
            assertThat(verdict.failure()).as(state).isIn(Reason.QUORUM_FAILED, Reason.PRIMARIES_UNAVAILABLE);
            Outcome outcome = twin.mayBeReached() ? Outcome.UNKNOWN : Outcome.PARTIAL;
            assertThat(verdict.outcome()).as(state).isEqualTo(outcome);
        } else {
            assertThat(verdict).as(state).isNull();
        }
    }

    private static Case draw(Choices random) {
        int replicas = 1 + random.next(4);
        List<Integer> row = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            row.add(i);
        }
        List<Integer> fallbacks = new ArrayList<>();
        for (int i = random.next(4); i > 0; i--) {
            fallbacks.add(10 + i);
        }
        boolean sloppy = random.next(5) > 0;
        boolean asFallback = sloppy && !fallbacks.isEmpty() && random.next(4) == 0;
        int self = asFallback ? fallbacks.get(random.next(fallbacks.size())) : random.next(replicas);
        Set<Integer> usable = new TreeSet<>();
        for (int node : row) {
            if (node == self || random.next(4) > 0) {
                usable.add(node);
            }
        }
        for (int node : fallbacks) {
            if (node == self || random.next(4) > 0) {
                usable.add(node);
            }
        }
        Goal goal = new Goal(1 + random.next(replicas), random.next(4) == 0 ? 1 : 0, sloppy);
        return new Case(goal, row, self, fallbacks, usable);
    }
}
