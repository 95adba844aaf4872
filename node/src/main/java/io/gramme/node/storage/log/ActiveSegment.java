package io.gramme.node.storage.log;

import io.gramme.node.runtime.Files;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The segment that grows. It is forced and sealed before the next one is created. Writer only. */
final class ActiveSegment {
    private final LogSettings settings;
    private final Files files;
    private final LogListener listener;
    private final CRC32C crc = new CRC32C();
    private final int firstSegment;
    private Files.@Nullable AppendFile file;
    private int segment;
    private int forcedOffset;

    ActiveSegment(LogSettings settings, Files files, LogListener listener, int firstSegment) {
        this.settings = settings;
        this.files = files;
        this.listener = listener;
        this.firstSegment = firstSegment;
        this.segment = firstSegment - 1;
    }

    private Files.AppendFile file() {
        if (file == null) {
            throw new IllegalStateException("the log has no active segment");
        }
        return file;
    }

    /** Where the next frame goes; the log's end. */
    long position() {
        return file == null ? LogPosition.of(segment, forcedOffset) : LogPosition.of(segment, (int) file.position());
    }

    /** Whether that many bytes still belong into this segment; a fresh segment takes any batch. */
    boolean fits(int bytes) {
        long position = file().position();
        return position == FrameFormat.SEGMENT_FRAME_BYTES
                || position + bytes + FrameFormat.SEAL_FRAME_BYTES <= settings.segmentBytes();
    }

    /**
     * Appends a batch.
     *
     * @return where its batch frame begins
     */
    long append(ShardBatch batch) throws IOException {
        long base = position();
        ByteBuffer buffer = batch.buffer();
        FrameFormat.batchFrame(buffer, base, forcedOffset, crc);
        int end = buffer.position();
        file().append(buffer.flip());
        buffer.limit(buffer.capacity()).position(end);
        return base;
    }

    void force() throws IOException {
        if (file().position() != forcedOffset) {
            file().force();
            forcedOffset = (int) file().position();
        }
    }

    /** Seals this segment, if there is one, and creates the next with room for a batch of that size. */
    void roll(int batchBytes) throws IOException {
        if (file != null) {
            close();
        }
        int next = segment + 1;
        String path = SegmentFile.path(next);
        Files.AppendFile created = files.create(path);
        if (settings.preallocate()) {
            created.allocate(Math.max(settings.segmentBytes(), (long) batchBytes + (1 << 10)));
        }
        ByteBuffer first = ByteBuffer.allocate(FrameFormat.SEGMENT_FRAME_BYTES);
        FrameFormat.segmentFrame(first, next, crc);
        created.append(first.flip());
        created.force();
        files.forceDirectory(SegmentFile.DIRECTORY);
        file = created;
        segment = next;
        forcedOffset = FrameFormat.SEGMENT_FRAME_BYTES;
        listener.onSegment(next, files.open(path));
    }

    /** Forces and seals the segment; the log has none then. */
    void close() throws IOException {
        force();
        ByteBuffer seal = ByteBuffer.allocate(FrameFormat.SEAL_FRAME_BYTES);
        FrameFormat.sealFrame(seal, segment, (int) file().position(), crc);
        file().append(seal.flip());
        force();
        file().close();
        file = null;
        listener.onSealed(segment, forcedOffset);
    }
}
