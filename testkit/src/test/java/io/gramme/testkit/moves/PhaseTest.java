package io.gramme.testkit.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gramme.testkit.moves.Result.Felt;
import io.gramme.testkit.moves.Stalls.Stall;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseTest {
    private static final long MILLI = 1_000_000;

    /** 980 requests of 2 ms, and 20 of 60 ms in the middle, ten of them while the machine stood still. */
    private static Phase phase() {
        Phase phase = new Phase("any");
        for (long i = 0; i < 1_000; i++) {
            long due = i * 10 * MILLI;
            boolean slow = i >= 400 && i < 410 || i >= 600 && i < 610;
            phase.done(due, due + (slow ? 60 : 2) * MILLI);
        }
        return phase;
    }

    @Test
    void whatTheMachineDidIsToldApart() {
        Stall still = new Stall(4_000 * MILLI, 4_090 * MILLI);
        Phase phase = phase();
        assertThat(phase.millis(99)).isCloseTo(60, within(0.1));
        assertThat(phase.clearMillis(List.of())).isCloseTo(60, within(0.1));
        Stall other = new Stall(6_000 * MILLI, 6_090 * MILLI);
        assertThat(phase.clearMillis(List.of(still, other))).isCloseTo(2, within(0.1));
    }

    /** A stall is seen a little late, and felt until what was due in it is made up for. */
    @Test
    void aStallIsLongerThanWhatWasSeenOfIt() {
        Stall stall = new Stall(1_000 * MILLI, 1_100 * MILLI);
        assertThat(stall.isFeltBetween(900 * MILLI, 959 * MILLI)).isFalse();
        assertThat(stall.isFeltBetween(900 * MILLI, 961 * MILLI)).isTrue();
        assertThat(stall.isFeltBetween(1_149 * MILLI, 1_200 * MILLI)).isTrue();
        assertThat(stall.isFeltBetween(1_151 * MILLI, 1_200 * MILLI)).isFalse();
    }

    @Test
    void aResultIsReadAsItWasWritten() {
        Result result = new Result("3 -> 5 nodes", new Felt(1, 2, 3), new Felt(25, 5, 6), 7, 8, "153-154", 9, 10);
        assertThat(Result.parse(result.line())).isEqualTo(result);
        assertThat(Result.table(List.of(result)))
                .contains("| 3 -> 5 nodes | 1 | 1.0 | 25.0 | 21.0 missed | 2.0, 5.0: 22.0 kept | 3, 6 |");
    }
}
