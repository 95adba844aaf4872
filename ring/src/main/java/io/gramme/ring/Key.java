package io.gramme.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key inside a bucket, both as bytes, with the frozen 64-bit hash that places it on the ring.
 *
 * <p>Immutable; the arrays are shared, not copied: nobody may write to them.
 */
public final class Key {
    /** Longest bucket name, in bytes. Its length travels in one byte. */
    public static final int MAX_BUCKET_BYTES = 128;
    /** Longest key, in bytes. */
    public static final int MAX_KEY_BYTES = 1024;

    private final byte[] bucket;
    private final byte[] name;
    private final long hash;

    private Key(byte[] bucket, byte[] name) {
        if (bucket.length < 1 || bucket.length > MAX_BUCKET_BYTES) {
            throw new IllegalArgumentException("bucket of " + bucket.length + " bytes, allowed 1.." + MAX_BUCKET_BYTES);
        }
        if (name.length < 1 || name.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("key of " + name.length + " bytes, allowed 1.." + MAX_KEY_BYTES);
        }
        this.bucket = bucket;
        this.name = name;
        this.hash = KeyHash.of(bucket, name);
    }

    public static Key of(byte[] bucket, byte[] name) {
        return new Key(bucket, name);
    }

    /** A key of UTF-8 text, for tests and tools. */
    public static Key of(String bucket, String name) {
        return new Key(bucket.getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8));
    }

    /** The bucket's bytes, 1..128. */
    public byte[] bucket() {
        return bucket;
    }

    /** The key's bytes inside its bucket, 1..1024. */
    public byte[] name() {
        return name;
    }

    /** The first 64 bits of Murmur3 x64-128 over (bucket length, bucket, key); unsigned. */
    public long hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key
                && hash == key.hash
                && Arrays.equals(bucket, key.bucket)
                && Arrays.equals(name, key.name);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    /** Bucket and key as text, for messages; not reversible when either is not UTF-8. */
    @Override
    public String toString() {
        return new String(bucket, StandardCharsets.UTF_8) + "/" + new String(name, StandardCharsets.UTF_8);
    }
}
