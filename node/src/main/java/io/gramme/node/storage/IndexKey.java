package io.gramme.node.storage;

import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes under which the index files a key: space 1, partition 2, leaf 2, hash 8, bucket length 1, bucket, name; all
 * big-endian. Their unsigned order is the scan order. Keys are plain arrays because millions of them sit in deltas.
 *
 * <p>The layout is frozen: every index run on every disk depends on it.
 */
public final class IndexKey {
    /** Bytes before the bucket's length. */
    public static final int PREFIX_BYTES = 13;
    /** Longest index key in bytes. */
    public static final int MAX_BYTES = PREFIX_BYTES + 1 + Key.MAX_BUCKET_BYTES + Key.MAX_KEY_BYTES;

    private static final int PARTITION_AT = 1;
    private static final int LEAF_AT = 3;
    private static final int HASH_AT = 5;
    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private IndexKey() {}

    /** The index key of a key in a space. */
    public static byte[] of(Partitions partitions, Space space, Key key) {
        byte[] bucket = key.bucket();
        byte[] name = key.name();
        byte[] bytes = new byte[PREFIX_BYTES + 1 + bucket.length + name.length];
        bytes[0] = (byte) space.code();
        putShort(bytes, PARTITION_AT, partitions.of(key.hash()));
        putShort(bytes, LEAF_AT, partitions.leaf(key.hash()));
        BIG_ENDIAN_LONG.set(bytes, HASH_AT, key.hash());
        bytes[PREFIX_BYTES] = (byte) bucket.length;
        System.arraycopy(bucket, 0, bytes, PREFIX_BYTES + 1, bucket.length);
        System.arraycopy(name, 0, bytes, PREFIX_BYTES + 1 + bucket.length, name.length);
        return bytes;
    }

    /**
     * Where a partition begins, which is where the one before it ends.
     *
     * @param partition 0..4 096; one more than the last is the end of the last
     */
    public static byte[] partitionBound(Space space, int partition) {
        byte[] bytes = new byte[LEAF_AT];
        bytes[0] = (byte) space.code();
        putShort(bytes, PARTITION_AT, partition);
        return bytes;
    }

    /** Where a leaf begins, which is where the one before it ends; one more than the last leaf ends the last. */
    public static byte[] leafBound(Space space, int partition, int leaf) {
        byte[] bytes = new byte[HASH_AT];
        bytes[0] = (byte) space.code();
        putShort(bytes, PARTITION_AT, partition);
        putShort(bytes, LEAF_AT, leaf);
        return bytes;
    }

    /** Where the keys of a hash begin. */
    public static byte[] hashBound(Partitions partitions, Space space, long hash) {
        byte[] bytes = new byte[PREFIX_BYTES];
        bytes[0] = (byte) space.code();
        putShort(bytes, PARTITION_AT, partitions.of(hash));
        putShort(bytes, LEAF_AT, partitions.leaf(hash));
        BIG_ENDIAN_LONG.set(bytes, HASH_AT, hash);
        return bytes;
    }

    /**
     * The first eight bytes of a key, shorter ones with zeros behind, as a number whose signed order is their unsigned
     * order: where two numbers differ the keys stand in the same order, where they are equal the rest decides.
     *
     * @param at where the key begins in the array, which it ends with
     */
    static long first8(byte[] bytes, int at) {
        if (bytes.length - at >= Long.BYTES) {
            return (long) BIG_ENDIAN_LONG.get(bytes, at) ^ Long.MIN_VALUE;
        }
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (at + i < bytes.length ? bytes[at + i] & 0xFF : 0);
        }
        return value ^ Long.MIN_VALUE;
    }

    /** The bound that lies directly after a key: a scan from it resumes strictly after the key. */
    public static byte[] after(byte[] indexKey) {
        return Arrays.copyOf(indexKey, indexKey.length + 1);
    }

    /** The code of the key's space. */
    public static int spaceCode(byte[] indexKey) {
        return indexKey[0] & 0xff;
    }

    public static int partition(byte[] indexKey) {
        return getShort(indexKey, PARTITION_AT);
    }

    public static int leaf(byte[] indexKey) {
        return getShort(indexKey, LEAF_AT);
    }

    /** The ring hash of the key. */
    public static long hash(byte[] indexKey) {
        return (long) BIG_ENDIAN_LONG.get(indexKey, HASH_AT);
    }

    /** The bucket and name, as a key; its hash is computed anew. */
    public static Key key(byte[] indexKey) {
        int bucketEnd = PREFIX_BYTES + 1 + (indexKey[PREFIX_BYTES] & 0xff);
        return Key.of(
                Arrays.copyOfRange(indexKey, PREFIX_BYTES + 1, bucketEnd),
                Arrays.copyOfRange(indexKey, bucketEnd, indexKey.length));
    }

    /** Scan order. */
    public static int compare(byte[] left, byte[] right) {
        return Arrays.compareUnsigned(left, right);
    }

    private static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    private static int getShort(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
