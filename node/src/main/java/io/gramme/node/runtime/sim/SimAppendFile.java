package io.gramme.node.runtime.sim;

import io.gramme.node.runtime.Files.AppendFile;
import io.gramme.node.runtime.sim.Node.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The end of a simulated file. */
final class SimAppendFile implements AppendFile {
    private final SimFiles files;
    private final String path;
    private final Inode inode;
    private long position;
    private boolean closed;

    SimAppendFile(SimFiles files, String path, Inode inode) {
        this.files = files;
        this.path = path;
        this.inode = inode;
    }

    @Override
    public void allocate(long bytes) throws IOException {
        requireOpen();
        files.allocate(path, inode, bytes);
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        requireOpen();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        files.append(path, inode, position, copy);
        position += copy.length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void force() throws IOException {
        requireOpen();
        files.force(path, inode);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(path + " is closed");
        }
    }
}
