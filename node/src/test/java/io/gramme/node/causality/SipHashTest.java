package io.gramme.node.causality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published vectors of the reference implementation: key 00..0f, input 00, 01, 02 ... of that length. */
class SipHashTest {
    @ParameterizedTest
    @CsvSource({"0, 726fdb47dd0e0e31", "1, 74f839c593dc67fd", "8, 93f5f5799a932462", "15, a129ca6149be45e5"})
    void matchesThePublishedVectors(int length, String expected) {
        SipHash hash = SipHash.withKey(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        byte[] input = new byte[length + 3];
        for (int i = 0; i < length; i++) {
            input[i + 3] = (byte) i;
        }
        assertThat(hash.of(input, 3, length)).isEqualTo(Long.parseUnsignedLong(expected, 16));
    }
}
