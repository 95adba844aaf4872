package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHashTest {
    /** Vectors that other implementations publish, seed 0: the first half of the 128 bits, and the second. */
    @ParameterizedTest
    @CsvSource({
        "'', 0000000000000000, 0000000000000000",
        "hello, cbd8a7b341bd9b02, 5b1e906a48ae1d19",
        "'hello, world', 342fac623a5ebc8e, 4cdcbc079642414d",
        "19 Jan 2038 at 3:14:07 AM, b89e5988b737affc, 664fc2950231b2cb",
        "The quick brown fox jumps over the lazy dog., cd99481f9ee902c9, 695da1a38987b6e7",
    })
    void givesThePublishedValues(String text, String high, String low) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(KeyHash.murmur3(bytes)).isEqualTo(Long.parseUnsignedLong(high, 16));
        assertThat(NaiveMurmur3.hash(bytes, 0))
                .containsExactly(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16));
    }

    /**
     * SMHasher's verification: the hashes of {0}, {0,1}, ... {0..254} under seeds 256 down to 1, one after the other,
     * hashed again; the first four bytes of that, little-endian.
     */
    @Test
    void theTwinPassesTheVerificationOfSmhasher() {
        byte[] key = new byte[256];
        byte[] hashes = new byte[256 * 16];
        for (int i = 0; i < 256; i++) {
            key[i] = (byte) i;
            byte[] prefix = Arrays.copyOf(key, i);
            NaiveMurmur3.putLittleEndian(NaiveMurmur3.hash(prefix, 256 - i), hashes, i * 16);
        }
        assertThat((int) NaiveMurmur3.hash(hashes, 0)[0]).isEqualTo(0x6384BA69);
    }

    @Test
    void equalsTheTwinOnRandomBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(KeyHash.murmur3(bytes)).isEqualTo(NaiveMurmur3.hash(bytes, 0)[0]);
        }
    }

    /** Frozen: should one of these change, every key on every disk is lost. */
    @ParameterizedTest
    @CsvSource({
        "users, alice, 29c64604e03613e8",
        "users, bob, 68134b389cacc95c",
        "b, k, 7a774150651bd9eb",
        "carts, 7d0f8a3e-0001, 78f9949711df6c59"
    })
    void placesKeysWhereItAlwaysDid(String bucket, String name, String hash) {
        assertThat(String.format("%016x", Key.of(bucket, name).hash())).isEqualTo(hash);
    }

    @Test
    void tellsBucketAndKeyApart() {
        assertThat(Key.of("ab", "c").hash()).isNotEqualTo(Key.of("a", "bc").hash());
        assertThat(Key.of("ab", "c")).isNotEqualTo(Key.of("a", "bc")).isEqualTo(Key.of("ab", "c"));
    }
}
