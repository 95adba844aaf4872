package io.gramme.chaos.reach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachedTest {
    private final Reached reached = new Reached();

    private void happens(Event event, int times) {
        for (int i = 0; i < times; i++) {
            reached.count(event);
        }
    }

    @Test
    void namesWhatHappenedTooSeldomInAThousandSeeds() {
        for (Event event : Event.values()) {
            happens(event, event == Event.ALIAS_MADE ? 9 : 10);
        }
        assertThat(reached.missing(1_000))
                .containsExactly("two tries of one write became one version: 9 times in 1000 seeds, 10 are the least");
        happens(Event.ALIAS_MADE, 1);
        assertThat(reached.missing(1_999)).isEmpty();
        assertThat(reached.missing(2_000)).hasSize(Event.values().length);
    }

    @Test
    void asksNothingOfAShortRun() {
        assertThat(reached.missing(999)).isEmpty();
        assertThat(reached.lines()).hasSize(Event.values().length);
    }

    @Test
    void addsUpRuns() {
        Reached run = new Reached();
        run.count(Event.HINT_KEPT);
        reached.add(run);
        reached.add(run);
        assertThat(reached.of(Event.HINT_KEPT)).isEqualTo(2);
    }
}
