package io.gramme.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.antientropy.PartitionTrust.Level;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PartitionTrustTest {
    private final PartitionTrust trust = new PartitionTrust();

    @Test
    void oneRoundWithEachOtherOwnerEndsADoubt() {
        trust.doubt(new int[] {3, 4}, Level.NOTHING);
        trust.onRound(3, 1, new int[] {1, 2});
        trust.onRound(3, 1, new int[] {1, 2});
        assertThat(trust.level(3)).isEqualTo(Level.NOTHING);
        trust.onRound(3, 2, new int[] {1, 2});
        assertThat(trust.level(3)).isEqualTo(Level.FULL);
        assertThat(trust.level(4)).isEqualTo(Level.NOTHING);
        assertThat(trust.doubtful()).containsExactly(4);
    }

    @Test
    void whoLeftIsNotWaitedForAndWhoCameIs() {
        trust.doubt(new int[] {3}, Level.NO_ABSENCE);
        trust.onRound(3, 1, new int[] {1, 2});
        trust.onOwners(3, new int[] {1, 5});
        assertThat(trust.level(3)).isEqualTo(Level.NO_ABSENCE);
        trust.onOwners(3, new int[] {1});
        assertThat(trust.level(3)).isEqualTo(Level.FULL);
    }

    @Test
    void theOnlyOwnerIsTrusted() {
        trust.doubt(new int[] {3}, Level.NOTHING);
        trust.onOwners(3, new int[0]);
        assertThat(trust.level(3)).isEqualTo(Level.FULL);
    }

    @Test
    void aNewDoubtBeginsAnewAndTheStrongerOneStays() {
        trust.doubt(new int[] {3}, Level.NOTHING);
        trust.onRound(3, 1, new int[] {1, 2});
        trust.doubt(new int[] {3}, Level.NO_ABSENCE);
        trust.onRound(3, 2, new int[] {1, 2});
        assertThat(trust.level(3)).isEqualTo(Level.NOTHING);
    }

    @Test
    void doubtsOutliveTheProcessEachOnItsShard() {
        trust.doubt(new int[] {3, 4_095}, Level.NOTHING);
        trust.doubt(new int[] {8}, Level.NO_ABSENCE);
        trust.onRound(3, 4_094, new int[] {4_094, 2});
        byte[] encoded = trust.encode();
        PartitionTrust next = new PartitionTrust();
        next.decode(encoded, new int[] {3, 8});
        assertThat(next.doubtful()).containsExactly(3, 8);
        assertThat(next.level(8)).isEqualTo(Level.NO_ABSENCE);
        next.onRound(3, 2, new int[] {4_094, 2});
        assertThat(next.level(3)).isEqualTo(Level.FULL);
        assertThatThrownBy(() -> next.decode(Arrays.copyOf(encoded, encoded.length - 1), new int[] {3}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
