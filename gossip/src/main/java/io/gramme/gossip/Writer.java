package io.gramme.gossip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends the primitive parts of messages to a growing array. Big-endian; numbers as LEB128 where mostly small. */
final class Writer {
    private byte[] bytes;
    private int size;

    Writer(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    Writer u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    Writer u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    Writer u64(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** A number that is not negative, 1 to 9 bytes. */
    Writer number(long value) {
        Bounds.require(value >= 0, "negative number");
        ensure(9);
        long rest = value;
        while (rest >= 0x80) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    Writer raw(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    Writer text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return u8(utf8.length).raw(utf8);
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
