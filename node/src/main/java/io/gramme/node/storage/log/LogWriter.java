package io.gramme.node.storage.log;

import io.gramme.node.metrics.StorageMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.FatalHandler;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import io.gramme.node.storage.Storage.Durability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The one writer of the log: appends what the shards hand over, forces it, and tells them.
 *
 * <p>Group commit: the first batch that arrives queues a commit behind whatever else waits on the writer's executor. So
 * an idle writer commits at once, a busy one gathers all that arrived during the last fsync, and nobody waits for a
 * timer. A failed append or fsync is final: the kernel may have dropped the pages, a retry would lie.
 *
 * <p>Thread rule: {@link #submit} and the other public calls from anywhere, the rest on the writer's executor.
 */
public final class LogWriter {
    private static final long ROOM_CHECK_BYTES = 8L << 20;
    private static final long ROOM_CHECK_MILLIS = 1000;

    private final LogSettings settings;
    private final Files files;
    private final SerialExecutor executor;
    private final Timers timers;
    private final LogListener listener;
    private final FatalHandler fatal;
    private final Clock clock;
    private final StorageMetrics metrics;
    private final List<Submission> waiting = new ArrayList<>();
    private final ActiveSegment active;
    private DiskRoom room = DiskRoom.AMPLE;
    private long bytesSinceRoomCheck = ROOM_CHECK_BYTES;
    private int unsyncedRecords;
    private long unsyncedBytes;
    private boolean commitQueued;
    private boolean forceTimed;
    private boolean failed;
    private boolean closed;

    private record Submission(ShardLog shard, ShardBatch batch) {}

    private record Committed(Submission submission, long base) {}

    /** Where the writer gets everything from. */
    public record Ports(
            Files files,
            SerialExecutor executor,
            Timers timers,
            LogListener listener,
            FatalHandler fatal,
            Clock clock,
            StorageMetrics metrics) {}

    /** @param nextSegment number of the first segment to create, above every one that exists */
    public LogWriter(LogSettings settings, Ports ports, int nextSegment) {
        this.settings = settings;
        this.files = ports.files();
        this.executor = ports.executor();
        this.timers = ports.timers();
        this.listener = ports.listener();
        this.fatal = ports.fatal();
        this.clock = ports.clock();
        this.metrics = ports.metrics();
        this.active = new ActiveSegment(settings, files, listener, nextSegment);
    }

    /** Creates the first segment and looks at the disk; before anything else, on the opening thread. */
    public void start() throws IOException {
        checkRoom();
        active.roll(0);
    }

    void submit(ShardLog shard, ShardBatch batch) {
        executor.execute(() -> onSubmitted(new Submission(shard, batch)));
    }

    private void onSubmitted(Submission submission) {
        waiting.add(submission);
        if (settings.sync() == SyncMode.ALWAYS) {
            commit();
        } else if (!commitQueued) {
            commitQueued = true;
            executor.execute(this::onCommitTurn);
        }
    }

    private void onCommitTurn() {
        commitQueued = false;
        commit();
    }

    private void commit() {
        if (waiting.isEmpty() || failed || closed) {
            return;
        }
        List<Submission> now = List.copyOf(waiting);
        waiting.clear();
        try {
            List<Committed> appended = new ArrayList<>();
            for (Submission submission : now) {
                if (!active.fits(submission.batch().bytes())) {
                    force();
                    deliver(appended, Durability.DURABLE);
                    active.roll(submission.batch().bytes());
                    bytesSinceRoomCheck = ROOM_CHECK_BYTES;
                }
                bytesSinceRoomCheck += submission.batch().bytes();
                unsyncedRecords += submission.batch().count();
                unsyncedBytes += submission.batch().bytes();
                appended.add(new Committed(submission, active.append(submission.batch())));
            }
            finishCommit(appended);
        } catch (IOException | RuntimeException fault) {
            fail(fault);
        }
    }

    private void finishCommit(List<Committed> appended) throws IOException {
        if (settings.sync() == SyncMode.INTERVAL) {
            timeForce();
            deliver(appended, Durability.BUFFERED);
        } else {
            force();
            deliver(appended, Durability.DURABLE);
        }
        if (bytesSinceRoomCheck >= ROOM_CHECK_BYTES) {
            checkRoom();
        }
    }

    private void force() throws IOException {
        long began = clock.monotonicNanos();
        active.force();
        if (unsyncedRecords > 0) {
            metrics.synced(clock.monotonicNanos() - began, unsyncedRecords, unsyncedBytes);
            unsyncedRecords = 0;
            unsyncedBytes = 0;
        }
        if (settings.sync() == SyncMode.INTERVAL) {
            listener.onForced(active.position());
        }
    }

    private static void deliver(List<Committed> appended, Durability durability) {
        for (Committed committed : appended) {
            Submission submission = committed.submission();
            submission.shard().deliver(submission.batch(), committed.base(), durability);
        }
        appended.clear();
    }

    private void timeForce() {
        if (!forceTimed) {
            forceTimed = true;
            timers.schedule(settings.intervalMillis(), this::onForceTimer);
        }
    }

    private void onForceTimer() {
        forceTimed = false;
        guarded(this::force);
    }

    /** Makes everything submitted before durable, then runs the task on the writer's executor. */
    public void barrier(Runnable then) {
        executor.execute(() -> {
            commit();
            if (guarded(this::force)) {
                then.run();
            }
        });
    }

    /** Seals the active segment and begins another, then runs the task on the writer's executor. */
    public void seal(Runnable then) {
        executor.execute(() -> {
            commit();
            if (guarded(() -> {
                force();
                active.roll(0);
            })) {
                then.run();
            }
        });
    }

    /** Commits what waits, forces and closes the segment, then tells the log's end. Nothing is taken afterwards. */
    public void close(CloseListener then) {
        executor.execute(() -> {
            commit();
            if (guarded(() -> {
                force();
                active.close();
            })) {
                closed = true;
                then.onClosed(active.position());
            }
        });
    }

    /** Hears where the log ends. */
    @FunctionalInterface
    public interface CloseListener {
        void onClosed(long endPosition);
    }

    private void checkRoom() throws IOException {
        bytesSinceRoomCheck = 0;
        Files.Space space = files.space();
        DiskRoom now = DiskRoom.of(settings.disk(), space.freeBytes(), space.totalBytes());
        if (now != room) {
            room = now;
            listener.onRoom(now);
        }
        if (now != DiskRoom.AMPLE) {
            timers.schedule(ROOM_CHECK_MILLIS, () -> guarded(this::checkRoom));
        }
    }

    /** @return whether it was done */
    private boolean guarded(DiskTask task) {
        if (failed || closed) {
            return false;
        }
        try {
            task.run();
            return true;
        } catch (IOException | RuntimeException fault) {
            fail(fault);
            return false;
        }
    }

    @FunctionalInterface
    private interface DiskTask {
        void run() throws IOException;
    }

    private void fail(Exception fault) {
        failed = true;
        fatal.onFatal(
                "the log could not be written or forced at " + LogPosition.text(active.position())
                        + "; the node stops, nothing unforced was acknowledged; look at the disk and start again",
                fault);
    }
}
