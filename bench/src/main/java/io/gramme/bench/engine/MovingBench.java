package io.gramme.bench.engine;

import io.gramme.node.storage.Header;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * What a put waits for while runs are merged and segments compacted, beside the same load with nothing of that going on.
 * The bar: p99 at most three times the quiet one.
 *
 * <p>Most keys are written and flushed in four portions, then two of three keys are overwritten, so that every segment has a
 * third of its bytes live and must be relocated, not just unlinked; nothing runs in the background while the quiet half is
 * measured. Then one flush makes everything due at once: flushes, merges, and the compaction of those segments. Puts come
 * at a fixed rate and are timed from the moment they were due.
 *
 * <p>{@code ./bench/run moving [directory] [keys in thousands]}
 */
public final class MovingBench {
    private static final int VALUE_BYTES = 1_000;
    private static final int PORTIONS = 4;
    private static final int RATE = 5_000;
    private static final int QUIET_SECONDS = 10;
    private static final int OUTSTANDING = 1_000;
    /** The background has ended when nothing was done for so long. */
    private static final int CALM_MILLIS = 2_000;

    private static final long UNFLUSHED = 1L << 40;

    private final EngineUnderTest node;
    private final long keys;
    private final SplittableRandom random = new SplittableRandom(7);
    private final byte[] payload = new byte[VALUE_BYTES];

    private MovingBench(EngineUnderTest node, long keys) {
        this.node = node;
        this.keys = keys;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        if (Files.exists(directory)) {
            throw new IOException(directory + " exists; name a fresh directory");
        }
        long keys = 1_000 * (args.length > 1 ? Long.parseLong(args[1]) : 1_000);
        try (EngineUnderTest node =
                new EngineUnderTest(directory, EngineUnderTest.settings(1).withFlush(UNFLUSHED, UNFLUSHED))) {
            new MovingBench(node, keys).run();
        }
    }

    private void run() throws InterruptedException {
        long portion = keys / PORTIONS;
        for (int i = 0; i < PORTIONS; i++) {
            new PutLoad(node, VALUE_BYTES).run(i * portion, portion, OUTSTANDING);
            if (i < PORTIONS - 1) {
                node.engine.flush();
                node.quiet();
            }
        }
        new PutLoad(node, VALUE_BYTES, number -> number + number / 2).run(0, keys / 3 * 2, OUTSTANDING);
        node.quiet();
        Histogram quiet = load(QUIET_SECONDS * RATE, () -> false);
        long entries = node.backgroundDone.runEntries();
        long bytes = node.backgroundDone.compactedBytes();
        node.engine.flush();
        CountDownLatch idle = new CountDownLatch(1);
        Thread watcher = new Thread(() -> watch(idle), "watcher");
        watcher.start();
        long start = System.nanoTime();
        Histogram moving = load(Long.MAX_VALUE, () -> idle.getCount() == 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println("| | puts | p50 ms | p99 ms | p99.9 ms | most ms |");
        System.out.println("|---|---|---|---|---|---|");
        row("quiet", quiet);
        row("merging and compacting", moving);
        System.out.printf(
                Locale.ROOT,
                "p99 moving / quiet: %.2f; %,d keys of %d B, %,d puts/s; in %.1f s the background built runs of %,d entries "
                        + "and compacted segments of %,d MB%n",
                moving.getValueAtPercentile(99) / (double) quiet.getValueAtPercentile(99),
                keys,
                VALUE_BYTES,
                RATE,
                seconds,
                node.backgroundDone.runEntries() - entries,
                (node.backgroundDone.compactedBytes() - bytes) >> 20);
    }

    private void watch(CountDownLatch idle) {
        try {
            long done = -1;
            long now = work();
            while (done != now) {
                Thread.sleep(CALM_MILLIS);
                done = now;
                now = work();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        idle.countDown();
    }

    private long work() {
        return node.backgroundDone.runEntries() + node.backgroundDone.compactedBytes();
    }

    private static void row(String name, Histogram times) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %.2f | %.2f | %.2f | %.2f |%n",
                name,
                times.getTotalCount(),
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(99) / 1e6,
                times.getValueAtPercentile(99.9) / 1e6,
                times.getMaxValue() / 1e6);
    }

    /** When to stop, besides the number of puts. */
    @FunctionalInterface
    private interface Until {
        boolean isOver();
    }

    private Histogram load(long count, Until until) throws InterruptedException {
        Histogram times = new Histogram(3);
        long start = System.nanoTime();
        long sent = 0;
        for (; sent < count && !until.isOver(); sent++) {
            long due = start + sent * 1_000_000_000L / RATE;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Key key = EngineUnderTest.key(random.nextLong(keys));
            node.loops.get(0).execute(() -> put(key, due, times));
        }
        node.drain();
        node.drain();
        return times;
    }

    private void put(Key key, long due, Histogram times) {
        Storage storage = node.engine.storage(0);
        Storage.Entry entry = new Storage.Entry(new Header(due, 0, due, 0), payload);
        var room = (Storage.Reserved) storage.reserve(Storage.WriteKind.ORDINARY, payload.length);
        storage.write(
                room.reservation(), Space.LIVE, key, entry, durable -> times.recordValue(System.nanoTime() - due));
    }
}
