package io.gramme.bench.engine;

import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import io.gramme.node.runtime.nio.NioFiles;
import io.gramme.node.runtime.nio.SystemClock;
import io.gramme.node.runtime.nio.ThreadExecutor;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.engine.Engine;
import io.gramme.node.storage.engine.EngineEvents;
import io.gramme.node.storage.engine.EngineMeter;
import io.gramme.node.storage.engine.EnginePorts;
import io.gramme.node.storage.engine.EngineSettings;
import io.gramme.node.storage.engine.Groups;
import io.gramme.node.storage.engine.Pace;
import io.gramme.node.storage.mapdb.MapDbRuns;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An engine on a real disk with one thread per shard, as the benchmarks drive it. */
final class EngineUnderTest implements AutoCloseable {
    static final Partitions PARTITIONS = new Partitions(256);
    private static final int QUEUE = 1 << 20;

    final Engine engine;
    final int shards;
    final List<ThreadExecutor> loops = new ArrayList<>();
    final BackgroundCount backgroundDone = new BackgroundCount();
    private final ThreadExecutor writer = executor("log-writer");
    private final ThreadExecutor background = executor("background");
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "timers");
        thread.setDaemon(true);
        return thread;
    });

    EngineUnderTest(Path directory, int shards) throws IOException {
        this(directory, settings(shards));
    }

    EngineUnderTest(Path directory, EngineSettings settings) throws IOException {
        this.shards = settings.shards();
        NioFiles files = new NioFiles(directory);
        List<SerialExecutor> shardLoops = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            loops.add(executor("shard-" + i));
            shardLoops.add(loops.get(i));
        }
        Timers timers = (delay, task) -> {
            var handle = clock.schedule(() -> writer.execute(task), delay, TimeUnit.MILLISECONDS);
            return () -> handle.cancel(false);
        };
        EnginePorts ports = new EnginePorts(
                files,
                shardLoops,
                writer,
                timers,
                background,
                path -> new MapDbRuns(files, path),
                Pace.UNLIMITED,
                EngineEvents.NONE,
                (message, cause) -> {
                    cause.printStackTrace();
                    Runtime.getRuntime().halt(1);
                },
                new EngineMeter(new SystemClock(), () -> backgroundDone));
        engine = Engine.open(settings, ports);
    }

    /** A production node's. */
    static EngineSettings settings(int shards) {
        return EngineSettings.of(PARTITIONS, new TreeKey(1, 2), shards);
    }

    private static ThreadExecutor executor(String name) {
        return new ThreadExecutor(name, QUEUE, fault -> {
            fault.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
    }

    int shardOf(Key key) {
        return Groups.shardOf(Groups.ofPartition(PARTITIONS.of(key)), shards);
    }

    /** The n-th key. */
    static Key key(long number) {
        byte[] name = new byte[16];
        for (int i = 15; i >= 0; i--) {
            name[i] = (byte) ('a' + (int) (number & 15));
            number >>>= 4;
        }
        return Key.of(new byte[] {'b'}, name);
    }

    static Storage.ReadOutcome read(Storage storage, Key key) {
        return storage.read(Space.LIVE, key);
    }

    /** Returns when everything queued before, on every executor, has run. */
    void drain() throws InterruptedException {
        List<ThreadExecutor> all = new ArrayList<>(loops);
        all.add(writer);
        all.add(background);
        CountDownLatch turned = new CountDownLatch(all.size());
        all.forEach(one -> one.execute(turned::countDown));
        turned.await();
    }

    /** Waits until no background work is left: executors that answer twenty times in a row at once are idle. */
    void quiet() throws InterruptedException {
        for (int calm = 0; calm < 20; ) {
            long start = System.nanoTime();
            drain();
            calm = System.nanoTime() - start < 5_000_000 ? calm + 1 : 0;
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        CountDownLatch closed = new CountDownLatch(1);
        engine.close(closed::countDown);
        try {
            if (!closed.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the engine did not close");
            }
            List<ThreadExecutor> all = new ArrayList<>(loops);
            all.add(writer);
            all.add(background);
            for (ThreadExecutor one : all) {
                one.stop(Duration.ofSeconds(10));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        clock.shutdownNow();
    }
}
