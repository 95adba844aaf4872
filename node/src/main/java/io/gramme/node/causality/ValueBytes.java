package io.gramme.node.causality;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A slice of an array, shared and not copied: decoding a record keeps its values where they lie. Nobody may write to the
 * array.
 */
public final class ValueBytes {
    /** No bytes. */
    public static final ValueBytes EMPTY = new ValueBytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private ValueBytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** The whole array, not copied. */
    public static ValueBytes of(byte[] array) {
        return array.length == 0 ? EMPTY : new ValueBytes(array, 0, array.length);
    }

    /** A part of an array, not copied. */
    public static ValueBytes of(byte[] array, int offset, int length) {
        if (offset < 0 || length < 0 || length > array.length - offset) {
            throw new IllegalArgumentException(
                    "slice " + offset + "+" + length + " of an array of " + array.length + " bytes");
        }
        return length == 0 ? EMPTY : new ValueBytes(array, offset, length);
    }

    /** Text as UTF-8. */
    public static ValueBytes of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The array that holds the slice; read only. */
    public byte[] array() {
        return array;
    }

    /** Where the slice begins in {@link #array()}. */
    public int offset() {
        return offset;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** A copy of the slice alone. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Lexicographic, bytes unsigned. */
    int compare(ValueBytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof ValueBytes bytes
                        && length == bytes.length
                        && Arrays.equals(
                                array, offset, offset + length, bytes.array, bytes.offset, bytes.offset + length));
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** As UTF-8 text, for messages. */
    @Override
    public String toString() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }
}
