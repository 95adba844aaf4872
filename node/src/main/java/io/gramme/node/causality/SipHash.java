package io.gramme.node.causality;

/**
 * SipHash-2-4 (Aumasson and Bernstein 2012): a keyed 64-bit hash that nobody without the key can steer. Immutable.
 *
 * <p>Bytes are read as little-endian words; a stream of n longs hashes as their 8n bytes.
 */
public final class SipHash {
    private final long k0;
    private final long k1;

    private SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** A 128-bit key: bytes 0..7 and 8..15, each as a little-endian word. */
    public static SipHash withKey(long k0, long k1) {
        return new SipHash(k0, k1);
    }

    /** The hash of a part of an array. */
    public long of(byte[] bytes, int offset, int length) {
        Stream stream = stream();
        int end = offset + length;
        int at = offset;
        for (; at + 8 <= end; at += 8) {
            stream.add((long) LITTLE_ENDIAN.get(bytes, at));
        }
        long tail = 0;
        for (int shift = 0; at < end; at++, shift += 8) {
            tail |= (bytes[at] & 0xffL) << shift;
        }
        return stream.end(tail, length);
    }

    private static final java.lang.invoke.VarHandle LITTLE_ENDIAN =
            java.lang.invoke.MethodHandles.byteArrayViewVarHandle(long[].class, java.nio.ByteOrder.LITTLE_ENDIAN);

    /** Begins a hash over longs. */
    Stream stream() {
        return new Stream(k0, k1);
    }

    /** A hash in the making. Not shared. */
    static final class Stream {
        private long v0;
        private long v1;
        private long v2;
        private long v3;
        private int words;

        private Stream(long k0, long k1) {
            v0 = k0 ^ 0x736f6d6570736575L;
            v1 = k1 ^ 0x646f72616e646f6dL;
            v2 = k0 ^ 0x6c7967656e657261L;
            v3 = k1 ^ 0x7465646279746573L;
        }

        Stream add(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
            words++;
            return this;
        }

        long end() {
            return end(0, words * 8);
        }

        private long end(long tail, int length) {
            add(((long) length << 56) | tail);
            v2 ^= 0xff;
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
