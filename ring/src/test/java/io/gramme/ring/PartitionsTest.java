package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionsTest {
    private static final BigInteger SPACE = BigInteger.ONE.shiftLeft(64);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 256, 1024, 2048, 4096})
    void cutsTheHashSpaceIntoEqualPartsAndThoseIntoEqualLeaves(int count) {
        Partitions partitions = new Partitions(count);
        Random random = new Random(count);
        for (int i = 0; i < 10_000; i++) {
            long hash = random.nextLong();
            BigInteger unsigned = new BigInteger(Long.toUnsignedString(hash));
            BigInteger scaled = unsigned.multiply(BigInteger.valueOf((long) count * partitions.leaves()))
                    .divide(SPACE);
            int partition = scaled.intValue() / partitions.leaves();
            assertThat(partitions.of(hash)).isEqualTo(partition);
            assertThat(partitions.leaf(hash)).isEqualTo(scaled.intValue() % partitions.leaves());
            assertThat(Long.compareUnsigned(partitions.firstHash(partition), hash))
                    .isNotPositive();
        }
    }

    @Test
    void hasSmallerTreesAboveAThousandPartitions() {
        assertThat(new Partitions(1024).leaves()).isEqualTo(64 * 64);
        assertThat(new Partitions(1024).fanout()).isEqualTo(64);
        assertThat(new Partitions(2048).leaves()).isEqualTo(32 * 32);
        assertThat(new Partitions(2048).fanout()).isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 255, 8192, Integer.MIN_VALUE})
    void refusesCountsThatAreNoPowerOfTwoInRange(int count) {
        assertThatThrownBy(() -> new Partitions(count)).isInstanceOf(IllegalArgumentException.class);
    }
}
