package io.gramme.node.storage.memory;

import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Trees;
import io.gramme.node.tree.PartitionTree;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store with trees beside it, which follow each change at once; and with keys whose records cannot be read. */
public final class TreedStorage implements Storage, Trees {
    private final Storage behind;
    private final Partitions partitions;
    private final TreeKey treeKey;
    private final Map<Integer, PartitionTree> trees = new TreeMap<>();
    private final Set<Key> damaged = new HashSet<>();

    public TreedStorage(Storage behind, Partitions partitions, TreeKey treeKey) {
        this.behind = behind;
        this.partitions = partitions;
        this.treeKey = treeKey;
    }

    @Override
    public @Nullable PartitionTree tree(int partition) {
        return trees.get(partition);
    }

    private PartitionTree treeOf(Key key) {
        return trees.computeIfAbsent(
                partitions.of(key), ignored -> PartitionTree.standalone(partitions.fanout(), treeKey));
    }

    private void takeOut(Key key) {
        if (header(Space.LIVE, key) instanceof HeaderFound old) {
            treeOf(key)
                    .remove(
                            partitions.leaf(key.hash()),
                            key.hash(),
                            old.header().versionHash());
        }
    }

    @Override
    public void write(Reservation reservation, Space space, Key key, Entry entry, OnDurable onDurable) {
        if (space == Space.LIVE) {
            damaged.remove(key);
            takeOut(key);
            treeOf(key)
                    .add(partitions.leaf(key.hash()), key.hash(), entry.header().versionHash());
        }
        behind.write(reservation, space, key, entry, onDurable);
    }

    @Override
    public void remove(Reservation reservation, Space space, Key key, OnDurable onDurable) {
        if (space == Space.LIVE) {
            takeOut(key);
        }
        behind.remove(reservation, space, key, onDurable);
    }

    @Override
    public ReadOutcome read(Space space, Key key) {
        if (space == Space.LIVE && damaged.contains(key)) {
            return new Unreadable("bad frame");
        }
        return behind.read(space, key);
    }

    @Override
    public HeaderOutcome header(Space space, Key key) {
        return behind.header(space, key);
    }

    @Override
    public ReserveOutcome reserve(WriteKind kind, int payloadBytes) {
        return behind.reserve(kind, payloadBytes);
    }

    @Override
    public void release(Reservation reservation) {
        behind.release(reservation);
    }

    @Override
    public @Nullable Durability settled(Space space, Key key, OnDurable onDurable) {
        return behind.settled(space, key, onDurable);
    }

    @Override
    public void force(Runnable onForced) {
        behind.force(onForced);
    }

    @Override
    public Cursor scan(Space space, int partition, @Nullable Key after) {
        return behind.scan(space, partition, after);
    }

    @Override
    public Cursor scanLeaf(int partition, int leaf) {
        return behind.scanLeaf(partition, leaf);
    }

    @Override
    public Cursor scanFrom(Space space, int partition, long hash) {
        return behind.scanFrom(space, partition, hash);
    }

    @Override
    public Checked checkLeaf(int partition, int leaf) {
        PartitionTree tree = trees.get(partition);
        if (tree == null) {
            return Checked.RIGHT;
        }
        long sum = 0;
        int count = 0;
        try (Cursor cursor = scanLeaf(partition, leaf)) {
            while (cursor.next()) {
                sum += treeKey.hash(cursor.key().hash(), cursor.header().versionHash());
                count++;
            }
        }
        return tree.correct(leaf, sum, count) ? Checked.RIGHT : Checked.CORRECTED;
    }

    @Override
    public int nextOccupied(int partition, int leaf, int end) {
        return leaf;
    }

    @Override
    public boolean checkInside(int partition) {
        PartitionTree tree = trees.get(partition);
        return tree == null || tree.correctInside();
    }

    /** From now on this record cannot be read, while its header can. */
    public void damage(Key key) {
        damaged.add(key);
    }
}
