package io.gramme.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerRoundsTest {
    private static final long QUIET = PeerRounds.QUIET_NANOS;

    private final PeerRounds rounds = new PeerRounds();

    @Test
    void onePeerAtATimeAndPartition() {
        rounds.differs(7, 1, 0);
        assertThat(rounds.isUnderWay(7, 1)).isTrue();
        assertThat(rounds.isUnderWay(8, 1)).isFalse();
        assertThat(rounds.isOther(7, 1, 1)).isFalse();
        assertThat(rounds.isOther(7, 2, 1)).isTrue();
    }

    @Test
    void itIsOverWhenThePeerIsEqualOrQuiet() {
        rounds.differs(7, 1, 0);
        rounds.goesOn(7, 1, 10);
        rounds.goesOn(7, 2, 20);
        rounds.equal(7, 2);
        assertThat(rounds.isUnderWay(7, QUIET + 9)).isTrue();
        assertThat(rounds.isUnderWay(7, QUIET + 10)).isFalse();
        rounds.differs(7, 1, 0);
        rounds.equal(7, 1);
        assertThat(rounds.isUnderWay(7, 0)).isFalse();
        rounds.goesOn(7, 1, 1);
        assertThat(rounds.isUnderWay(7, 1))
                .as("what never began does not go on")
                .isFalse();
    }
}
