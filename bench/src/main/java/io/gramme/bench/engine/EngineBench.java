package io.gramme.bench.engine;

import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * The engine's rows of the comparison, in one process on one disk: durable puts, gets over flushed runs, restart with
 * the log to replay, heap per key, write amplification; beside a plain append+fsync loop and MapDB's own map.
 *
 * <p>{@code ./bench/run engine [directory] [shards] [keys in thousands ...]}
 */
public final class EngineBench {
    private static final int VALUE_BYTES = 200;
    private static final int OUTSTANDING = 1_000;

    private final Path directory;
    private final int shards;

    private EngineBench(Path directory, int shards) {
        this.directory = directory;
        this.shards = shards;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args.length > 0 ? args[0] : "target/engine-bench");
        EngineBench bench = new EngineBench(directory, args.length > 1 ? Integer.parseInt(args[1]) : 1);
        System.out.printf(
                Locale.ROOT,
                "engine bench: %d cores, %d MiB heap, %s %s, Java %s, %d shards, %d B values, %d outstanding%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                bench.shards,
                VALUE_BYTES,
                OUTSTANDING);
        double plain = bench.plainLoop();
        System.out.printf(Locale.ROOT, "plain append+fsync loop, %d a batch: %,.0f puts/s%n", OUTSTANDING, plain);
        System.out.printf(
                Locale.ROOT, "MapDB B-tree with transactions, %d a commit: %,.0f puts/s%n", OUTSTANDING, bench.mapDb());
        System.out.println(
                "| keys | puts/s | of plain | p50 ms | p99 ms | gets/s | runs | restart s | heap B/key | write amp |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (int i = 2; i < Math.max(3, args.length); i++) {
            long keys = args.length > 2 ? Long.parseLong(args[i]) * 1_000 : 1_000_000;
            bench.row(keys, plain);
        }
    }

    private void row(long keys, double plain) throws IOException, InterruptedException {
        clear();
        EngineUnderTest loaded = new EngineUnderTest(directory, shards);
        long heapOfNone = heapBytes();
        PutLoad load = new PutLoad(loaded, VALUE_BYTES);
        double puts = load.run(0, keys, OUTSTANDING);
        // A close flushes no delta: the next start replays just what it would after a kill.
        loaded.close();
        long start = System.nanoTime();
        EngineUnderTest node = new EngineUnderTest(directory, shards);
        double restart = (System.nanoTime() - start) / 1e9;
        node.engine.flush();
        node.quiet();
        double gets = gets(node, keys);
        double heap = Math.max(0, heapBytes() - heapOfNone) / (double) keys;
        long runs = count(directory.resolve("index"));
        long written = written();
        node.close();
        System.out.printf(
                Locale.ROOT,
                "| %,d | %,.0f | %.2f | %.1f | %.1f | %,.0f | %.1f | %.2f | %.1f | %.2f |%n",
                keys,
                puts,
                puts / plain,
                load.percentile(50),
                load.percentile(99),
                gets,
                runs / 16.0,
                restart,
                heap,
                written / (double) (keys * (VALUE_BYTES + 17)));
    }

    /** Uniform gets on each shard's loop at once. */
    private double gets(EngineUnderTest node, long keys) throws InterruptedException {
        int perShard = 400_000;
        double[] seconds = new double[shards];
        CountDownLatch done = new CountDownLatch(shards);
        for (int shard = 0; shard < shards; shard++) {
            int mine = shard;
            node.loops.get(shard).execute(() -> {
                Storage storage = node.engine.storage(mine);
                SplittableRandom random = new SplittableRandom(mine);
                long start = System.nanoTime();
                for (int i = 0; i < perShard; ) {
                    Key key = EngineUnderTest.key(random.nextLong(keys));
                    if (node.shardOf(key) == mine) {
                        if (!(EngineUnderTest.read(storage, key) instanceof Storage.Found)) {
                            throw new IllegalStateException(key + " was not found");
                        }
                        i++;
                    }
                }
                seconds[mine] = (System.nanoTime() - start) / 1e9;
                done.countDown();
            });
        }
        done.await();
        double sum = 0;
        for (double each : seconds) {
            sum += perShard / each;
        }
        return sum;
    }

    private static long heapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Bytes that this process sent to the disk since it began writing to this directory, as the kernel counts them. */
    private long written() throws IOException {
        long now = kernelWritten();
        long since = now - writtenBefore;
        return since;
    }

    private long writtenBefore;

    private static long kernelWritten() throws IOException {
        Path io = Path.of("/proc/self/io");
        if (!Files.exists(io)) {
            return 0;
        }
        for (String line : Files.readAllLines(io)) {
            if (line.startsWith("write_bytes: ")) {
                return Long.parseLong(line.substring("write_bytes: ".length()));
            }
        }
        return 0;
    }

    private static long count(Path index) throws IOException {
        try (Stream<Path> files = Files.walk(index)) {
            return files.filter(file -> file.toString().endsWith(".run")).count();
        }
    }

    private double plainLoop() throws IOException {
        clear();
        Files.createDirectories(directory);
        ByteBuffer batch = ByteBuffer.allocateDirect(OUTSTANDING * (VALUE_BYTES + 80));
        int rounds = 500;
        try (FileChannel file =
                FileChannel.open(directory.resolve("plain"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                batch.clear();
                file.write(batch);
                file.force(false);
            }
            return rounds * (long) OUTSTANDING * 1e9 / (System.nanoTime() - start);
        }
    }

    private double mapDb() throws IOException {
        clear();
        Files.createDirectories(directory);
        int rounds = 100;
        try (DB db = DBMaker.fileDB(directory.resolve("mapdb").toFile())
                .fileMmapEnable()
                .transactionEnable()
                .make()) {
            BTreeMap<byte[], byte[]> map = db.treeMap("map", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                    .create();
            long start = System.nanoTime();
            long number = 0;
            for (int i = 0; i < rounds; i++) {
                for (int j = 0; j < OUTSTANDING; j++) {
                    map.put(EngineUnderTest.key(number++).name(), new byte[VALUE_BYTES]);
                }
                db.commit();
            }
            return number * 1e9 / (System.nanoTime() - start);
        }
    }

    private void clear() throws IOException {
        clear(directory);
        writtenBefore = kernelWritten();
    }

    private static void clear(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
