package io.gramme.ring.codec;

import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteSink} wrote. Throws {@link MalformedException} for anything it could not have written. */
final class ByteSource {
    private final byte[] bytes;
    private int position;

    ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    int get(String what) {
        if (position >= bytes.length) {
            throw new MalformedException("ends at byte " + position + " before " + what);
        }
        return bytes[position++] & 0xff;
    }

    long getVarint(String what) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = get(what);
            boolean overflows = shift == 63 && next > 1;
            boolean padded = shift > 0 && next == 0;
            if (overflows || padded) {
                throw new MalformedException(what + " at byte " + position + " is no shortest number");
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedException(what + " at byte " + position + " is too long a number");
    }

    /** A number in 0..max. */
    int getSmall(String what, int max) {
        long value = getVarint(what);
        if (value < 0 || value > max) {
            throw new MalformedException(
                    what + " is " + Long.toUnsignedString(value) + ", at most " + max + " allowed");
        }
        return (int) value;
    }

    /** A count of things of at least {@code bytesEach}: no more than the bytes left can hold. */
    int getCount(String what, int max, int bytesEach) {
        int count = getSmall(what, max);
        if ((long) count * bytesEach > bytes.length - position) {
            throw new MalformedException(
                    count + " " + what + " announced, " + (bytes.length - position) + " bytes left");
        }
        return count;
    }

    long getLong(String what) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | get(what);
        }
        return value;
    }

    String getText(String what, int max) {
        int length = getCount(what, max, 1);
        String text = new String(bytes, position, length, StandardCharsets.US_ASCII);
        position += length;
        return text;
    }

    void end() {
        if (position != bytes.length) {
            throw new MalformedException((bytes.length - position) + " bytes too many");
        }
    }
}
