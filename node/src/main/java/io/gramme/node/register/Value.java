package io.gramme.node.register;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a register decides: opaque bytes, at most {@link #MAX_BYTES}, equal by content. Immutable. */
public final class Value {
    /** 1 MiB: a ring version of 4 096 partitions and 1 000 members is a tenth of it. */
    public static final int MAX_BYTES = 1 << 20;

    private final byte[] bytes;

    private Value(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A value with a copy of these bytes.
     *
     * @throws IllegalArgumentException when there are more than {@link #MAX_BYTES}
     */
    public static Value of(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a value of " + bytes.length + " bytes exceeds " + MAX_BYTES);
        }
        return new Value(bytes.clone());
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Number of bytes. */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Value that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Value[" + bytes.length + " bytes, hash " + Integer.toHexString(hashCode()) + "]";
    }
}
