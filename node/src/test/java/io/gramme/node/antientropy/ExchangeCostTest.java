package io.gramme.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.antientropy.ExchangeCost.Cost;
import org.junit.jupiter.api.Test;

/** The bounds on what an exchange costs; docs/reference/anti-entropy-figures.md has the figures. */
class ExchangeCostTest {
    @Test
    void oneDifferingKeyAmongAMillionOfItsPartitionTakesLessThanEightKibibytes() {
        ExchangeCost cost = new ExchangeCost(1, 1_000_000, "v", false, 0);
        cost.change(0, 4_711, RepairWorld.record(2, 1, "other"));
        Cost found = cost.exchange(1, 0);
        assertThat(found.how().pulled()).isEqualTo(1);
        assertThat(found.how().complete()).isTrue();
        assertThat(found.otherBytes()).isLessThan(8 * 1024);
        assertThat(cost.exchange(0, 0).how().isEqual()).isTrue();
    }

    @Test
    void aRefillKeepsToTheBudget() {
        ExchangeCost cost = new ExchangeCost(1, 20_000, "v".repeat(1_000), true, 4 << 20);
        Cost refilled = cost.exchange(1, 0);
        assertThat(refilled.how().pulled()).isEqualTo(20_000);
        double rate = refilled.recordBytes() / refilled.seconds();
        assertThat(rate).isBetween((4 << 20) * 0.75, (4 << 20) * 1.05);
    }
}
