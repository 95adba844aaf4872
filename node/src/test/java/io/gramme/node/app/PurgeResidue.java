package io.gramme.node.app;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.runtime.Files;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.ring.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What writing and deleting many keys leaves on the disks of three whole nodes, step by step. As a program it prints the
 * table: {@code ./chaos/run residue [KEYS VALUE_BYTES]}.
 */
final class PurgeResidue {
    private static final int AT_ONCE = 256;
    private static final int FEW = 64;

    private final int keys;
    private final String value;
    private final PurgeScene scene;

    PurgeResidue(int keys, int valueBytes) throws Exception {
        this.keys = keys;
        this.value = "x".repeat(valueBytes);
        this.scene =
                PurgeScene.three(7, "repair.ledgerKeep", "2m", "storage.segment", "1MiB", "repair.throttle", "64MiB/s");
    }

    /**
     * What is on the disks of all nodes.
     *
     * @param live keys in the live key space
     * @param ledger entries of ledgers
     * @param log bytes of log segments
     * @param index bytes of index runs and what goes with them
     * @param trees bytes of saved trees: as many whatever they stand for, once they were saved
     * @param entries of the indexes, removals among them
     * @param heap bytes, disks left out; as exact as a collection makes it
     */
    record Left(long live, long ledger, long log, long index, long trees, long entries, long heap) {}

    /**
     * What is left of a few keys that came and went; then after all puts, after the deletes, after the purge, and after the
     * ledgers' time.
     */
    List<Left> run() throws Exception {
        List<Left> steps = new ArrayList<>();
        cycle(FEW, new ArrayList<>());
        steps.add(left());
        cycle(keys, steps);
        steps.add(left());
        return steps;
    }

    private void cycle(int count, List<Left> steps) throws IOException {
        writeAll(count, false);
        steps.add(left());
        writeAll(count, true);
        steps.add(left());
        untilSpaceIsEmpty(Space.LIVE);
        steps.add(left());
        untilSpaceIsEmpty(Space.LEDGER);
        // Some passes: the store is tidied by itself.
        scene.run(Duration.ofMinutes(1));
    }

    private void writeAll(int count, boolean delete) {
        int[] under = {0};
        int[] next = {0};
        while (next[0] < count || under[0] > 0) {
            while (next[0] < count && under[0] < AT_ONCE) {
                under[0]++;
                write(next[0]++, delete, under);
            }
            scene.run(Duration.ofMillis(1));
        }
    }

    private void write(int number, boolean delete, int[] under) {
        Process at = scene.nodes.get(number % 3);
        long now = at.clock.wallMillis();
        Content content = delete ? Content.deletion(now) : Content.value(ValueBytes.of(value), "text/plain", now);
        WriteRequest.Options options = new WriteRequest.Options(null, null, List.of(), false, false, false, delete);
        WriteRequest request = new WriteRequest(key(number), content, null, null, options, 20_000, "write");
        at.node
                .control()
                .execute(() -> at.node.coordinator(0).write(request, result -> {
                    if (!(result instanceof WriteResult.Written)) {
                        throw new AssertionError(result.toString());
                    }
                    under[0]--;
                }));
    }

    private static Key key(int number) {
        return Key.of("residue", "key" + number);
    }

    private void untilSpaceIsEmpty(Space space) {
        for (int i = 0; i < 200 && count(space) > 0; i++) {
            scene.run(Duration.ofSeconds(15));
        }
        if (count(space) > 0) {
            throw new AssertionError(count(space) + " keys stay in " + space);
        }
    }

    private long entries() {
        return scene.nodes.stream()
                .mapToLong(
                        one -> Objects.requireNonNull(one.node.store()).engine().indexEntries())
                .sum();
    }

    private long count(Space space) {
        long count = 0;
        for (int node = 0; node < 3; node++) {
            Storage storage = scene.records(node).storage();
            for (int partition = 0; partition < 16; partition++) {
                try (Cursor cursor = storage.scan(space, partition, null)) {
                    while (cursor.next()) {
                        count++;
                    }
                }
            }
        }
        return count;
    }

    private Left left() throws IOException {
        long log = 0;
        long index = 0;
        long trees = 0;
        for (Process node : scene.nodes) {
            log += bytes(node.spec.files, "log", "");
            trees += bytes(node.spec.files, "index", "/trees");
            index += bytes(node.spec.files, "index", "");
        }
        index -= trees;
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory() - log - index - trees;
        return new Left(count(Space.LIVE), count(Space.LEDGER), log, index, trees, entries(), heap);
    }

    /** Of all files under a directory whose path ends so. */
    private static long bytes(Files files, String directory, String end) throws IOException {
        long bytes = 0;
        for (String name : files.list(directory)) {
            String path = directory + "/" + name;
            try {
                long size = files.size(path);
                bytes += path.endsWith(end) ? size : 0;
            } catch (IOException isDirectory) {
                bytes += bytes(files, path, end);
            }
        }
        return bytes;
    }

    public static void main(String[] args) throws Exception {
        boolean right = args.length == 0
                || (args.length == 2 && args[0].matches("[1-9][0-9]{0,8}") && args[1].matches("[1-9][0-9]{0,6}"));
        if (!right) {
            System.err.println("usage: ./chaos/run residue [KEYS VALUE_BYTES]; without them 1000000 keys of 100 bytes");
            System.exit(2);
        }
        int keys = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int valueBytes = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        List<Left> steps = new PurgeResidue(keys, valueBytes).run();
        List<String> names =
                List.of("after a few", "after the puts", "after the deletes", "after the purge", "at the end");
        System.out.println("three nodes, " + keys + " keys of " + valueBytes + " bytes; sums of all nodes");
        for (int i = 0; i < names.size(); i++) {
            Left left = steps.get(i);
            System.out.printf(
                    "%-18s live keys %9d  ledger %9d  log %7.1f MiB  index %7.2f MiB, %9d entries  trees %5.2f MiB  heap %7.1f MiB%n",
                    names.get(i),
                    left.live(),
                    left.ledger(),
                    mebi(left.log()),
                    mebi(left.index()),
                    left.entries(),
                    mebi(left.trees()),
                    mebi(left.heap()));
        }
    }

    private static double mebi(long bytes) {
        return bytes / 1_048_576.0;
    }
}
