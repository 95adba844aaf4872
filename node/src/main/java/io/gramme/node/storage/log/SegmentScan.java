package io.gramme.node.storage.log;

import io.gramme.node.runtime.Files;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one segment in order. One thread at a time; the file stays the caller's.
 *
 * <p>It stops at the seal, at the end, or at the first frame that is not valid, and says which; what that means (a torn
 * tail or corruption) is the caller's to judge with {@link #nextBatch}.
 */
public final class SegmentScan {
    /** Why {@link #next()} had no more. */
    public enum Ending {
        /** At the seal. */
        SEALED,
        /** Not at a valid frame: the file's end, zeros of a preallocated tail, a torn or a damaged frame. */
        STOPPED
    }

    /**
     * A valid batch frame found beyond a bad one.
     *
     * @param offset where it begins
     * @param durableOffset everything before this was durable when the batch was written
     */
    public record Batch(int offset, int durableOffset) {}

    private static final int WINDOW_BYTES = 1 << 20;

    private final Files.ReadFile file;
    private final int segment;
    private final int end;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer window;
    private int windowStart;
    private int offset;
    private Ending ending = Ending.STOPPED;

    /**
     * @param from offset of a frame, or 0
     */
    public SegmentScan(Files.ReadFile file, int segment, int from) throws IOException {
        this.file = file;
        this.segment = segment;
        this.end = Math.toIntExact(file.size());
        this.offset = from;
        this.window = ByteBuffer.allocate(Math.min(WINDOW_BYTES, Math.max(64, end - from)));
        this.window.limit(0);
        this.windowStart = from;
    }

    /** The next frame about a key, or {@code null}: {@link #ending()} and {@link #offset()} then say where and why. */
    public @Nullable Frame next() throws IOException {
        while (load()) {
            int at = offset - windowStart;
            FrameType type = FrameType.of(window.get(at + 8));
            if (type == FrameType.SEAL) {
                ending = Ending.SEALED;
                return null;
            }
            int bytes = FrameFormat.HEADER_BYTES + window.getInt(at);
            if (type.hasKey()) {
                Frame frame = Frame.parse(window, at, LogPosition.of(segment, offset));
                if (frame != null) {
                    offset += bytes;
                }
                return frame;
            }
            if (!inPlace(type, at)) {
                return null;
            }
            offset += bytes;
        }
        return null;
    }

    /** Whether a frame of the log's own says that it belongs here. */
    private boolean inPlace(FrameType type, int at) {
        int payload = at + FrameFormat.HEADER_BYTES;
        if (type == FrameType.SEGMENT) {
            return offset == 0 && window.getInt(payload) == FrameFormat.MAGIC && window.getInt(payload + 6) == segment;
        }
        return offset > 0 && window.getInt(payload) == segment && window.getInt(payload + 4) == offset;
    }

    /** Brings the frame at the offset into the window; {@code false} when there is no valid one. */
    private boolean load() throws IOException {
        int at = offset - windowStart;
        if (window.limit() - at < FrameFormat.HEADER_BYTES && !refill(FrameFormat.HEADER_BYTES)) {
            return false;
        }
        at = offset - windowStart;
        int length = window.getInt(at);
        long frame = (long) FrameFormat.HEADER_BYTES + length;
        if (length <= 0 || frame > end - offset) {
            return false;
        }
        if (window.limit() - at < frame && !refill((int) frame)) {
            return false;
        }
        return Frame.valid(window, offset - windowStart, crc);
    }

    /** Moves the window to the offset, with at least that many bytes in it. */
    private boolean refill(int bytes) throws IOException {
        if (end - offset < bytes) {
            return false;
        }
        if (window.capacity() < bytes) {
            window = ByteBuffer.allocate(bytes);
        }
        window.clear();
        windowStart = offset;
        file.read(offset, window);
        window.flip();
        return window.limit() >= bytes;
    }

    public Ending ending() {
        return ending;
    }

    /** Where the scan stands: after the last frame returned, or at what stopped it. */
    public int offset() {
        return offset;
    }

    /** The file's length in bytes, preallocated space included. */
    public int fileBytes() {
        return end;
    }

    /** Goes on at another frame. */
    public void resume(int at) {
        offset = at;
        windowStart = at;
        window.limit(0);
    }

    /**
     * The first valid batch frame of this segment at or after an offset. Only batch frames say where they stand, so bytes
     * inside a record are not taken for one.
     */
    public @Nullable Batch nextBatch(int from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(WINDOW_BYTES, Math.max(0, end - from)));
        int start = from;
        while (end - start >= FrameFormat.BATCH_FRAME_BYTES) {
            bytes.clear();
            file.read(start, bytes);
            bytes.flip();
            int candidates = bytes.limit() - FrameFormat.BATCH_FRAME_BYTES;
            for (int at = 0; at <= candidates; at++) {
                if (isBatch(bytes, at, start + at)) {
                    return new Batch(start + at, bytes.getInt(at + FrameFormat.HEADER_BYTES + 8));
                }
            }
            start += candidates + 1;
        }
        return null;
    }

    private boolean isBatch(ByteBuffer bytes, int at, int position) {
        return bytes.get(at + 8) == FrameType.BATCH.code()
                && bytes.getInt(at) == FrameFormat.BATCH_FRAME_BYTES - FrameFormat.HEADER_BYTES
                && bytes.getInt(at + FrameFormat.HEADER_BYTES) == segment
                && bytes.getInt(at + FrameFormat.HEADER_BYTES + 4) == position
                && Frame.valid(bytes, at, crc);
    }
}
