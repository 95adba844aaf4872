package io.gramme.ring;

import java.math.BigInteger;

/** MurmurHash3 x64-128 with a seed, slowly and byte by byte: the twin of {@link KeyHash}. */
final class NaiveMurmur3 {
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger C1 = new BigInteger("87c37b91114253d5", 16);
    private static final BigInteger C2 = new BigInteger("4cf5ad432745937f", 16);

    private NaiveMurmur3() {}

    static long[] hash(byte[] data, long seed) {
        BigInteger h1 = BigInteger.valueOf(seed);
        BigInteger h2 = BigInteger.valueOf(seed);
        int at = 0;
        for (; data.length - at >= 16; at += 16) {
            h1 = h1.xor(first(word(data, at, at + 8)));
            h1 = times(rotate(h1, 27).add(h2), 5)
                    .add(BigInteger.valueOf(0x52dce729))
                    .mod(WORD);
            h2 = h2.xor(second(word(data, at + 8, at + 16)));
            h2 = times(rotate(h2, 31).add(h1), 5)
                    .add(BigInteger.valueOf(0x38495ab5))
                    .mod(WORD);
        }
        h2 = h2.xor(second(word(data, at + 8, data.length)));
        h1 = h1.xor(first(word(data, at, Math.min(at + 8, data.length))));
        BigInteger length = BigInteger.valueOf(data.length);
        h1 = h1.xor(length).add(h2.xor(length)).mod(WORD);
        h2 = h1.add(h2.xor(length)).mod(WORD);
        h1 = finish(h1);
        h2 = finish(h2);
        h1 = h1.add(h2).mod(WORD);
        return new long[] {h1.longValue(), h1.add(h2).longValue()};
    }

    static void putLittleEndian(long[] words, byte[] into, int at) {
        for (int i = 0; i < 16; i++) {
            into[at + i] = (byte) (words[i / 8] >>> (8 * (i % 8)));
        }
    }

    private static BigInteger word(byte[] data, int from, int to) {
        BigInteger word = BigInteger.ZERO;
        for (int i = to - 1; i >= from; i--) {
            word = word.shiftLeft(8).or(BigInteger.valueOf(data[i] & 0xff));
        }
        return word;
    }

    private static BigInteger first(BigInteger k) {
        return rotate(k.multiply(C1), 31).multiply(C2).mod(WORD);
    }

    private static BigInteger second(BigInteger k) {
        return rotate(k.multiply(C2), 33).multiply(C1).mod(WORD);
    }

    private static BigInteger times(BigInteger a, int b) {
        return a.multiply(BigInteger.valueOf(b));
    }

    private static BigInteger rotate(BigInteger value, int left) {
        BigInteger word = value.mod(WORD);
        return word.shiftLeft(left).mod(WORD).or(word.shiftRight(64 - left));
    }

    private static BigInteger finish(BigInteger hash) {
        BigInteger h = hash.xor(hash.shiftRight(33));
        h = h.multiply(new BigInteger("ff51afd7ed558ccd", 16)).mod(WORD);
        h = h.xor(h.shiftRight(33));
        h = h.multiply(new BigInteger("c4ceb9fe1a85ec53", 16)).mod(WORD);
        return h.xor(h.shiftRight(33));
    }
}
