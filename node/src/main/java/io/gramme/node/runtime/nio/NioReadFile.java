package io.gramme.node.runtime.nio;

import io.gramme.node.runtime.Files.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** Reads of a real file: positional, so any thread may read; views are mapped and unmapped at close. */
final class NioReadFile implements ReadFile {
    private final String path;
    private final FileChannel channel;
    private final List<MappedByteBuffer> views = new ArrayList<>();

    NioReadFile(String path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public long size() throws IOException {
        try {
            return channel.size();
        } catch (IOException fault) {
            throw NioFiles.naming(path, fault);
        }
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int total = 0;
        try {
            while (into.hasRemaining()) {
                int count = channel.read(into, position + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        } catch (IOException fault) {
            throw NioFiles.naming(path, fault);
        }
    }

    @Override
    public ByteBuffer map(long position, long length) throws IOException {
        if (position < 0 || length < 0 || position + length > size()) {
            throw new IOException(path + ": cannot map " + length + " bytes at " + position + " of " + size());
        }
        if (length == 0) {
            return ByteBuffer.allocate(0).asReadOnlyBuffer();
        }
        try {
            MappedByteBuffer view = channel.map(FileChannel.MapMode.READ_ONLY, position, length);
            synchronized (views) {
                views.add(view);
            }
            return view;
        } catch (IOException fault) {
            throw NioFiles.naming(path, fault);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (views) {
            views.forEach(Unmapping::unmap);
            views.clear();
        }
        channel.close();
    }
}
