package io.gramme.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The frozen placement hash: the first 64 bits of MurmurHash3 x64-128 with seed 0 (Austin Appleby, public domain) over
 * one byte of bucket length, the bucket and the key. It may never change: every partition on every disk depends on it.
 */
public final class KeyHash {
    private static final VarHandle LITTLE_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private KeyHash() {}

    /** The hash of a key in a bucket, an unsigned 64-bit number. */
    public static long of(byte[] bucket, byte[] name) {
        byte[] joined = new byte[1 + bucket.length + name.length];
        joined[0] = (byte) bucket.length;
        System.arraycopy(bucket, 0, joined, 1, bucket.length);
        System.arraycopy(name, 0, joined, 1 + bucket.length, name.length);
        return murmur3(joined);
    }

    /** The first half of MurmurHash3 x64-128, seed 0. */
    public static long murmur3(byte[] data) {
        int length = data.length;
        int blocks = length >>> 4;
        long h1 = 0;
        long h2 = 0;
        for (int block = 0; block < blocks; block++) {
            h1 ^= mixFirst((long) LITTLE_ENDIAN_LONG.get(data, block << 4));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= mixSecond((long) LITTLE_ENDIAN_LONG.get(data, (block << 4) + 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        int tail = blocks << 4;
        h2 ^= mixSecond(bytesAt(data, tail + 8, length));
        h1 ^= mixFirst(bytesAt(data, tail, Math.min(length, tail + 8)));
        h1 ^= length;
        h2 ^= length;
        h1 += h2;
        h2 += h1;
        h1 = finish(h1);
        h2 = finish(h2);
        return h1 + h2;
    }

    private static long mixFirst(long k1) {
        return Long.rotateLeft(k1 * C1, 31) * C2;
    }

    private static long mixSecond(long k2) {
        return Long.rotateLeft(k2 * C2, 33) * C1;
    }

    private static long bytesAt(byte[] data, int from, int to) {
        long value = 0;
        for (int i = to - 1; i >= from; i--) {
            value = (value << 8) | (data[i] & 0xff);
        }
        return value;
    }

    private static long finish(long hash) {
        long h = hash;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
