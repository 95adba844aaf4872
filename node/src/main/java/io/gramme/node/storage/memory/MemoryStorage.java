package io.gramme.node.storage.memory;

import io.gramme.node.runtime.FatalHandler;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Storage as a sorted map, for one shard loop. Changes are applied at once and committed in batches on the writer: one
 * batch is under way, the next gathers. Without files the "disk" is a second map, which {@link #restarted} hands to the
 * next process; with files it is a journal.
 */
public final class MemoryStorage implements Storage {
    private static final double WATERMARK = 0.9;

    private final Partitions partitions;
    private final Loops loops;
    private final Limits limits;
    private final NavigableMap<byte[], Entry> records;
    private final SortedMap<byte[], Entry> durable;
    private final Commits commits;
    private Batch gathering = new Batch();
    private Batch committing = new Batch();
    private boolean stopped;
    private int outstanding;
    private long payloadBytes;

    /**
     * Where a store runs.
     *
     * @param shard the one loop that calls it and is called back
     * @param writer runs the commits
     */
    public record Loops(SerialExecutor shard, SerialExecutor writer, FatalHandler fatal) {}

    /**
     * How much a store takes.
     *
     * @param maxPayloadBytes largest record
     * @param maxOutstanding reservations and uncommitted changes
     * @param capacityBytes payload bytes of all records; ordinary writes are refused above 90 % of it
     */
    public record Limits(int maxPayloadBytes, int maxOutstanding, long capacityBytes) {
        /** 64 MiB a record, 100 000 outstanding, no limit to all together. */
        public static final Limits GENEROUS = new Limits(64 << 20, 100_000, Long.MAX_VALUE);
    }

    /** An empty store without files. */
    public MemoryStorage(Partitions partitions, Loops loops, Limits limits) {
        this(partitions, loops, limits, new TreeMap<>(IndexKey::compare));
    }

    private MemoryStorage(Partitions partitions, Loops loops, Limits limits, SortedMap<byte[], Entry> durable) {
        this.partitions = partitions;
        this.loops = loops;
        this.limits = limits;
        this.durable = durable;
        this.records = new TreeMap<>(durable);
        this.commits = batch -> batch.forEach(change -> apply(durable, change));
        this.payloadBytes = payloadBytesOf(records);
    }

    /** A store that holds what the files' journal holds, and goes on writing it. */
    public MemoryStorage(Partitions partitions, Loops loops, Limits limits, Files files) throws IOException {
        this.partitions = partitions;
        this.loops = loops;
        this.limits = limits;
        this.durable = new TreeMap<>(IndexKey::compare);
        this.records = new TreeMap<>(IndexKey::compare);
        this.commits = Journal.open(files, change -> apply(records, change));
        this.payloadBytes = payloadBytesOf(records);
    }

    /** The store of the next process, of what was committed; this one, without files, is dead from now on. */
    public MemoryStorage restarted(Loops newLoops) {
        Invariants.check(!(commits instanceof Journal), "a store with files is opened anew from them");
        stopped = true;
        return new MemoryStorage(partitions, newLoops, limits, new TreeMap<>(durable));
    }

    /** Refuses reservations from now on. */
    public void stop() {
        stopped = true;
    }

    @Override
    public ReadOutcome read(Space space, Key key) {
        Entry entry = records.get(indexKey(space, key));
        return entry == null ? Absent.ABSENT : new Found(entry);
    }

    @Override
    public HeaderOutcome header(Space space, Key key) {
        Entry entry = records.get(indexKey(space, key));
        return entry == null ? Absent.ABSENT : new HeaderFound(entry.header(), entry.payload().length);
    }

    @Override
    public ReserveOutcome reserve(WriteKind kind, int bytes) {
        if (stopped) {
            return new Refused(RefusalReason.STOPPED);
        }
        if (bytes > limits.maxPayloadBytes()) {
            return new Refused(RefusalReason.TOO_LARGE);
        }
        if (outstanding >= limits.maxOutstanding()) {
            return new Refused(RefusalReason.OVERLOADED);
        }
        double allowed = limits.capacityBytes() * (kind == WriteKind.ORDINARY ? WATERMARK : 1);
        if (payloadBytes + bytes > allowed) {
            return new Refused(RefusalReason.DISK_FULL);
        }
        outstanding++;
        return new Reserved(new Room(this, bytes));
    }

    @Override
    public void release(Reservation reservation) {
        use(reservation, 0);
        outstanding--;
    }

    @Override
    public void write(Reservation reservation, Space space, Key key, Entry entry, OnDurable onDurable) {
        use(reservation, entry.payload().length);
        change(new Change(space, key, entry), onDurable);
    }

    @Override
    public void remove(Reservation reservation, Space space, Key key, OnDurable onDurable) {
        use(reservation, 0);
        change(new Change(space, key, null), onDurable);
    }

    @Override
    public Cursor scan(Space space, int partition, @Nullable Key after) {
        byte[] from =
                after == null ? IndexKey.partitionBound(space, partition) : IndexKey.after(indexKey(space, after));
        return new MapCursor(records, from, IndexKey.partitionBound(space, partition + 1));
    }

    @Override
    public Cursor scanFrom(Space space, int partition, long fromHash) {
        byte[] from = IndexKey.hashBound(partitions, space, fromHash);
        return new MapCursor(records, from, IndexKey.partitionBound(space, partition + 1));
    }

    @Override
    public Cursor scanLeaf(int partition, int leaf) {
        return new MapCursor(
                records,
                IndexKey.leafBound(Space.LIVE, partition, leaf),
                IndexKey.leafBound(Space.LIVE, partition, leaf + 1));
    }

    private void use(Reservation reservation, int bytes) {
        Invariants.check(reservation instanceof Room, "not a reservation of this store: %s", reservation);
        Room room = (Room) reservation;
        Invariants.check(room.owner == this && !room.used, "a reservation is used twice or elsewhere");
        Invariants.check(bytes <= room.bytes, "%d payload bytes in a reservation for %d", bytes, room.bytes);
        room.used = true;
    }

    @Override
    public @Nullable Durability settled(Space space, Key key, OnDurable onDurable) {
        byte[] indexKey = indexKey(space, key);
        if (gathering.keys.contains(indexKey)) {
            gathering.callbacks.add(onDurable);
            return null;
        }
        if (committing.keys.contains(indexKey)) {
            committing.callbacks.add(onDurable);
            return null;
        }
        return Durability.DURABLE;
    }

    @Override
    public void force(Runnable onForced) {
        if (!gathering.changes.isEmpty()) {
            gathering.callbacks.add(durability -> onForced.run());
        } else if (!committing.changes.isEmpty()) {
            committing.callbacks.add(durability -> onForced.run());
        } else {
            loops.shard().execute(onForced);
        }
    }

    private void change(Change change, OnDurable onDurable) {
        payloadBytes += apply(records, change);
        gathering.changes.add(change);
        gathering.keys.add(indexKey(change.space(), change.key()));
        gathering.callbacks.add(onDurable);
        commitNext();
    }

    private void commitNext() {
        if (!committing.changes.isEmpty() || gathering.changes.isEmpty()) {
            return;
        }
        Batch batch = gathering;
        committing = batch;
        gathering = new Batch();
        loops.writer().execute(() -> {
            try {
                commits.commit(batch.changes);
                loops.shard().execute(() -> onCommitted(batch));
            } catch (IOException fault) {
                loops.shard().execute(this::stop);
                loops.fatal().onFatal("the journal cannot be written; what it held before is safe", fault);
            }
        });
    }

    private void onCommitted(Batch batch) {
        committing = new Batch();
        outstanding -= batch.changes.size();
        commitNext();
        batch.callbacks.forEach(callback -> callback.onDurable(Durability.DURABLE));
    }

    private byte[] indexKey(Space space, Key key) {
        return IndexKey.of(partitions, space, key);
    }

    /** Applies a change; returns by how many payload bytes the map grew. */
    private long apply(Map<byte[], Entry> map, Change change) {
        byte[] indexKey = indexKey(change.space(), change.key());
        Entry entry = change.entry();
        Entry old = entry == null ? map.remove(indexKey) : map.put(indexKey, entry);
        return bytesOf(entry) - bytesOf(old);
    }

    private static long bytesOf(@Nullable Entry entry) {
        return entry == null ? 0 : entry.payload().length;
    }

    private static long payloadBytesOf(Map<byte[], Entry> map) {
        return map.values().stream().mapToLong(entry -> entry.payload().length).sum();
    }

    /** Changes that are committed together, the keys they touch, and who waits for them. */
    private static final class Batch {
        private final List<Change> changes = new ArrayList<>();
        private final TreeSet<byte[]> keys = new TreeSet<>(IndexKey::compare);
        private final List<OnDurable> callbacks = new ArrayList<>();
    }

    /** A reservation. */
    private static final class Room implements Reservation {
        private final MemoryStorage owner;
        private final int bytes;
        private boolean used;

        Room(MemoryStorage owner, int bytes) {
            this.owner = owner;
            this.bytes = bytes;
        }
    }
}
