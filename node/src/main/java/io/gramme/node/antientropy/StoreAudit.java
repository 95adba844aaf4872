package io.gramme.node.antientropy;

import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Cursor;
import io.gramme.node.storage.Storage.Unreadable;
import io.gramme.node.storage.Trees;
import io.gramme.node.tree.PartitionTree;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares one shard's trees with its store and reads every record, leaf by leaf, spread over a week: a tree that drifted
 * hides differences for good, and a bad sector shows only when somebody reads it. Lives on the shard's loop.
 *
 * <p>A partition whose tree is under suspicion is looked at without delay. What is found is put right where it can be, and
 * always told: drift is a defect of the program, damage one of the disk.
 */
public final class StoreAudit {
    /** Leaves looked at in one turn, and keys in them, unless one leaf has more. */
    private static final int LEAVES_A_TURN = 64;

    private static final int KEYS_A_TURN = 512;
    /** Records read in one turn, and their bytes, unless one is larger. */
    private static final int RECORDS_A_TURN = 32;

    private static final long BYTES_A_TURN = 128 * 1024;
    private static final long LEAST_STEP_MILLIS = 10;
    private static final long BUSY_MILLIS = 200;

    private final ExchangePorts ports;
    private final Duration interval;
    private final Listener listener;
    private final TreeSet<Integer> suspects = new TreeSet<>();
    private @Nullable Stand stand;
    private int[] partitions = {};
    private int at;
    private @Nullable Walk current;
    private boolean walksSuspects;
    private boolean running;
    private boolean stopped;
    private long done;
    private long records;

    /** Hears what is found, on the shard's loop. */
    public interface Listener {
        /** A partition's tree did not say what the store holds, in so many leaves; it does now. */
        void onDrift(int partition, int leaves);

        /** A record cannot be read. */
        void onDamage(int partition, Key key, String reason);

        /** A part of a partition's index cannot be read, so nobody knows which keys are there. */
        void onIndexDamage(int partition, String reason);
    }

    private record Stand(Storage storage, Trees trees, Partitions partitions) {}

    /**
     * How far it is.
     *
     * @param passes whole rounds over the store since the start
     * @param partitionsDone of this round, and how many there are
     * @param records read since the start
     */
    public record Progress(long passes, int partitionsDone, int partitions, long records) {}

    /** @param interval for one round over everything */
    public StoreAudit(ExchangePorts ports, Duration interval, Listener listener) {
        this.ports = ports;
        this.interval = interval;
        this.listener = listener;
    }

    /** It has a store to look at from now on, these partitions of it. */
    public void seat(RecordStore recordStore, Trees trees, Partitions division, int[] own) {
        stand = new Stand(recordStore.storage(), trees, division);
        partitions = own.clone();
        if (!running && own.length > 0) {
            running = true;
            at = ports.randomness().nextInt(own.length);
            later(stepMillis());
        }
    }

    /** A partition's tree may be wrong: it is compared with the store soon. */
    public void suspect(int suspectPartition) {
        suspects.add(suspectPartition);
        if (!walksSuspects) {
            walksSuspects = true;
            after(LEAST_STEP_MILLIS, this::nextSuspect);
        }
    }

    /** How far it is. */
    public Progress progress() {
        int all = Math.max(1, partitions.length);
        return new Progress(done / all, (int) (done % all), partitions.length, records);
    }

    private void nextSuspect() {
        Integer suspect = suspects.pollFirst();
        Stand now = stand;
        if (suspect == null || now == null) {
            walksSuspects = false;
            return;
        }
        walkSuspect(now, new Walk(suspect));
    }

    private void walkSuspect(Stand now, Walk walk) {
        walk.checkLeaves(now, listener);
        if (walk.leaf < now.partitions.leaves()) {
            after(LEAST_STEP_MILLIS, () -> walkSuspect(now, walk));
        } else {
            tell(walk);
            after(LEAST_STEP_MILLIS, this::nextSuspect);
        }
    }

    private void tell(Walk walk) {
        if (walk.driftedLeaves > 0) {
            ports.metrics().drifted(walk.driftedLeaves);
            listener.onDrift(walk.partition, walk.driftedLeaves);
        }
    }

    /** The node stops: nothing is looked at any more, since the store closes. */
    public void stop() {
        stopped = true;
    }

    private void after(long millis, Runnable task) {
        ports.timers().schedule(millis, () -> unlessStopped(task));
    }

    private void unlessStopped(Runnable task) {
        if (!stopped) {
            task.run();
        }
    }

    private void later(long millis) {
        after(millis, this::step);
    }

    /** So that a round over all leaves takes about the interval; a little less, for steps take time too. */
    private long stepMillis() {
        Stand now = stand;
        if (now == null) {
            return LEAST_STEP_MILLIS;
        }
        long steps = Math.max(1L, (long) partitions.length * now.partitions.leaves() / LEAVES_A_TURN);
        return Math.max(LEAST_STEP_MILLIS, interval.toMillis() * 9 / 10 / steps);
    }

    private void step() {
        Stand now = stand;
        if (now == null) {
            return;
        }
        Walk walk = current == null ? new Walk(partitions[at]) : current;
        current = walk;
        int first = walk.leaf;
        walk.checkLeaves(now, listener);
        read(now, new Stretch(walk, first, walk.leaf), null);
    }

    /** Leaves of a walk whose records are read. */
    private static final class Stretch {
        private final int partition;
        private final int end;
        private int leaf;

        Stretch(Walk walk, int first, int end) {
            this.partition = walk.partition;
            this.leaf = first;
            this.end = end;
        }
    }

    /** How far the comparison of one partition's tree is. */
    private static final class Walk {
        private final int partition;
        private int leaf;
        private int driftedLeaves;
        private boolean unreadable;

        Walk(int partition) {
            this.partition = partition;
        }

        /** Compares the next leaves with the index and moves on behind them. */
        void checkLeaves(Stand now, Listener listener) {
            PartitionTree tree = now.trees.tree(partition);
            int keys = 0;
            int last = Math.min(now.partitions.leaves(), leaf + LEAVES_A_TURN);
            while (leaf < last && keys < KEYS_A_TURN) {
                leaf = now.trees.nextOccupied(partition, leaf, last);
                if (leaf == last) {
                    break;
                }
                switch (now.trees.checkLeaf(partition, leaf)) {
                    case RIGHT -> {}
                    case CORRECTED -> driftedLeaves++;
                    case UNREADABLE -> tellOnce(listener);
                }
                keys += tree == null ? 0 : tree.leaf(leaf).counts()[0];
                leaf++;
            }
            if (leaf == now.partitions.leaves() && !now.trees.checkInside(partition)) {
                driftedLeaves++;
            }
        }

        /** A bad page may be met by every leaf of the partition, and is one thing to say. */
        private void tellOnce(Listener listener) {
            if (!unreadable) {
                unreadable = true;
                listener.onIndexDamage(partition, "leaf " + leaf);
            }
        }
    }

    /** Reads the records of some leaves, a few at a time, then goes on with the next leaves. */
    private void read(Stand now, Stretch stretch, @Nullable Key after) {
        List<Key> batch = new ArrayList<>();
        Key resume = gather(now, stretch, after, batch);
        if (batch.isEmpty()) {
            endOfStretch(now);
            return;
        }
        long bytes = batch.stream().mapToLong(key -> bytesOf(now, key)).sum();
        grant(bytes, () -> {
            batch.forEach(key -> read(now, stretch.partition, key));
            after(LEAST_STEP_MILLIS, () -> read(now, stretch, resume));
        });
    }

    private static long bytesOf(Stand now, Key key) {
        return now.storage.header(Space.LIVE, key) instanceof Storage.HeaderFound found ? found.payloadBytes() : 0;
    }

    /** The next keys to read; returns the key to go on after within the stretch's leaf, or {@code null} for its begin. */
    private static @Nullable Key gather(Stand now, Stretch stretch, @Nullable Key after, List<Key> batch) {
        long bytes = 0;
        Key resume = after;
        while (stretch.leaf < stretch.end) {
            int occupied = now.trees.nextOccupied(stretch.partition, stretch.leaf, stretch.end);
            if (occupied > stretch.leaf) {
                stretch.leaf = occupied;
                resume = null;
                continue;
            }
            try (Cursor cursor = now.storage.scanLeaf(stretch.partition, stretch.leaf)) {
                while (cursor.next()) {
                    if (resume != null && !isAfter(now, cursor.key(), resume)) {
                        continue;
                    }
                    if (batch.size() >= RECORDS_A_TURN || bytes >= BYTES_A_TURN) {
                        return batch.get(batch.size() - 1);
                    }
                    batch.add(cursor.key());
                    bytes += cursor.payloadBytes();
                }
            }
            stretch.leaf++;
            resume = null;
        }
        return null;
    }

    private static boolean isAfter(Stand now, Key key, Key other) {
        return IndexKey.compare(
                        IndexKey.of(now.partitions, Space.LIVE, key), IndexKey.of(now.partitions, Space.LIVE, other))
                > 0;
    }

    private void grant(long bytes, Runnable then) {
        if (!ports.background().request(Task.REPAIR, bytes, () -> unlessStopped(then))) {
            after(BUSY_MILLIS, () -> grant(bytes, then));
        }
    }

    private void read(Stand now, int of, Key key) {
        records++;
        Storage.ReadOutcome outcome = now.storage.read(Space.LIVE, key);
        if (outcome instanceof Unreadable bad) {
            listener.onDamage(of, key, bad.reason());
        } else if (outcome instanceof Storage.Found found
                && RecordStore.decode(found.entry()) instanceof RecordStore.Broken broken) {
            listener.onDamage(of, key, broken.reason());
        }
    }

    private void endOfStretch(Stand now) {
        Walk walk = current;
        if (walk != null && walk.leaf >= now.partitions.leaves()) {
            tell(walk);
            current = null;
            at = (at + 1) % partitions.length;
            done++;
        }
        later(stepMillis());
    }
}
