package io.gramme.node.storage.engine;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.MergePolicy;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.log.LogDamage;
import io.gramme.node.storage.log.LogSettings;
import io.gramme.node.storage.log.SyncMode;
import io.gramme.node.storage.mapdb.MapDbRuns;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One engine process on a simulated disk, with small sizes so that everything happens soon. */
final class EngineOnDisk {
    static final Partitions PARTITIONS = new Partitions(32);

    final SimFiles files;
    final VirtualLoops loops;
    final Engine engine;
    final List<String> fatal = new ArrayList<>();
    final List<LogDamage> logDamage = new ArrayList<>();
    final List<IndexDamage> indexDamage = new ArrayList<>();
    private final int shards;

    EngineOnDisk(SimFiles files, long seed) {
        this(files, seed, settings(2));
    }

    EngineOnDisk(SimFiles files, long seed, EngineSettings settings) {
        this(files, seed, settings, Pace.UNLIMITED);
    }

    EngineOnDisk(SimFiles files, long seed, EngineSettings settings, Pace pace) {
        this(files, seed, settings, pace, EngineMeter.NONE);
    }

    EngineOnDisk(SimFiles files, long seed, EngineSettings settings, Pace pace, EngineMeter meter) {
        this.files = files;
        this.shards = settings.shards();
        Randomness randomness = new SeededRandomness(seed);
        this.loops = new VirtualLoops(randomness);
        List<SerialExecutor> shardLoops = new ArrayList<>();
        for (int i = 0; i < settings.shards(); i++) {
            shardLoops.add(loops.executor());
        }
        SerialExecutor writer = loops.executor();
        EngineEvents events = new EngineEvents() {
            @Override
            public void onLogDamage(LogDamage damage) {
                logDamage.add(damage);
            }

            @Override
            public void onIndexDamage(int group, IndexDamage damage) {
                indexDamage.add(damage);
            }
        };
        EnginePorts ports = new EnginePorts(
                files,
                shardLoops,
                writer,
                loops.timers(writer),
                loops.executor(),
                directory -> new MapDbRuns(files, directory),
                pace,
                events,
                (message, cause) -> fatal.add(message + ": " + cause),
                meter);
        try {
            this.engine = Engine.open(settings, ports);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    static EngineSettings settings(int shards) {
        LogSettings log = new LogSettings(
                SyncMode.GROUP, 8 << 10, 2 << 10, 1 << 20, 64 << 10, 10, shards == 1, new LogSettings.DiskLimits(0, 0));
        return new EngineSettings(
                PARTITIONS, new TreeKey(1, 2), shards, log, new MergePolicy(3), 4 << 10, 24 << 10, 16, 0.6);
    }

    Storage storage(Key key) {
        return storage(PARTITIONS.of(key));
    }

    Storage storage(int partition) {
        return engine.storage(Groups.shardOf(Groups.ofPartition(partition), shards));
    }

    void put(Space space, Key key, byte[] payload, Storage.OnDurable onDurable) {
        Storage storage = storage(key);
        storage.write(reserve(storage, payload.length), space, key, entry(payload), onDurable);
    }

    void put(String name, String value, Runnable onDurable) {
        put(Space.LIVE, key(name), value.getBytes(StandardCharsets.UTF_8), durability -> onDurable.run());
    }

    /** Writes and waits until it is durable. */
    void put(String name, String value) {
        put(name, value, () -> {});
        loops.settle();
    }

    void remove(Space space, Key key, Storage.OnDurable onDurable) {
        Storage storage = storage(key);
        storage.remove(reserve(storage, 0), space, key, onDurable);
    }

    void remove(String name) {
        remove(Space.LIVE, key(name), durability -> {});
        loops.settle();
    }

    static Storage.Reservation reserve(Storage storage, int bytes) {
        Storage.ReserveOutcome outcome = storage.reserve(Storage.WriteKind.ORDINARY, bytes);
        if (outcome instanceof Storage.Reserved reserved) {
            return reserved.reservation();
        }
        throw new IllegalStateException("refused: " + outcome);
    }

    static Storage.Entry entry(byte[] payload) {
        int sum = 1;
        for (byte b : payload) {
            sum = 31 * sum + b;
        }
        return new Storage.Entry(new Header(sum, 1, 2L * sum, 3), payload);
    }

    /** The value, {@code null} if absent; throws when unreadable. */
    String get(String name) {
        Storage.ReadOutcome outcome = storage(key(name)).read(Space.LIVE, key(name));
        if (outcome instanceof Storage.Found found) {
            return new String(found.entry().payload(), StandardCharsets.UTF_8);
        }
        if (outcome instanceof Storage.Unreadable unreadable) {
            throw new IllegalStateException(unreadable.reason());
        }
        return null;
    }

    Storage.ReadOutcome read(String name) {
        return storage(key(name)).read(Space.LIVE, key(name));
    }

    void flush() {
        engine.flush();
        loops.settle();
    }

    void close() {
        boolean[] closed = new boolean[1];
        engine.close(() -> closed[0] = true);
        loops.settle();
        if (!closed[0]) {
            throw new IllegalStateException("the engine did not close: " + fatal);
        }
    }

    static Key key(String name) {
        return Key.of("b", name);
    }
}
