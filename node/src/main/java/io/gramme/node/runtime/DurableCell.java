package io.gramme.node.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small file that is replaced as a whole: after a crash it holds the old bytes or the new ones, never a mixture. For
 * manifests, boot counters, leases, promises of the ring register and settings.
 *
 * <p>File: magic (4 bytes), payload length (4), CRC32C of length and payload (4), payload; big-endian. A write goes to a
 * file aside, is forced, renamed and its directory forced. Calls block for the disk; one thread at a time.
 */
public final class DurableCell {
    private static final int MAGIC = 0x47524d43;
    private static final int HEADER_BYTES = 12;
    private static final String ASIDE = ".new";

    private final Files files;
    private final String directory;
    private final String path;

    /**
     * @param directory an existing directory, relative to the data directory
     * @param name the file's name inside it
     */
    public DurableCell(Files files, String directory, String name) {
        this.files = files;
        this.directory = directory;
        this.path = directory.isEmpty() ? name : directory + "/" + name;
    }

    /**
     * What was last written.
     *
     * @return empty when nothing was ever written
     * @throws DamagedCell when the file is there but its checksum is wrong
     * @throws IOException when the disk fails
     */
    public Optional<byte[]> read() throws IOException {
        if (!files.exists(path)) {
            return Optional.empty();
        }
        try (Files.ReadFile file = files.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(0, bytes);
            return Optional.of(payload(bytes.flip()));
        }
    }

    private byte[] payload(ByteBuffer bytes) throws DamagedCell {
        if (bytes.remaining() < HEADER_BYTES || bytes.getInt() != MAGIC) {
            throw new DamagedCell(path);
        }
        int length = bytes.getInt();
        int crc = bytes.getInt();
        if (length != bytes.remaining()) {
            throw new DamagedCell(path);
        }
        byte[] payload = new byte[length];
        bytes.get(payload);
        if (crc != checksum(payload)) {
            throw new DamagedCell(path);
        }
        return payload;
    }

    /**
     * Replaces the payload; durable on return.
     *
     * @throws IOException when the disk fails; whether the old or the new payload is durable is then unknown, so the
     *     node must stop instead of trying again
     */
    public void write(byte[] payload) throws IOException {
        String aside = path + ASIDE;
        if (files.exists(aside)) {
            files.delete(aside);
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        bytes.putInt(MAGIC).putInt(payload.length).putInt(checksum(payload)).put(payload);
        try (Files.AppendFile file = files.create(aside)) {
            file.append(bytes.flip());
            file.force();
        }
        files.rename(aside, path);
        files.forceDirectory(directory);
    }

    private static int checksum(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(payload.length).flip());
        crc.update(payload, 0, payload.length);
        return (int) crc.getValue();
    }

    /** The file's checksum is wrong: bytes changed on the disk, for an acknowledged replacement cannot be torn. */
    public static final class DamagedCell extends IOException {
        private static final long serialVersionUID = 1;

        DamagedCell(String path) {
            super(path + ": checksum does not match, the file is damaged");
        }
    }
}
