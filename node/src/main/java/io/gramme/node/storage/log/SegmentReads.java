package io.gramme.node.storage.log;

import io.gramme.node.runtime.Files;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.node.storage.Storage.Found;
import io.gramme.node.storage.Storage.ReadOutcome;
import io.gramme.node.storage.Storage.Unreadable;
import io.gramme.ring.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records out of segments through the page cache. One per shard, on its loop; the files are shared, the
 * buffer is not.
 *
 * <p>A record is served only if its frame's checksum, type and key are right. Anything else is unreadable, never absent.
 */
public final class SegmentReads {
    private static final int BUFFER_BYTES = 64 << 10;

    private final ByteBuffer reused = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final CRC32C crc = new CRC32C();
    private Files.@Nullable ReadFile[] files = new Files.ReadFile[16];
    private int base = 1;

    /** A segment can be read from now on. */
    public void add(int segment, Files.ReadFile file) {
        int at = segment - base;
        if (at >= files.length) {
            int dead = 0;
            while (dead < files.length && files[dead] == null) {
                dead++;
            }
            files = Arrays.copyOfRange(files, dead, dead + Math.max(files.length, 2 * (at - dead + 1)));
            base += dead;
            at -= dead;
        }
        files[at] = file;
    }

    /** Forgets a segment; closing the file is the caller's, once every shard has forgotten it. */
    public void drop(int segment) {
        int at = segment - base;
        if (at >= 0 && at < files.length) {
            files[at] = null;
        }
    }

    private Files.@Nullable ReadFile file(int segment) {
        int at = segment - base;
        return at >= 0 && at < files.length ? files[at] : null;
    }

    /** The record that an index entry points to. */
    public ReadOutcome read(IndexEntry entry, Space space, Key key) {
        Files.ReadFile file = file(entry.segment());
        if (file == null) {
            return unreadable(entry, "the segment is missing");
        }
        int most = entry.length() + FrameFormat.SOURCE_BYTES;
        ByteBuffer buffer = most <= BUFFER_BYTES ? reused : ByteBuffer.allocate(most);
        try {
            buffer.clear().limit(most);
            file.read(entry.offset(), buffer);
            buffer.flip();
        } catch (IOException fault) {
            return unreadable(entry, String.valueOf(fault.getMessage()));
        }
        if (!Frame.valid(buffer, 0, crc)) {
            return unreadable(entry, "the checksum is wrong");
        }
        FrameType type = FrameType.of(buffer.get(8));
        int frameBytes = FrameFormat.HEADER_BYTES + buffer.getInt(0);
        int keyAt = FrameFormat.HEADER_BYTES + (type.isMoved() ? FrameFormat.SOURCE_BYTES : 0);
        if (!type.hasRecord() || !sameKey(buffer, keyAt, frameBytes, space, key)) {
            return unreadable(entry, "the frame is about something else");
        }
        buffer.limit(frameBytes).position(keyAt + FrameFormat.keyBytes(key));
        var header = FrameFormat.header(buffer);
        byte[] payload = new byte[buffer.remaining()];
        buffer.get(payload);
        return new Found(new Entry(header, payload));
    }

    private static boolean sameKey(ByteBuffer buffer, int at, int frameBytes, Space space, Key key) {
        byte[] bucket = key.bucket();
        byte[] name = key.name();
        if (at + FrameFormat.keyBytes(key) + FrameFormat.RECORD_HEADER_BYTES > frameBytes
                || buffer.get(at) != (byte) space.code()
                || buffer.get(at + 1) != (byte) bucket.length
                || buffer.getShort(at + 2) != (short) name.length) {
            return false;
        }
        int bucketAt = at + FrameFormat.KEY_LENGTHS_BYTES;
        return buffer.slice(bucketAt, bucket.length).equals(ByteBuffer.wrap(bucket))
                && buffer.slice(bucketAt + bucket.length, name.length).equals(ByteBuffer.wrap(name));
    }

    private static Unreadable unreadable(IndexEntry entry, String reason) {
        return new Unreadable(
                "record at " + LogPosition.text(LogPosition.of(entry.segment(), entry.offset())) + ": " + reason);
    }
}
