package io.gramme.node.runtime.nio;

import io.gramme.node.runtime.Files.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The end of a real file. Pass direct buffers where speed matters: the JDK copies others.
 *
 * <p>Forces ask for data only, not for all metadata ({@code fdatasync}): POSIX makes that cover whatever is needed to
 * read the data back, the length included, and spares the journal a commit where the length did not change. That is
 * also why {@link #allocate} writes zeros: Java has no {@code fallocate}, a byte written far out only leaves a hole that
 * can still meet a full disk, and blocks that were really written once need no more metadata when written again.
 */
final class NioAppendFile implements AppendFile {
    private static final int ZEROS_BYTES = 1 << 20;

    private final String path;
    private final FileChannel channel;
    private long position;
    private long allocated;

    NioAppendFile(String path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public void allocate(long bytes) throws IOException {
        long at = Math.max(position, allocated);
        if (at >= bytes) {
            return;
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, bytes - at));
        while (at < bytes) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
            at = writeAll(zeros, at);
        }
        allocated = at;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        position = writeAll(bytes, position);
    }

    private long writeAll(ByteBuffer bytes, long from) throws IOException {
        long at = from;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            return at;
        } catch (IOException fault) {
            throw NioFiles.naming(path, fault);
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void force() throws IOException {
        try {
            channel.force(false);
        } catch (IOException fault) {
            throw NioFiles.naming(path, fault);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
