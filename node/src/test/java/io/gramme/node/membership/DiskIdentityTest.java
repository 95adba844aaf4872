package io.gramme.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.NodeId;
import org.junit.jupiter.api.Test;

class DiskIdentityTest {
    private static final NodeId NODE = new NodeId(1, 2);

    /** A copy of a disk that was stopped cleanly has its markers, too. */
    @Test
    void everyStartEndsTheMarkersOfTheRunsBefore() {
        DiskIdentity again = DiskIdentity.fresh(NODE).withLeaseEnd(100_000).restarted();
        assertThat(again).isEqualTo(new DiskIdentity(NODE, 2, 0, 1, 100_000, 0));
        assertThat(again.restarted().run()).isEqualTo(2);
    }

    @Test
    void aStartBeginsTheNextGenerationWhereTheNumbersOfThisOneRunLow() {
        long low = DiskIdentity.LOW_FROM;
        assertThat(new DiskIdentity(NODE, 5, 3, 4, low - 1, 9).restarted())
                .isEqualTo(new DiskIdentity(NODE, 6, 3, 5, low - 1, 9));
        assertThat(new DiskIdentity(NODE, 5, 3, 4, low, 9).restarted())
                .isEqualTo(new DiskIdentity(NODE, 6, 4, 5, 0, 9));
        assertThat(new DiskIdentity(NODE, 5, DiskIdentity.GENERATIONS - 1, 4, low, 9).restarted())
                .isEqualTo(new DiskIdentity(NODE, 6, DiskIdentity.GENERATIONS - 1, 5, low, 9));
    }
}
