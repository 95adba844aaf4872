package io.gramme.node.storage.engine;

import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Files;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of a snapshot, as the snapshot's list names it.
 *
 * @param path inside the snapshot, and inside the data directory that is restored from it
 * @param bytes length
 * @param checksum CRC32C of the content
 */
record SnapshotFile(String path, long bytes, int checksum) {
    /** The list itself; its presence marks a directory as a snapshot. */
    static final String LIST = "SNAPSHOT";

    private static final int BLOCK_BYTES = 1 << 20;

    /** Takes a file's content in blocks. */
    @FunctionalInterface
    interface Sink {
        void take(ByteBuffer block) throws IOException;
    }

    /** Reads a file through, handing each block on; {@code path} names it in the result. */
    static SnapshotFile read(Files files, String from, String path, Sink sink) throws IOException {
        CRC32C crc = new CRC32C();
        long position = 0;
        try (Files.ReadFile file = files.open(from)) {
            ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, Math.max(1, file.size())));
            while (file.read(position, block.clear()) > 0) {
                block.flip();
                position += block.remaining();
                crc.update(block.duplicate());
                sink.take(block);
            }
        }
        return new SnapshotFile(path, position, (int) crc.getValue());
    }

    static void writeList(Files files, String directory, List<SnapshotFile> list) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(Manifest.FORMAT);
            out.writeInt(list.size());
            for (SnapshotFile file : list) {
                out.writeUTF(file.path);
                out.writeLong(file.bytes);
                out.writeInt(file.checksum);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        new DurableCell(files, directory, LIST).write(bytes.toByteArray());
    }

    static List<SnapshotFile> readList(Files files, String directory) throws IOException {
        byte[] payload = new DurableCell(files, directory, LIST)
                .read()
                .orElseThrow(() -> new IOException(directory + " holds no complete snapshot"));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
        int format = in.readInt();
        if (format != Manifest.FORMAT) {
            throw new Manifest.NewerFormat(format);
        }
        List<SnapshotFile> list = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            list.add(new SnapshotFile(in.readUTF(), in.readLong(), in.readInt()));
        }
        return list;
    }
}
