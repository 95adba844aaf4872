package io.gramme.node.storage.engine;

import io.gramme.node.metrics.StorageMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.Header;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Trees;
import io.gramme.node.storage.log.SegmentReads;
import io.gramme.node.storage.log.ShardLog;
import io.gramme.node.tree.PartitionTree;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The storage port of one shard: its groups over the common log. Everything on the shard's loop. */
final class ShardStorage implements Storage, Trees {
    private static final Unreadable CLOSED = new Unreadable("the store is closed");

    private final Partitions partitions;
    private final ShardLog log;
    private final SegmentReads reads;
    private final List<GroupStore> own;
    private final @Nullable GroupStore[] groups = new GroupStore[Groups.COUNT];
    private final DamageListener damaged;
    private final Clock clock;
    private final StorageMetrics metrics;
    private boolean closed;

    /** Hears of index pages that cannot be read. */
    @FunctionalInterface
    interface DamageListener {
        void onIndexDamage(int group, IndexDamage damage);
    }

    /** What it is made of: the common log, its reads, and the groups that are this shard's. */
    record Parts(ShardLog log, SegmentReads reads, List<GroupStore> own, DamageListener damaged) {}

    /** A reservation of that many payload bytes; used up once. */
    private static final class Room implements Reservation {
        final int payloadBytes;
        boolean used;

        Room(int payloadBytes) {
            this.payloadBytes = payloadBytes;
        }
    }

    ShardStorage(Partitions partitions, Parts parts, EngineMeter meter) {
        this.partitions = partitions;
        this.clock = meter.clock();
        this.metrics = meter.metrics().get();
        this.log = parts.log();
        this.reads = parts.reads();
        this.damaged = parts.damaged();
        this.own = parts.own();
        own.forEach(group -> groups[group.number] = group);
    }

    ShardLog log() {
        return log;
    }

    SegmentReads reads() {
        return reads;
    }

    /** This shard's groups. */
    List<GroupStore> ownGroups() {
        return own;
    }

    /** Figures of what is done on this shard's loop. */
    StorageMetrics metrics() {
        return metrics;
    }

    Partitions partitions() {
        return partitions;
    }

    /** The group of a partition, which must be this shard's. */
    GroupStore group(int partition) {
        Invariants.check(!closed, "the store is closed");
        GroupStore group = groups[Groups.ofPartition(partition)];
        Invariants.check(group != null, "partition %s belongs to another shard", partition);
        return Invariants.present(group, "checked");
    }

    @Override
    public @Nullable PartitionTree tree(int partition) {
        return group(partition).trees().tree(partition);
    }

    @Override
    public Checked checkLeaf(int partition, int leaf) {
        GroupStore group = group(partition);
        return group.trees().checkLeaf(partition, leaf, group.index());
    }

    @Override
    public int nextOccupied(int partition, int leaf, int end) {
        GroupStore group = group(partition);
        return group.trees().nextOccupied(partition, leaf, end, group.index());
    }

    @Override
    public boolean checkInside(int partition) {
        PartitionTree tree = tree(partition);
        return tree == null || tree.correctInside();
    }

    private GroupStore group(Key key) {
        return group(partitions.of(key.hash()));
    }

    @Override
    public ReadOutcome read(Space space, Key key) {
        if (closed) {
            return CLOSED;
        }
        return read(group(key), IndexKey.of(partitions, space, key), space, key);
    }

    /** Lets go of the index; everything is unreadable from now on. */
    void close() {
        closed = true;
        for (GroupStore group : groups) {
            if (group != null) {
                group.index().close();
            }
        }
    }

    ReadOutcome read(GroupStore group, byte[] indexKey, Space space, Key key) {
        PendingWrite pending = group.pending(indexKey);
        if (pending != null) {
            return pending.entry == null ? Absent.ABSENT : new Found(pending.entry);
        }
        long began = clock.monotonicNanos();
        ReadOutcome outcome = readStored(group, indexKey, space, key);
        metrics.read(clock.monotonicNanos() - began);
        return outcome;
    }

    private ReadOutcome readStored(GroupStore group, byte[] indexKey, Space space, Key key) {
        IndexLookup found = group.lookup(indexKey);
        if (found instanceof IndexLookup.Damaged damage) {
            return unreadable(group, damage.damage());
        }
        if (!(found instanceof IndexLookup.Hit hit)) {
            return Absent.ABSENT;
        }
        ReadOutcome outcome = reads.read(hit.entry(), space, key);
        if (outcome instanceof Unreadable) {
            metrics.unreadable();
        }
        return outcome;
    }

    @Override
    public HeaderOutcome header(Space space, Key key) {
        if (closed) {
            return CLOSED;
        }
        GroupStore group = group(key);
        byte[] indexKey = IndexKey.of(partitions, space, key);
        PendingWrite pending = group.pending(indexKey);
        if (pending != null) {
            return pending.entry == null
                    ? Absent.ABSENT
                    : new HeaderFound(pending.entry.header(), pending.entry.payload().length);
        }
        IndexLookup found = group.lookup(indexKey);
        if (found instanceof IndexLookup.Hit hit) {
            return new HeaderFound(hit.entry().header(), payloadBytes(hit.entry(), key));
        }
        return found instanceof IndexLookup.Damaged damage ? unreadable(group, damage.damage()) : Absent.ABSENT;
    }

    static int payloadBytes(IndexEntry entry, Key key) {
        return entry.length() - ShardLog.putFrameBytes(key, 0);
    }

    Unreadable unreadable(GroupStore group, IndexDamage damage) {
        metrics.unreadable();
        damaged.onIndexDamage(group.number, damage);
        return new Unreadable("index run " + damage.run() + ", page " + damage.page() + ": " + damage.reason());
    }

    @Override
    public ReserveOutcome reserve(WriteKind kind, int payloadBytes) {
        RefusalReason refusal = log.refusal(kind, payloadBytes);
        if (refusal != null) {
            count(refusal);
            return new Refused(refusal);
        }
        log.reserve(payloadBytes);
        return new Reserved(new Room(payloadBytes));
    }

    private void count(RefusalReason refusal) {
        if (refusal == RefusalReason.DISK_FULL) {
            metrics.refused(StorageMetrics.Refusal.DISK_FULL);
        } else if (refusal == RefusalReason.OVERLOADED) {
            metrics.refused(StorageMetrics.Refusal.QUEUE_FULL);
        }
    }

    @Override
    public void release(Reservation reservation) {
        log.release(use(reservation, 0));
    }

    private static int use(Reservation reservation, int payloadBytes) {
        Room room = (Room) reservation;
        Invariants.check(!room.used, "a reservation was used twice");
        Invariants.check(
                payloadBytes <= room.payloadBytes, "%s bytes over a room of %s", payloadBytes, room.payloadBytes);
        room.used = true;
        return room.payloadBytes;
    }

    @Override
    public void write(Reservation reservation, Space space, Key key, Entry entry, OnDurable onDurable) {
        int payloadBytes = entry.payload().length;
        int room = use(reservation, payloadBytes);
        Header header = entry.header();
        Invariants.check((header.flags() & ~Byte.MAX_VALUE) == 0, "header flags %s", header.flags());
        GroupStore group = group(key);
        int frameBytes = ShardLog.putFrameBytes(key, payloadBytes);
        PendingWrite write = new PendingWrite(group, IndexKey.of(partitions, space, key), entry, frameBytes, onDurable);
        group.begin(write);
        log.put(group.nextSequence(), space, key, entry, new ShardLog.Grant(room, write));
    }

    @Override
    public @Nullable Durability settled(Space space, Key key, OnDurable onDurable) {
        PendingWrite pending = group(key).pending(IndexKey.of(partitions, space, key));
        if (pending == null) {
            return log.reachedBeforeAck();
        }
        pending.alsoTell(onDurable);
        return null;
    }

    @Override
    public void force(Runnable onForced) {
        log.force(onForced);
    }

    @Override
    public void remove(Reservation reservation, Space space, Key key, OnDurable onDurable) {
        int room = use(reservation, 0);
        GroupStore group = group(key);
        PendingWrite write = new PendingWrite(
                group, IndexKey.of(partitions, space, key), null, ShardLog.removeFrameBytes(key), onDurable);
        group.begin(write);
        log.remove(group.nextSequence(), space, key, new ShardLog.Grant(room, write));
    }

    @Override
    public Cursor scan(Space space, int partition, @Nullable Key after) {
        byte[] from = after == null
                ? IndexKey.partitionBound(space, partition)
                : IndexKey.after(IndexKey.of(partitions, space, after));
        byte[] to = IndexKey.partitionBound(space, partition + 1);
        return new OverlayCursor(this, group(partition), space, from, to);
    }

    @Override
    public Cursor scanFrom(Space space, int partition, long fromHash) {
        Invariants.check(partitions.of(fromHash) == partition, "a hash outside partition %s", partition);
        byte[] to = IndexKey.partitionBound(space, partition + 1);
        byte[] from = IndexKey.hashBound(partitions, space, fromHash);
        return new OverlayCursor(this, group(partition), space, from, to);
    }

    @Override
    public Cursor scanLeaf(int partition, int leaf) {
        byte[] from = IndexKey.leafBound(Space.LIVE, partition, leaf);
        byte[] to = IndexKey.leafBound(Space.LIVE, partition, leaf + 1);
        return new OverlayCursor(this, group(partition), Space.LIVE, from, to);
    }
}
