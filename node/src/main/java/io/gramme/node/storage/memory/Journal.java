package io.gramme.node.storage.memory;

import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Files.AppendFile;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage.Entry;
import io.gramme.ring.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * All changes ever made, in files {@code journal-00000001} and on, one per start. Frame: length of the body (4 bytes),
 * CRC32C of the body (4), body; big-endian. A start cuts the torn tail of the newest file and begins another.
 */
final class Journal implements Commits {
    private static final String PREFIX = "journal-";
    private static final int FRAME_BYTES = 8;
    private static final int KEY_BYTES = 5;
    private static final int HEADER_BYTES = 28;

    private final AppendFile file;

    private Journal(AppendFile file) {
        this.file = file;
    }

    /**
     * Replays what is durable and begins a new file.
     *
     * @throws IOException also when a file other than the newest has a bad frame
     */
    static Journal open(Files files, Consumer<Change> onChange) throws IOException {
        List<String> names =
                files.list("").stream().filter(name -> name.startsWith(PREFIX)).toList();
        for (int i = 0; i < names.size(); i++) {
            replay(files, names.get(i), i == names.size() - 1, onChange);
        }
        AppendFile file = files.create(String.format("%s%08d", PREFIX, names.size() + 1));
        files.forceDirectory("");
        return new Journal(file);
    }

    private static void replay(Files files, String name, boolean newest, Consumer<Change> onChange) throws IOException {
        long good = 0;
        ByteBuffer content = contentOf(files, name);
        while (true) {
            ByteBuffer body = nextBody(content);
            if (body == null) {
                break;
            }
            good = content.position();
            onChange.accept(decode(body));
        }
        if (good < content.limit()) {
            if (!newest) {
                throw new IOException(name + ": damaged at " + good);
            }
            files.truncate(name, good);
        }
    }

    private static ByteBuffer contentOf(Files files, String name) throws IOException {
        try (Files.ReadFile reader = files.open(name)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(reader.size()));
            reader.read(0, content);
            return content.flip();
        }
    }

    /** The next frame's body, or {@code null} at the end and at a torn frame. */
    private static @Nullable ByteBuffer nextBody(ByteBuffer content) {
        if (content.remaining() < FRAME_BYTES) {
            return null;
        }
        int length = content.getInt();
        int crc = content.getInt();
        if (length <= 0 || length > content.remaining()) {
            return null;
        }
        ByteBuffer body = content.slice(content.position(), length);
        if (checksum(body) != crc) {
            return null;
        }
        content.position(content.position() + length);
        return body;
    }

    @Override
    public void commit(List<Change> batch) throws IOException {
        for (Change change : batch) {
            file.append(frame(change));
        }
        file.force();
    }

    private static ByteBuffer frame(Change change) {
        byte[] bucket = change.key().bucket();
        byte[] name = change.key().name();
        Entry entry = change.entry();
        int entryBytes = entry == null ? 0 : HEADER_BYTES + entry.payload().length;
        int length = KEY_BYTES + bucket.length + name.length + entryBytes;
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES + length);
        frame.putInt(length).putInt(0);
        frame.put((byte) change.space().code()).put((byte) (entry == null ? 0 : 1));
        frame.put((byte) bucket.length)
                .put(bucket)
                .putShort((short) name.length)
                .put(name);
        if (entry != null) {
            Header header = entry.header();
            frame.putLong(header.versionHash()).putInt(header.flags());
            frame.putLong(header.hlc()).putLong(header.expiryMillis()).put(entry.payload());
        }
        return frame.putInt(4, checksum(frame.slice(FRAME_BYTES, length))).flip();
    }

    private static Change decode(ByteBuffer body) {
        Space space = Space.ofCode(body.get());
        boolean holdsEntry = body.get() == 1;
        byte[] bucket = new byte[body.get() & 0xff];
        body.get(bucket);
        byte[] name = new byte[body.getShort()];
        body.get(name);
        Key key = Key.of(bucket, name);
        if (!holdsEntry) {
            return new Change(space, key, null);
        }
        Header header = new Header(body.getLong(), body.getInt(), body.getLong(), body.getLong());
        byte[] payload = new byte[body.remaining()];
        body.get(payload);
        return new Change(space, key, new Entry(header, payload));
    }

    private static int checksum(ByteBuffer body) {
        CRC32C crc = new CRC32C();
        crc.update(body.duplicate());
        return (int) crc.getValue();
    }
}
