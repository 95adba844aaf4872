package io.gramme.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of a file, and the offset after each, which decoded readers do not know. */
final class LineInput implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private long offset;

    LineInput(RandomAccessFile file, long from) throws IOException {
        file.seek(from);
        this.in = new BufferedInputStream(Channels.newInputStream(file.getChannel()), BUFFER);
        this.offset = from;
    }

    /** The next line without its end, or {@code null} after the last. */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0) {
            offset++;
            if (b == '\n') {
                break;
            }
            line.write(b);
            b = in.read();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The offset after the line that {@link #next} gave last. */
    long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
