package io.gramme.node.causality;

import java.util.Arrays;

/** A growing array of bytes. Varints are little-endian groups of seven bits, unsigned, at most 63 bits, shortest form. */
public final class ByteSink {
    private byte[] bytes;
    private int size;

    public ByteSink(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    public void raw(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    public void varint(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative varint " + value);
        }
        room(9);
        long rest = value;
        while (rest >= 0x80) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** 8 bytes, big-endian. */
    public void fixed64(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    public void slice(byte[] array, int offset, int length) {
        room(length);
        System.arraycopy(array, offset, bytes, size, length);
        size += length;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length + (bytes.length >> 1)));
        }
    }
}
