package io.gramme.chaos.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.chaos.linear.DecisionModel.Try;
import io.gramme.chaos.linear.Finding.Linearizable;
import io.gramme.chaos.linear.Finding.NotLinearizable;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories of the register that decides ring versions, its cores on simulated machines, before the checker. */
class RingRegisterSimTest {
    private static final int SEEDS = Integer.getInteger("gramme.register.histories", 150);

    @Test
    void everyHistoryIsLinearizable() throws IOException {
        int answered = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Operation<Try>> history = new RingRegisterWorld(seed, false).run();
            assertThat(Linearizability.check(new DecisionModel(), history))
                    .as("seed %d", seed)
                    .isEqualTo(new Linearizable());
            answered += (int) history.stream().filter(try_ -> !try_.isPending()).count();
        }
        assertThat(answered).as("answers to check").isGreaterThan(10 * SEEDS);
    }

    @Test
    void anAcceptorThatForgetsAtARestartIsNoticed() throws IOException {
        boolean noticed = false;
        for (long seed = 0; seed < SEEDS && !noticed; seed++) {
            List<Operation<Try>> history = new RingRegisterWorld(seed, true).run();
            noticed = Linearizability.check(new DecisionModel(), history) instanceof NotLinearizable;
        }
        assertThat(noticed).as("a forgetful acceptor in %d seeds", SEEDS).isTrue();
    }
}
