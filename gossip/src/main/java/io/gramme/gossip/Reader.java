package io.gramme.gossip;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link Writer} wrote and accepts nothing else: no number in more bytes than it needs, no broken UTF-8. */
final class Reader {
    private final byte[] bytes;
    private int position;

    Reader(byte[] bytes, int from) {
        this.bytes = bytes;
        this.position = from;
    }

    int u8() {
        need(1);
        return bytes[position++] & 0xff;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    long u64() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[position++] & 0xff);
        }
        return value;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw new Malformed("number longer than it needs");
                }
                return value;
            }
        }
        throw new Malformed("number above 63 bits");
    }

    /** A number up to the bound, as an int. */
    int number(int bound) {
        long value = number();
        if (value > bound) {
            throw new Malformed(value + " is above " + bound);
        }
        return (int) value;
    }

    byte[] raw(int length) {
        need(length);
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    String text() {
        byte[] utf8 = raw(u8());
        if (isAscii(utf8)) {
            return new String(utf8, StandardCharsets.US_ASCII);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8");
        }
    }

    <E extends Coded> E choice(E[] constants) {
        int code = u8();
        for (E constant : constants) {
            if (constant.code() == code) {
                return constant;
            }
        }
        throw new Malformed("no constant has code " + code);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    void end() {
        if (position != bytes.length) {
            throw new Malformed((bytes.length - position) + " bytes too many");
        }
    }

    private void need(int count) {
        if (bytes.length - position < count) {
            throw new Malformed("ends early");
        }
    }
}
