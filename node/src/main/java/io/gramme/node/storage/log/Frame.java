package io.gramme.node.storage.log;

import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.ring.Key;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A frame about a key, as found in a segment and checked against its checksum.
 *
 * @param position where the frame begins
 * @param frameBytes whole length in the segment
 * @param source where a moved frame was moved from, else {@link LogPosition#START}
 * @param header the record's header, {@code null} for removals
 * @param record a view of the record's bytes, valid until the next frame is read; {@code null} for removals
 */
public record Frame(
        FrameType type,
        long sequence,
        long position,
        int frameBytes,
        long source,
        Space space,
        Key key,
        @Nullable Header header,
        @Nullable ByteBuffer record) {
    private static final Space[] SPACES = Space.values();

    /** A copy of the record's bytes; only for frames that carry one. */
    public byte[] recordBytes() {
        ByteBuffer view = recordView();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    /** The same frame with a copy of the record's bytes, to keep beyond the next read. */
    public Frame detached() {
        ByteBuffer copy = record == null ? null : ByteBuffer.wrap(recordBytes());
        return new Frame(type, sequence, position, frameBytes, source, space, key, header, copy);
    }

    /** The record's bytes; only for frames that carry one. */
    public ByteBuffer recordView() {
        if (record == null) {
            throw new IllegalStateException("a removal has no record");
        }
        return record.duplicate();
    }

    /** The record's header; only for frames that carry one. */
    public Header recordHeader() {
        if (header == null) {
            throw new IllegalStateException("a removal has no header");
        }
        return header;
    }

    /**
     * Whether a whole frame with a right checksum starts at {@code start}.
     *
     * @param bytes readable up to its limit
     */
    static boolean valid(ByteBuffer bytes, int start, CRC32C crc) {
        if (bytes.limit() - start < FrameFormat.HEADER_BYTES) {
            return false;
        }
        int length = bytes.getInt(start);
        long end = (long) start + FrameFormat.HEADER_BYTES + length;
        return length > 0
                && end <= bytes.limit()
                && FrameType.known(bytes.get(start + 8))
                && bytes.getInt(start + 4) == FrameFormat.checksum(bytes, start, (int) end, crc);
    }

    /**
     * Reads the frame at {@code start}, which must be {@link #valid} and about a key.
     *
     * @return {@code null} when its payload contradicts itself, which a right checksum makes a program error elsewhere
     */
    static @Nullable Frame parse(ByteBuffer bytes, int start, long position) {
        FrameType type = FrameType.of(bytes.get(start + 8));
        long sequence = bytes.getLong(start + 9);
        int frameBytes = FrameFormat.HEADER_BYTES + bytes.getInt(start);
        ByteBuffer payload = bytes.duplicate();
        payload.limit(start + frameBytes).position(start + FrameFormat.HEADER_BYTES);
        int fixed = FrameFormat.KEY_LENGTHS_BYTES
                + (type.isMoved() ? FrameFormat.SOURCE_BYTES : 0)
                + (type.hasRecord() ? FrameFormat.RECORD_HEADER_BYTES : 0);
        if (payload.remaining() < fixed) {
            return null;
        }
        long source = type.isMoved() ? payload.getLong() : LogPosition.START;
        int space = payload.get();
        int bucketLength = payload.get() & 0xff;
        int nameLength = payload.getShort() & 0xffff;
        boolean fits = payload.remaining()
                >= bucketLength + nameLength + (type.hasRecord() ? FrameFormat.RECORD_HEADER_BYTES : 0);
        if (!fits || space < 0 || space >= SPACES.length || bucketLength == 0 || nameLength == 0) {
            return null;
        }
        byte[] bucket = new byte[bucketLength];
        byte[] name = new byte[nameLength];
        payload.get(bucket).get(name);
        Header header = type.hasRecord() ? FrameFormat.header(payload) : null;
        ByteBuffer record = type.hasRecord() ? payload.slice() : null;
        Key key = Key.of(bucket, name);
        return new Frame(type, sequence, position, frameBytes, source, SPACES[space], key, header, record);
    }
}
