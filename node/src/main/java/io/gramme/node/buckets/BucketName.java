package io.gramme.node.buckets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A bucket's bytes, comparable: unsigned byte order. The array is not copied and not to be changed. */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
record BucketName(byte[] bytes) implements Comparable<BucketName> {
    static final int MOST_BYTES = 128;

    BucketName {
        if (bytes.length < 1 || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("bucket of " + bytes.length + " bytes, allowed 1.." + MOST_BYTES);
        }
    }

    @Override
    public int compareTo(BucketName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BucketName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
