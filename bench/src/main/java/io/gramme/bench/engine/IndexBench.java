package io.gramme.bench.engine;

import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.nio.NioFiles;
import io.gramme.node.runtime.nio.SystemClock;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.IndexCursor;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexGroup;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.MergePolicy;
import io.gramme.node.storage.RunBuild;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.mapdb.MapDbRuns;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.mapdb.Serializer;
import org.mapdb.SortedTableMap;
import org.mapdb.volume.MappedFileVol;
import org.mapdb.volume.Volume;

/**
 * The index of one group beside MapDB's {@code SortedTableMap} alone, in one process on one core:
 * {@code IndexBench DIRECTORY [KEYS] [RUNS]}. Prints a table; the last column is the ratio to the table alone.
 */
public final class IndexBench {
    private static final Partitions PARTITIONS = new Partitions(256);
    private static final byte[] BUCKET = "bench".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NAME = "user00000000000000".getBytes(StandardCharsets.UTF_8);
    private static final int GETS = 1_000_000;

    private final Clock clock = new SystemClock();
    private final NioFiles files;
    private final Path directory;
    private final int keys;
    private final int runs;
    private long sink;

    private IndexBench(Path directory, int keys, int runs) throws Exception {
        this.directory = directory;
        this.files = new NioFiles(directory);
        this.keys = keys;
        this.runs = runs;
    }

    public static void main(String[] args) throws Exception {
        int keys = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        new IndexBench(Path.of(args[0]), keys, runs).run();
    }

    private void run() throws Exception {
        files.createDirectories("index");
        System.out.printf("index of one group: %,d keys in %d runs, keys of 37 bytes%n", keys, runs);
        IndexGroup group = IndexGroup.open(new MapDbRuns(files, "index"), new MergePolicy(64), List.of());
        long heapBefore = heap();
        long start = clock.monotonicNanos();
        double buildSeconds = 0;
        for (int run = 0; run < runs; run++) {
            for (int i = run; i < keys; i += runs) {
                group.put(key(i), entry(i));
            }
            if (run == 0) {
                System.out.printf(
                        "delta: %.0f B of heap an entry measured, %.0f by its own count%n",
                        (heap() - heapBefore) / (double) group.deltaEntries(),
                        group.deltaBytes() / (double) group.deltaEntries());
                start = clock.monotonicNanos();
            }
            long build = clock.monotonicNanos();
            flush(group);
            buildSeconds += seconds(build);
        }
        double putSeconds = seconds(start) - buildSeconds;
        System.out.printf("puts into the delta: %,.0f/s%n", keys * (runs - 1.0) / runs / putSeconds);
        System.out.printf("building runs: %,.0f entries/s, fsync included%n", keys / buildSeconds);
        group.close();
        long opening = clock.monotonicNanos();
        group = IndexGroup.open(new MapDbRuns(files, "index"), MergePolicy.DEFAULT, names());
        System.out.printf("opening %d runs: %.1f ms%n", runs, seconds(opening) * 1e3);
        System.out.printf("heap of the open runs: %.2f B a key%n", (heap() - heapBefore) / (double) keys);
        compare(group);
        merge(group);
        System.out.printf("(%d)%n", sink & 1);
    }

    private void compare(IndexGroup group) throws Exception {
        try (Volume volume =
                MappedFileVol.FACTORY.makeVolume(directory.resolve("alone").toString(), false)) {
            SortedTableMap<byte[], byte[]> alone = alone(group, volume);
            for (int round = 0; round < 3; round++) {
                double table = rate(i -> alone.get(key(i)) != null);
                double hit = rate(i -> group.get(key(i)) instanceof IndexLookup.Hit);
                double miss = rate(i -> !(group.get(key(keys + i)) instanceof IndexLookup.Missing));
                System.out.printf(
                        "get: table alone %,.0f/s; group hit %,.0f/s (%.2f), miss %,.0f/s (%.2f)%n",
                        table, hit, hit / table, miss, miss / table);
            }
            double tableScan = scanAlone(alone);
            double scan = scan(group);
            System.out.printf("scan: table alone %,.0f/s; group %,.0f/s (%.2f)%n", tableScan, scan, scan / tableScan);
        }
    }

    private SortedTableMap<byte[], byte[]> alone(IndexGroup group, Volume volume) {
        SortedTableMap.Sink<byte[], byte[]> out = SortedTableMap.create(
                        volume, Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                .pageSize(64 * 1024)
                .nodeSize(32)
                .createFromSink();
        long start = clock.monotonicNanos();
        byte[] value = new byte[IndexEntry.BYTES];
        try (IndexCursor cursor = group.scan(new byte[0], null)) {
            while (cursor.next() == IndexCursor.Step.ENTRY) {
                out.put(cursor.key(), value);
            }
        }
        SortedTableMap<byte[], byte[]> table = out.create();
        System.out.printf(
                "building the table alone from a scan of the group: %,.0f entries/s%n", keys / seconds(start));
        return table;
    }

    private void merge(IndexGroup group) throws Exception {
        RunBuild merge = group.planFullMerge(RunBuild.RemovalGate.KEEP_ALL);
        if (merge == null) {
            return;
        }
        long start = clock.monotonicNanos();
        drive(merge);
        System.out.printf("merging all runs: %,.0f entries/s%n", keys / seconds(start));
        group.delete(group.install(merge));
        System.out.printf("get after the merge: %,.0f/s%n", rate(i -> group.get(key(i)) instanceof IndexLookup.Hit));
        System.out.printf("bytes on disk: %.1f a key%n", group.runBytes() / (double) keys);
        group.close();
    }

    private interface Question {
        boolean ask(int number);
    }

    private double rate(Question question) {
        SplittableRandom random = new SplittableRandom(7);
        long start = clock.monotonicNanos();
        for (int i = 0; i < GETS; i++) {
            sink += question.ask(random.nextInt(keys)) ? 1 : 0;
        }
        return GETS / seconds(start);
    }

    private double scan(IndexGroup group) {
        long start = clock.monotonicNanos();
        try (IndexCursor cursor = group.scan(new byte[0], null)) {
            while (cursor.next() == IndexCursor.Step.ENTRY) {
                sink += cursor.entry().offset();
            }
        }
        return keys / seconds(start);
    }

    private double scanAlone(SortedTableMap<byte[], byte[]> table) {
        long start = clock.monotonicNanos();
        var entries = table.entryIterator();
        while (entries.hasNext()) {
            sink += entries.next().getValue()[0];
        }
        return keys / seconds(start);
    }

    private void flush(IndexGroup group) {
        RunBuild flush = group.freeze();
        drive(flush);
        group.install(flush);
    }

    private static void drive(RunBuild build) {
        RunBuild.Progress progress = build.step(10_000);
        while (progress instanceof RunBuild.Working) {
            progress = build.step(10_000);
        }
        if (!(progress instanceof RunBuild.Done)) {
            throw new IllegalStateException("build ended with " + progress);
        }
    }

    private List<String> names() throws Exception {
        return new MapDbRuns(files, "index").list();
    }

    private static byte[] key(int number) {
        byte[] name = NAME.clone();
        long rest = number;
        for (int at = name.length - 1; rest > 0; at--, rest /= 10) {
            name[at] = (byte) ('0' + rest % 10);
        }
        return IndexKey.of(PARTITIONS, Space.LIVE, Key.of(BUCKET, name));
    }

    private static IndexEntry entry(int number) {
        return IndexEntry.live(number >>> 16, number, 200, new Header(number * 31L, 0, number, 0));
    }

    private double seconds(long start) {
        return (clock.monotonicNanos() - start) / 1e9;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
