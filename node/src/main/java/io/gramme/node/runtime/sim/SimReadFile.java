package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Files.ReadFile;
import io.gramme.node.runtime.sim.Node.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads of a simulated file. */
final class SimReadFile implements ReadFile {
    private final SimFiles files;
    private final String path;
    private final Inode inode;
    private boolean closed;

    SimReadFile(SimFiles files, String path, Inode inode) {
        this.files = files;
        this.path = path;
        this.inode = inode;
    }

    @Override
    public long size() {
        requireOpen();
        return inode.seen.length();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        requireOpen();
        files.beforeRead(path, position, into.remaining());
        return inode.seen.read(position, into);
    }

    @Override
    public ByteBuffer map(long position, long length) throws IOException {
        requireOpen();
        files.beforeRead(path, position, length);
        if (position < 0 || length < 0 || position + length > inode.seen.length()) {
            throw new IOException(path + ": cannot map " + length + " bytes at " + position + " of " + size());
        }
        return length == 0 ? ByteBuffer.allocate(0).asReadOnlyBuffer() : inode.seen.view(position, (int) length);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(path + " is closed");
        }
        files.requireRunning();
    }
}
