package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.SipHash;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadEffect.Answer;
import io.gramme.node.coordinator.ReadEffect.Ask;
import io.gramme.node.coordinator.ReadEffect.Repair;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The core beside a twin that works everything out anew from what each node really holds. */
class ReadCorePropertyTest {
    private static final int SEEDS = 20_000;
    private static final SipHash TREE_KEY = SipHash.withKey(3, 4);
    private static final KeyRecord OLD = record(1);
    private static final KeyRecord NEW = record(2);
    private static final KeyRecord OTHER = other();

    /** The first or second version of one writer. */
    private static KeyRecord record(int version) {
        Dot dot = new Dot(7, version);
        Content content = Content.value(ValueBytes.of("v" + version), "", 1);
        CausalContext context = CausalContext.EMPTY;
        for (int i = 1; i <= version; i++) {
            context = context.with(new Dot(7, i), i);
        }
        return new KeyRecord(
                context, List.of(new Sibling(dot, version, content, null, List.of())), SiblingsMode.KEEP, List.of());
    }

    private static KeyRecord other() {
        Dot dot = new Dot(9, 1);
        Content content = Content.value(ValueBytes.of("w"), "", 1);
        return new KeyRecord(
                CausalContext.of(dot, 5),
                List.of(new Sibling(dot, 5, content, null, List.of())),
                SiblingsMode.KEEP,
                List.of());
    }

    private enum Kind {
        HOLDS,
        ABSENT,
        BROKEN
    }

    private record Copy(Kind kind, @Nullable KeyRecord record, Set<Integer> keptFor) {}

    private record Case(Goal goal, ReadCore.Wish wish, int replicas, int self, List<Integer> fallbacks) {
        Placement placement(Set<Integer> usable) {
            int[] owners = new int[replicas];
            for (int i = 0; i < replicas; i++) {
                owners[i] = i;
            }
            int[] others = fallbacks.stream().mapToInt(Integer::intValue).toArray();
            return new Placement(Row.of(owners), Row.EMPTY, self, others, usable::contains);
        }
    }

    /** What every node holds, who has been asked, who has spoken. */
    private static final class Twin {
        final Case given;
        final Map<Integer, Copy> copies;
        final Map<Integer, Boolean> asked = new LinkedHashMap<>();
        final Map<Integer, Integer> repairs = new HashMap<>();
        final Set<Integer> spoke = new TreeSet<>();
        final Set<Integer> onlyDigest = new TreeSet<>();
        final Set<Integer> matched = new TreeSet<>();

        @Nullable
        KeyRecord merged;

        Twin(Case given, Map<Integer, Copy> copies) {
            this.given = given;
            this.copies = copies;
        }

        @Nullable
        Answer apply(List<ReadEffect> effects) {
            Answer answer = null;
            for (ReadEffect effect : effects) {
                if (effect instanceof Ask ask) {
                    boolean again = asked.containsKey(ask.node());
                    assertThat(!again || onlyDigest.contains(ask.node())).isTrue();
                    onlyDigest.remove(ask.node());
                    spoke.remove(ask.node());
                    asked.put(ask.node(), ask.full());
                } else if (effect instanceof Repair repair) {
                    repairs.merge(repair.node(), 1, Integer::sum);
                } else if (effect instanceof Answer given) {
                    assertThat(answer).isNull();
                    answer = given;
                }
            }
            return answer;
        }

        List<Integer> pending() {
            return asked.keySet().stream().filter(node -> !spoke.contains(node)).toList();
        }

        /** A node's word reaches the core. */
        List<ReadEffect> speak(ReadCore core, int node, boolean small) {
            Copy copy = copies.get(node);
            spoke.add(node);
            int[] keptFor = copy.keptFor.stream().mapToInt(Integer::intValue).toArray();
            KeyRecord record = copy.record;
            if (record == null) {
                return copy.kind == Kind.ABSENT ? core.onAbsent(node) : core.onError(node, "broken");
            }
            if (Boolean.TRUE.equals(asked.get(node)) || small) {
                merged = merged == null ? record : KeyRecord.merge(merged, record);
                match();
                return core.onRecord(node, keptFor, record);
            }
            onlyDigest.add(node);
            match();
            return core.onDigest(node, keptFor, record.versionHash(TREE_KEY), record.hlc());
        }

        /** A digest counts from the moment at which it equalled what was merged, or a record that was seen. */
        private void match() {
            for (int node : onlyDigest) {
                KeyRecord own = copies.get(node).record;
                boolean seen = asked.keySet().stream()
                        .filter(other -> spoke.contains(other) && !onlyDigest.contains(other))
                        .map(other -> copies.get(other).record)
                        .anyMatch(other -> other != null && own != null && other.sameVersions(own));
                KeyRecord all = merged;
                if (seen || (all != null && own != null && all.sameVersions(own))) {
                    matched.add(node);
                }
            }
        }

        boolean votes(int node) {
            Copy copy = copies.get(node);
            boolean owner = node < given.replicas;
            boolean told = spoke.contains(node) && (!onlyDigest.contains(node) || matched.contains(node));
            return (told || matched.contains(node)) && (copy.kind == Kind.HOLDS || (copy.kind == Kind.ABSENT && owner));
        }

        boolean isReached() {
            NaiveTally tally = new NaiveTally();
            int owners = 0;
            for (int node : asked.keySet()) {
                if (votes(node)) {
                    boolean owner = node < given.replicas;
                    owners += owner ? 1 : 0;
                    tally.add(owner ? Set.of(node) : copies.get(node).keptFor);
                }
            }
            return tally.count() >= given.goal.count() && owners >= given.goal.owners();
        }

        boolean isCovered() {
            CausalContext wanted = given.wish.readAfter();
            KeyRecord known = merged;
            return wanted == null || (known != null && known.context().covers(wanted));
        }
    }

    @Test
    void answersWhenTheTwinDoesWithEverythingThatWasSeen() {
        int answered = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Choices choices = Choices.seeded(seed);
            Set<Integer> usable = new HashSet<>();
            Case given = draw(choices, usable);
            answered += run("seed " + seed, given, usable, choices) ? 1 : 0;
        }
        assertThat(answered).isGreaterThan(8_000);
    }

    /** Three owners, each with nothing, an old, a new or another copy or a broken disk, heard in every order. */
    @Test
    void answersWhenTheTwinDoesInEveryOrderOfEveryCopyOfThreeOwners() {
        int runs = 0;
        for (int r = 1; r <= 3; r++) {
            for (boolean digests : new boolean[] {true, false}) {
                ReadCore.Wish wish = new ReadCore.Wish(false, null, digests);
                Case given = new Case(new Goal(r, 0, true), wish, 3, 0, List.of());
                Choices.All choices = new Choices.All();
                do {
                    run("R=" + r + " run " + runs++, given, Set.of(0, 1, 2), choices);
                } while (choices.advance());
            }
        }
        assertThat(runs).isGreaterThan(10_000);
    }

    private static boolean run(String name, Case given, Set<Integer> usable, Choices choices) {
        Twin twin = new Twin(given, copies(choices, given));
        ReadCore core =
                new ReadCore(given.goal, given.placement(usable), given.wish, record -> record.versionHash(TREE_KEY));
        if (core.refusal() != null) {
            return false;
        }
        Answer answer = twin.apply(core.start());
        assertThat(answer).isNull();
        boolean reached = false;
        while (!twin.pending().isEmpty()) {
            List<Integer> pending = twin.pending();
            int node = pending.get(choices.next(pending.size()));
            Answer now = twin.apply(twin.speak(core, node, given.wish.digests() && choices.next(2) == 0));
            if (answer == null && twin.isReached() && twin.isCovered()) {
                assertThat(now).as("%s: reached", name).isNotNull();
                assertThat(now.verdict().failure()).as(name).isNull();
                assertThat(now.merged()).as(name).isEqualTo(twin.merged);
                reached = true;
            } else if (now != null) {
                assertThat(answer).as("%s: answered twice", name).isNull();
                assertThat(now.verdict().failure()).as("%s: not reached", name).isNotNull();
                assertThat(now.verdict().outcome()).isEqualTo(Outcome.NONE);
            }
            answer = now == null ? answer : now;
        }
        assertThat(answer).as("%s: everybody spoke", name).isNotNull();
        checkRepairs(name, twin);
        return reached;
    }

    /** Exactly those owners are repaired that spoke and are behind what all of them know together. */
    private static void checkRepairs(String name, Twin twin) {
        KeyRecord all = twin.merged;
        Set<Integer> behind = new TreeSet<>();
        for (int owner = 0; owner < twin.given.replicas && all != null; owner++) {
            Copy copy = twin.copies.get(owner);
            KeyRecord own = copy.record;
            boolean spoke = twin.asked.containsKey(owner) && copy.kind != Kind.BROKEN;
            if (spoke && (own == null || !own.sameVersions(all))) {
                behind.add(owner);
            }
        }
        assertThat(twin.repairs.keySet()).as("%s: %s", name, twin.copies).isEqualTo(behind);
        assertThat(twin.repairs.values()).allMatch(times -> times == 1);
    }

    private static Map<Integer, Copy> copies(Choices random, Case given) {
        Map<Integer, Copy> copies = new HashMap<>();
        for (int owner = 0; owner < given.replicas; owner++) {
            copies.put(owner, copy(random, Set.of()));
        }
        for (int fallback : given.fallbacks) {
            Set<Integer> keptFor = new TreeSet<>();
            keptFor.add(random.next(given.replicas));
            if (random.next(3) == 0) {
                keptFor.add(random.next(given.replicas));
            }
            copies.put(fallback, copy(random, keptFor));
        }
        return copies;
    }

    private static Copy copy(Choices random, Set<Integer> keptFor) {
        return switch (random.next(5)) {
            case 0 -> new Copy(Kind.ABSENT, null, Set.of());
            case 1 -> new Copy(Kind.BROKEN, null, Set.of());
            case 2 -> new Copy(Kind.HOLDS, OLD, keptFor);
            case 3 -> new Copy(Kind.HOLDS, OTHER, keptFor);
            default -> new Copy(Kind.HOLDS, NEW, keptFor);
        };
    }

    private static Case draw(Choices random, Set<Integer> usable) {
        int replicas = 1 + random.next(4);
        List<Integer> fallbacks = new ArrayList<>();
        for (int i = random.next(4); i > 0; i--) {
            fallbacks.add(10 + i);
        }
        int self = random.next(3) == 0 ? 99 : random.next(replicas);
        for (int node = 0; node < replicas; node++) {
            if (random.next(4) > 0) {
                usable.add(node);
            }
        }
        usable.addAll(fallbacks);
        Goal goal = new Goal(1 + random.next(replicas), random.next(4) == 0 ? 1 : 0, random.next(5) > 0);
        CausalContext after = random.next(4) == 0 ? NEW.context() : null;
        return new Case(goal, new ReadCore.Wish(false, after, random.next(4) > 0), replicas, self, fallbacks);
    }
}
