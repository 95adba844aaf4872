package io.gramme.node.storage.engine;

import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Trees;
import io.gramme.node.storage.log.DiskRoom;
import io.gramme.node.storage.log.LogListener;
import io.gramme.node.storage.log.LogPosition;
import io.gramme.node.storage.log.LogWriter;
import io.gramme.node.storage.log.SegmentFile;
import io.gramme.node.storage.log.SegmentReads;
import io.gramme.node.storage.log.ShardLog;
import io.gramme.node.storage.log.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One node's store: the value log and the sixteen index groups, behind one {@link Storage} per shard.
 *
 * <p>Opened once per process and closed at its end; {@link #storage} belongs to the shard's loop, everything else says
 * its thread. What is in the data directory:
 *
 * <pre>
 * LOCK, MANIFEST, CLEAN (only between a clean stop and the next start), RESTORED (only until clearRestored)
 * log/NNNNNNNNNN.seg    index/GG/NNNNNNNN and its side file, index/GG/trees    snapshots/NAME
 * </pre>
 */
public final class Engine {
    private static final String LOCK = "LOCK";
    private static final String CLEAN = "CLEAN";

    private final EngineSettings settings;
    private final EnginePorts ports;
    private final AutoCloseable lock;
    private final Recovery.Recovered recovered;
    private final EngineContext context;
    private boolean restored;
    private long forcedEnd;
    private final Compactor compactor;
    private final List<ShardStorage> shards = new ArrayList<>();
    private final List<List<GroupMaintenance>> maintenance = new ArrayList<>();

    private Engine(EngineSettings settings, EnginePorts ports, AutoCloseable lock, Recovery.Recovered recovered) {
        this.settings = settings;
        this.ports = ports;
        this.lock = lock;
        this.recovered = recovered;
        this.forcedEnd = recovered.end();
        LogWriter.Ports writerPorts = new LogWriter.Ports(
                ports.files(),
                ports.writer(),
                ports.writerTimers(),
                new Announcer(),
                ports.fatal(),
                ports.meter().clock(),
                ports.meter().metrics().get());
        LogWriter writer = new LogWriter(settings.log(), writerPorts, LogPosition.segment(recovered.end()) + 1);
        ManifestKeeper manifest = new ManifestKeeper(
                cell(ports.files(), Manifest.NAME), recovered.manifest(), ports.background(), ports.fatal());
        this.context = new EngineContext(settings, ports, writer, manifest, recovered.segments());
        List<ShardMover> movers = new ArrayList<>();
        for (int shard = 0; shard < settings.shards(); shard++) {
            movers.add(compose(shard));
        }
        this.compactor = new Compactor(context, movers);
        manifest.afterWrite(compactor::consider);
    }

    /**
     * Opens a data directory, recovering it if need be. Blocks for the disk; the loops must not run tasks of the engine
     * before this returns.
     *
     * @throws IOException when the directory cannot be used: another process holds it, a newer version wrote it, its
     *     partition count is another, or the disk fails
     */
    public static Engine open(EngineSettings settings, EnginePorts ports) throws IOException {
        Files files = ports.files();
        createDirectories(files);
        AutoCloseable lock = files.lock(LOCK);
        try {
            boolean restored = Restore.isRestored(files);
            boolean clean = takeCleanMarker(files);
            Recovery recovery = new Recovery(settings, ports, cell(files, Manifest.NAME));
            Engine engine = new Engine(settings, ports, lock, recovery.recover(clean));
            engine.restored = restored;
            engine.context.writer().start();
            return engine;
        } catch (IOException | RuntimeException fault) {
            closeQuietly(lock);
            throw fault;
        }
    }

    private static void closeQuietly(AutoCloseable lock) throws IOException {
        try {
            lock.close();
        } catch (Exception fault) {
            throw new IOException("the lock of the data directory could not be released", fault);
        }
    }

    private static DurableCell cell(Files files, String name) {
        return new DurableCell(files, "", name);
    }

    private static void createDirectories(Files files) throws IOException {
        files.createDirectories(SegmentFile.DIRECTORY);
        for (int group = 0; group < Groups.COUNT; group++) {
            files.createDirectories(Groups.directory(group));
        }
        files.forceDirectory("index");
        files.forceDirectory("");
    }

    /** Whether the last process stopped cleanly; from now on it has not. */
    private static boolean takeCleanMarker(Files files) throws IOException {
        if (!files.exists(CLEAN)) {
            return false;
        }
        boolean sound;
        try {
            sound = cell(files, CLEAN).read().isPresent();
        } catch (DurableCell.DamagedCell damaged) {
            sound = false;
        }
        files.delete(CLEAN);
        files.forceDirectory("");
        return sound;
    }

    private ShardMover compose(int shard) {
        SerialExecutor loop = ports.shardLoops().get(shard);
        ShardLog log = new ShardLog(settings.log(), loop, context.writer(), recovered.end());
        SegmentReads reads = new SegmentReads();
        recovered.segments().all().forEach(segment -> reads.add(segment.number, segment.file));
        List<GroupStore> own = recovered.groups().stream()
                .filter(group -> Groups.shardOf(group.number, settings.shards()) == shard)
                .toList();
        ShardStorage storage = new ShardStorage(
                settings.partitions(), new ShardStorage.Parts(log, reads, own, context::onIndexDamage), ports.meter());
        List<GroupMaintenance> ofShard = own.stream()
                .map(group -> new GroupMaintenance(
                        group, log, context, recovered.manifest().groups().get(group.number)))
                .toList();
        log.afterCommit(() -> ofShard.forEach(GroupMaintenance::check));
        shards.add(storage);
        maintenance.add(ofShard);
        return new ShardMover(context, storage, own, ofShard);
    }

    /** The store of a shard, for its loop. */
    public Storage storage(int shard) {
        return shards.get(shard);
    }

    /** For tests that look beneath. */
    List<GroupStore> groups() {
        return recovered.groups();
    }

    /** Entries of all index parts, removals and overwritten ones among them; where all loops are one. */
    public long indexEntries() {
        return recovered.groups().stream()
                .mapToLong(group -> group.index().runEntries() + group.index().deltaEntries())
                .sum();
    }

    /** The trees of a shard's partitions, for its loop. */
    public Trees trees(int shard) {
        return shards.get(shard);
    }

    /** Whether the last process stopped without {@link #close}, so that the log was read to its end. */
    boolean wasUnclean() {
        return recovered.unclean();
    }

    /** Where the log ended when this was opened; what is written since lies in later segments. */
    public long openedEnd() {
        return recovered.end();
    }

    /**
     * Whether this directory came from a snapshot and {@link #clearRestored} has not been called: the node ignores
     * ownership markers, raises its generation and is untrusted until each partition had a round with its other owners.
     */
    public boolean wasRestored() {
        return restored;
    }

    /** The generation was raised durably: the next start finds an ordinary directory. Blocks; before loops run. */
    public void clearRestored() throws IOException {
        ports.files().delete(Restore.MARK);
        ports.files().forceDirectory("");
        restored = false;
    }

    /**
     * Takes a snapshot of everything that is durable now, while writes go on. It becomes the directory
     * {@code snapshots/NAME}, and takes no space but for what is deleted later. From any thread.
     *
     * @param name of letters, digits, dots and dashes; must not have been used
     */
    public void snapshot(String name, SnapshotListener listener) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,63}")) {
            throw new IllegalArgumentException("'" + name + "' is no name for a snapshot");
        }
        ports.background().execute(() -> new Snapshot(context, name, listener).start());
    }

    /**
     * A snapshot directory.
     *
     * @param directory inside the data directory
     * @param complete whether its list is there and names files of those sizes; checksums are for the restore
     */
    public record SnapshotSummary(String name, String directory, boolean complete, int files, long bytes) {}

    /** The snapshots of this directory, by name. Blocks for the disk: on the background executor. */
    public List<SnapshotSummary> snapshots() {
        return Snapshot.list(ports.files());
    }

    /** Told when a compaction has come to rest, on the background executor. */
    @FunctionalInterface
    public interface CompactionListener {
        /** What the log consists of now, the segment being written to left out. */
        void onSettled(int segments, long bytes);
    }

    /**
     * Seals the log and writes all of the index out, so that no restart needs the log before now, and lets the compactor
     * get back what is dead enough by then. From any thread.
     */
    public void compact(CompactionListener listener) {
        Compactor.Request request = compactor.new Request(settings.shards(), listener);
        context.writer().seal(() -> {
            for (int shard = 0; shard < settings.shards(); shard++) {
                List<GroupMaintenance> ofShard = maintenance.get(shard);
                ShardLog log = shards.get(shard).log();
                ports.shardLoops().get(shard).execute(() -> {
                    long end = log.committedEnd();
                    ofShard.forEach(one -> one.advanceTo(end));
                    ports.background().execute(() -> request.asked(end));
                });
            }
        });
    }

    /** Hears what became of a snapshot, on the background executor. */
    public interface SnapshotListener {
        /** So many of its files are linked and read. */
        default void onFile(int done, int total) {}

        /** It is complete and durable in that directory. */
        void onTaken(String directory);

        /** It was given up; what lies there without a list is no snapshot and can be deleted. */
        void onFailed(IOException fault);
    }

    /**
     * Up to where the log is known to be forced: no loss of power takes that back. On the first shard's loop. Grows, across
     * restarts too.
     */
    public long syncedEnd() {
        boolean lazy = settings.log().sync() == SyncMode.INTERVAL;
        return lazy ? forcedEnd : shards.get(0).log().committedEnd();
    }

    /**
     * Asks every group for a manifest that needs no log before now; for tests, and before a planned restart. From any
     * thread; the work goes on after this returns.
     */
    public void flush() {
        for (int shard = 0; shard < settings.shards(); shard++) {
            List<GroupMaintenance> ofShard = maintenance.get(shard);
            ShardLog log = shards.get(shard).log();
            ports.shardLoops().get(shard).execute(() -> ofShard.forEach(one -> one.advanceTo(log.committedEnd())));
        }
    }

    /** Tells the meter what the store holds now. From any thread; the work goes on after this returns. */
    public void takeStock() {
        StockTaking.start(context, shards);
    }

    /**
     * Reads all index runs and all sealed segments once and compares checksums; what is damaged is told as when a read
     * meets it. From any thread; one at a time.
     *
     * @param onEnd called on the background executor, unless the engine stops before
     */
    public void scrub(Runnable onEnd) {
        ports.background().execute(() -> new Scrub(context, recovered.groups(), onEnd).start());
    }

    /**
     * Stops cleanly: what was written before is committed and told, then the log is sealed and the directory marked. From
     * any thread; {@code closed} runs on the background executor at the end. Writes are refused at once.
     */
    public void close(Runnable closed) {
        ports.background().execute(context::halt);
        Countdown all = new Countdown(settings.shards(), () -> context.writer().close(end -> onLogClosed(end, closed)));
        for (int shard = 0; shard < settings.shards(); shard++) {
            ShardStorage storage = shards.get(shard);
            List<GroupMaintenance> ofShard = maintenance.get(shard);
            ports.shardLoops().get(shard).execute(() -> {
                ofShard.forEach(GroupMaintenance::stop);
                storage.log().close(() -> {
                    storage.close();
                    ports.writer().execute(all::done);
                });
            });
        }
    }

    private void onLogClosed(long end, Runnable closed) {
        ports.background().execute(() -> {
            context.manifest().stop();
            try {
                for (SegmentCatalog.Segment segment : context.segments().all()) {
                    segment.file.close();
                }
                cell(ports.files(), CLEAN)
                        .write(ByteBuffer.allocate(Long.BYTES).putLong(end).array());
                lock.close();
            } catch (Exception fault) {
                ports.fatal().onFatal("the data directory could not be marked as cleanly closed", fault);
            }
            closed.run();
        });
    }

    /** Counts down on the writer's executor. */
    private static final class Countdown {
        private final Runnable atZero;
        private int left;

        Countdown(int from, Runnable atZero) {
            this.left = from;
            this.atZero = atZero;
        }

        void done() {
            if (--left == 0) {
                atZero.run();
            }
        }
    }

    /** Tells shards and background what the writer did. */
    private final class Announcer implements LogListener {
        @Override
        public void onSegment(int segment, Files.ReadFile file) {
            ports.background().execute(() -> context.segments().opened(segment, file));
            forEachShard((storage, groups) -> {
                storage.reads().add(segment, file);
                storage.log().onSegment(segment);
                groups.forEach(GroupMaintenance::check);
            });
        }

        @Override
        public void onSealed(int segment, int endOffset) {
            ports.background().execute(() -> {
                context.segments().sealed(segment, endOffset);
                compactor.consider();
            });
        }

        @Override
        public void onForced(long position) {
            ports.shardLoops().get(0).execute(() -> forcedEnd = position);
        }

        @Override
        public void onRoom(DiskRoom room) {
            forEachShard((storage, groups) -> storage.log().onRoom(room));
        }

        private void forEachShard(ShardTask task) {
            for (int shard = 0; shard < settings.shards(); shard++) {
                ShardStorage storage = shards.get(shard);
                List<GroupMaintenance> groups = maintenance.get(shard);
                ports.shardLoops().get(shard).execute(() -> task.run(storage, groups));
            }
        }
    }

    @FunctionalInterface
    private interface ShardTask {
        void run(ShardStorage storage, List<GroupMaintenance> groups);
    }
}
