package io.gramme.ring.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the primitives of the ring's formats. */
final class ByteSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

    void put(int value) {
        bytes.write(value);
    }

    /** Unsigned, seven bits a byte, least significant first, in the fewest bytes. */
    void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    /** Eight bytes, most significant first. */
    void putLong(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes.write((int) (value >>> shift));
        }
    }

    /** Length and ASCII characters. */
    void putText(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        putVarint(ascii.length);
        bytes.write(ascii, 0, ascii.length);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
