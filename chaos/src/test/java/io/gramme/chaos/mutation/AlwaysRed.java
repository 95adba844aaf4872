package io.gramme.chaos.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.coordinator.Outcome;
import org.junit.jupiter.api.Test;

/** A test that no code passes; its name keeps it out of the build. */
class AlwaysRed {
    @Test
    void isRed() {
        assertThat(Outcome.values()).isEmpty();
    }
}
