package io.gramme.bench.yardstick;

import io.vertx.core.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** An append-only file with one writer thread and one fsync for all that waits: the group commit at its barest. */
final class SyncedLog {
    private static final int MOST_AT_ONCE = 512;
    private static final int BUFFER_BYTES = 1 << 20;

    private final LinkedBlockingQueue<Append> queue = new LinkedBlockingQueue<>();
    private final FileChannel file;

    private record Append(byte[] record, Context context, Runnable done) {}

    SyncedLog(Path path) throws IOException {
        file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        Thread writer = new Thread(this::write, "log");
        writer.setDaemon(true);
        writer.start();
    }

    /** Appends a record of at most a MiB; {@code done} runs on the context once it is on disk. */
    void append(byte[] record, Context context, Runnable done) {
        queue.add(new Append(record, context, done));
    }

    private void write() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        List<Append> batch = new ArrayList<>();
        try {
            while (true) {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch, MOST_AT_ONCE);
                buffer.clear();
                for (Append one : batch) {
                    buffer.putInt(one.record().length).put(one.record());
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
                file.force(false);
                tell(batch);
            }
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException("the log ends", fault);
        }
    }

    private static void tell(List<Append> batch) {
        IdentityHashMap<Context, List<Runnable>> byContext = new IdentityHashMap<>();
        for (Append one : batch) {
            byContext
                    .computeIfAbsent(one.context(), context -> new ArrayList<>())
                    .add(one.done());
        }
        byContext.forEach((context, all) -> context.runOnContext(turn -> all.forEach(Runnable::run)));
    }
}
