package io.gramme.node.storage.log;

import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.ring.Key;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a frame, format version 1, big-endian:
 *
 * <pre>
 * length  4   bytes of the payload
 * crc     4   CRC32C of everything else in the frame
 * type    1   {@link FrameType}
 * seq     8   per-group sequence; 0 for SEGMENT, BATCH and SEAL
 * payload
 *   SEGMENT       magic 4, format 2, segment 4
 *   BATCH         segment 4, own offset 4, durable offset 4
 *   PUT           key, header, record          MOVED_PUT     source position 8, key, header, record
 *   REMOVE        key                          MOVED_REMOVE  source position 8, key
 *   SEAL          segment 4, own offset 4
 * key     space 1, bucket length 1, name length 2, bucket, name
 * header  version hash 8, flags 4, HLC 8, expiry 8
 * </pre>
 */
final class FrameFormat {
    static final int FORMAT = 1;
    static final int MAGIC = 0x47524d4c;
    static final int HEADER_BYTES = 17;
    static final int SEGMENT_FRAME_BYTES = HEADER_BYTES + 10;
    static final int BATCH_FRAME_BYTES = HEADER_BYTES + 12;
    static final int SEAL_FRAME_BYTES = HEADER_BYTES + 8;
    static final int KEY_LENGTHS_BYTES = 4;
    static final int RECORD_HEADER_BYTES = 28;
    static final int SOURCE_BYTES = 8;
    /** Longest payload beside the record itself. */
    static final int MAX_OVERHEAD_BYTES =
            SOURCE_BYTES + KEY_LENGTHS_BYTES + Key.MAX_BUCKET_BYTES + Key.MAX_KEY_BYTES + RECORD_HEADER_BYTES;

    private static final int TYPE_AT = 8;

    private FrameFormat() {}

    /** Bytes of the part of a frame that names the key. */
    static int keyBytes(Key key) {
        return KEY_LENGTHS_BYTES + key.bucket().length + key.name().length;
    }

    /** Starts a frame at the buffer's position; {@link #finish} must follow with the position this returns. */
    static int begin(ByteBuffer buffer, FrameType type, long sequence) {
        int start = buffer.position();
        buffer.putLong(0).put(type.code()).putLong(sequence);
        return start;
    }

    /** Fills in length and checksum of the frame that began at {@code start} and ends at the buffer's position. */
    static void finish(ByteBuffer buffer, int start, CRC32C crc) {
        int end = buffer.position();
        buffer.putInt(start, end - start - HEADER_BYTES);
        buffer.putInt(start + 4, checksum(buffer, start, end, crc));
    }

    /** Checksum of a frame's length and of what follows the checksum; leaves position and limit as they were. */
    static int checksum(ByteBuffer buffer, int start, int end, CRC32C crc) {
        int position = buffer.position();
        int limit = buffer.limit();
        crc.reset();
        buffer.limit(start + 4).position(start);
        crc.update(buffer);
        buffer.limit(end).position(start + TYPE_AT);
        crc.update(buffer);
        buffer.limit(limit).position(position);
        return (int) crc.getValue();
    }

    static void putKey(ByteBuffer buffer, Space space, Key key) {
        buffer.put((byte) space.code())
                .put((byte) key.bucket().length)
                .putShort((short) key.name().length)
                .put(key.bucket())
                .put(key.name());
    }

    static void putHeader(ByteBuffer buffer, Header header) {
        buffer.putLong(header.versionHash())
                .putInt(header.flags())
                .putLong(header.hlc())
                .putLong(header.expiryMillis());
    }

    static Header header(ByteBuffer buffer) {
        return new Header(buffer.getLong(), buffer.getInt(), buffer.getLong(), buffer.getLong());
    }

    static void segmentFrame(ByteBuffer buffer, int segment, CRC32C crc) {
        int start = begin(buffer, FrameType.SEGMENT, 0);
        buffer.putInt(MAGIC).putShort((short) FORMAT).putInt(segment);
        finish(buffer, start, crc);
    }

    static void sealFrame(ByteBuffer buffer, int segment, int offset, CRC32C crc) {
        int start = begin(buffer, FrameType.SEAL, 0);
        buffer.putInt(segment).putInt(offset);
        finish(buffer, start, crc);
    }

    /** Writes the batch frame at the buffer's start; the position stays where it is. */
    static void batchFrame(ByteBuffer buffer, long position, int durableOffset, CRC32C crc) {
        int end = buffer.position();
        buffer.position(0);
        int start = begin(buffer, FrameType.BATCH, 0);
        buffer.putInt(LogPosition.segment(position))
                .putInt(LogPosition.offset(position))
                .putInt(durableOffset);
        finish(buffer, start, crc);
        buffer.position(end);
    }
}
