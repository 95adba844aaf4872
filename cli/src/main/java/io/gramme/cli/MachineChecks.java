package io.gramme.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a node needs of the machine. The limits are judged by pure functions beside the measuring. */
final class MachineChecks {
    private static final int FSYNCS = 40;
    private static final int BLOCK = 4096;
    private static final long ENOUGH_FILES = 4096;
    private static final long GIB = 1L << 30;

    private final Path directory;

    /** @param directory where a node's data would lie */
    MachineChecks(Path directory) {
        this.directory = directory;
    }

    List<Finding> all() throws IOException {
        List<Finding> all = new ArrayList<>();
        all.add(Finding.ok(
                "java", Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors"));
        openFiles().map(MachineChecks::files).ifPresent(all::add);
        Path existing = directory.toAbsolutePath();
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        FileStore store = Files.getFileStore(existing);
        all.add(disk(existing, store.getUsableSpace(), store.getTotalSpace()));
        all.add(fsync(existing, fsyncMicros(existing)));
        return all;
    }

    private static Optional<Long> openFiles() throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.isReadable(limits)) {
            return Optional.empty();
        }
        for (String line : Files.readAllLines(limits)) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).strip().split("\\s+", -1)[0];
                return Optional.of(soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft));
            }
        }
        return Optional.empty();
    }

    static Finding files(long limit) {
        String detail = limit == Long.MAX_VALUE ? "no limit" : "limit " + limit;
        return limit >= ENOUGH_FILES
                ? Finding.ok("open files", detail)
                : Finding.warn(
                        "open files",
                        detail + ": a node holds a file for each segment and run and a socket for each client",
                        "ulimit -n 65536 before the node starts");
    }

    static Finding disk(Path place, long usable, long total) {
        double used = total == 0 ? 0 : 1 - (double) usable / total;
        String detail = String.format(
                Locale.ROOT, "%.1f GiB free of %.1f at %s", (double) usable / GIB, (double) total / GIB, place);
        if (used >= 0.9) {
            return Finding.fail(
                    "disk",
                    detail + ": past storage.highWatermark (90%) a node refuses writes",
                    "free space, or another node.dataDir");
        }
        return usable < 2 * GIB
                ? Finding.warn("disk", detail, "a node of the default settings wants a few GiB for segments and hints")
                : Finding.ok("disk", detail);
    }

    private static long[] fsyncMicros(Path place) throws IOException {
        Path file = Files.createTempFile(place, ".gramme-doctor", ".tmp");
        long[] micros = new long[FSYNCS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            for (int i = 0; i < FSYNCS; i++) {
                block.clear();
                channel.write(block);
                long begun = System.nanoTime();
                channel.force(false);
                micros[i] = (System.nanoTime() - begun) / 1000;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        Arrays.sort(micros);
        return micros;
    }

    /** @param micros sorted */
    static Finding fsync(Path place, long[] micros) {
        double median = micros[micros.length / 2] / 1000.0;
        double worst = micros[micros.length - 1] / 1000.0;
        String detail = String.format(
                Locale.ROOT, "4 KiB: median %.2f ms, worst %.2f ms of %d at %s", median, worst, micros.length, place);
        if (median > 20) {
            return Finding.warn(
                    "fsync", detail + ": every acknowledged write waits for one", "a local disk that is not shared");
        }
        return median < 0.02
                ? Finding.warn(
                        "fsync",
                        detail + ": so quick that it may not reach the disk",
                        "is this a tmpfs, or a lying disk?")
                : Finding.ok("fsync", detail);
    }
}
