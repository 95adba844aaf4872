package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Contexts beside their naive twin, a set of dots: 20 000 random pairs. */
class CausalContextPropertyTest {
    private static TreeSet<Dot> randomDots(Random random) {
        TreeSet<Dot> dots = new TreeSet<>();
        int count = random.nextInt(14);
        for (int i = 0; i < count; i++) {
            dots.add(new Dot(Actor.of(random.nextInt(2) * 3000, 0, random.nextInt(2)), 1 + random.nextInt(5)));
        }
        return dots;
    }

    private static CausalContext contextOf(TreeSet<Dot> dots, Random random) {
        CausalContext context = CausalContext.EMPTY;
        List<Dot> shuffled = new ArrayList<>(dots);
        java.util.Collections.shuffle(shuffled, random);
        for (Dot dot : shuffled) {
            context = context.with(dot, dot.counter());
        }
        return context;
    }

    private static void assertCanonical(CausalContext context) {
        for (Dot dot : context.isolated()) {
            assertThat(dot.counter()).isGreaterThan(context.vector().counter(dot.actor()) + 1);
        }
    }

    @Test
    void aContextIsExactlyItsSetOfDots() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            TreeSet<Dot> mine = randomDots(random);
            TreeSet<Dot> theirs = randomDots(random);
            CausalContext one = contextOf(mine, random);
            CausalContext other = contextOf(theirs, random);
            assertThat(one.covers(other)).isEqualTo(mine.containsAll(theirs));
            assertThat(one.sameDots(other)).isEqualTo(mine.equals(theirs));
            TreeSet<Dot> both = new TreeSet<>(mine);
            both.addAll(theirs);
            CausalContext union = one.union(other);
            assertCanonical(union);
            assertThat(union).isEqualTo(contextOf(both, random)).isEqualTo(other.union(one));
            assertThat(both).allMatch(union::covers);
            Dot probe = new Dot(Actor.of(3000, 0, 1), 1 + random.nextInt(6));
            assertThat(union.covers(probe)).isEqualTo(both.contains(probe));
            long greatest = both.stream()
                    .filter(d -> d.actor() == probe.actor())
                    .mapToLong(Dot::counter)
                    .max()
                    .orElse(0);
            assertThat(union.greatestCounter(probe.actor())).isEqualTo(greatest);
        }
    }
}
