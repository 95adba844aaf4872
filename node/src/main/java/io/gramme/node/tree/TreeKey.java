package io.gramme.node.tree;

/**
 * The cluster's 128-bit secret for tree sums. SipHash-2-4 (Aumasson and Bernstein, 2012) under it makes a set of keys
 * whose sums cancel out infeasible to choose; a plain sum would let a client hide differences from anti-entropy.
 *
 * @param first little-endian first half, as in the paper
 * @param second the second half
 */
public record TreeKey(long first, long second) {
    /** SipHash-2-4 of the 16 bytes that are both numbers, little-endian. */
    public long hash(long keyHash, long versionHash) {
        long v0 = first ^ 0x736f6d6570736575L;
        long v1 = second ^ 0x646f72616e646f6dL;
        long v2 = first ^ 0x6c7967656e657261L;
        long v3 = second ^ 0x7465646279746573L;
        // The last word carries the message's length in its top byte; rounds 0..5 compress, 6..9 finish.
        long last = 16L << 56;
        for (int round = 0; round < 10; round++) {
            long word = round < 2 ? keyHash : round < 4 ? versionHash : last;
            boolean begins = round < 6 && (round & 1) == 0;
            if (begins) {
                v3 ^= word;
            } else if (round == 6) {
                v2 ^= 0xff;
            }
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            if (round < 6 && !begins) {
                v0 ^= word;
            }
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "TreeKey";
    }
}
