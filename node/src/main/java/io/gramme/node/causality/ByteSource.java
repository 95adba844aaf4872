package io.gramme.node.causality;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteSink} writes; strict: shortest varints only, nothing beyond the end, bounds checked. */
public final class ByteSource {
    private final byte[] bytes;
    private final int end;
    private int at;

    public ByteSource(byte[] bytes, int from) {
        this(bytes, from, bytes.length);
    }

    public ByteSource(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    public int remaining() {
        return end - at;
    }

    public int raw() throws MalformedRecordException {
        need(1);
        return bytes[at++] & 0xff;
    }

    /** A varint of at most {@code most}. */
    public long varint(long most) throws MalformedRecordException {
        long value = 0;
        int start = at;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = raw();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw new MalformedRecordException("overlong number at byte " + start);
                }
                if (value > most) {
                    throw new MalformedRecordException("number " + value + " at byte " + start + ", at most " + most);
                }
                return value;
            }
        }
        throw new MalformedRecordException("number of more than 63 bits at byte " + start);
    }

    /** A count of things that take at least that many bytes each: never more than the rest can hold. */
    public int count(int bytesEach) throws MalformedRecordException {
        return (int) varint(remaining() / bytesEach);
    }

    /** 8 bytes, big-endian. */
    public long fixed64() throws MalformedRecordException {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[at++] & 0xff);
        }
        return value;
    }

    /** A slice of the array, not copied. */
    public ValueBytes slice(int length) throws MalformedRecordException {
        need(length);
        ValueBytes slice = ValueBytes.of(bytes, at, length);
        at += length;
        return slice;
    }

    /** Length and UTF-8. */
    public String text(int mostBytes) throws MalformedRecordException {
        int length = (int) varint(Math.min(mostBytes, remaining()));
        int start = at;
        need(length);
        at += length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new MalformedRecordException("text at byte " + start + " is not UTF-8");
        }
    }

    public void end() throws MalformedRecordException {
        if (at != end) {
            throw new MalformedRecordException(remaining() + " bytes after the end at byte " + at);
        }
    }

    private void need(int count) throws MalformedRecordException {
        if (count > end - at) {
            throw new MalformedRecordException(
                    "cut off at byte " + at + ": " + count + " more needed, " + (end - at) + " left");
        }
    }
}
