package io.gramme.node.storage.engine;

import io.gramme.node.runtime.DurableCell;
import io.gramme.node.runtime.Files;
import io.gramme.node.storage.IndexCursor;
import io.gramme.node.storage.IndexDamage;
import io.gramme.node.storage.IndexEntry;
import io.gramme.node.storage.IndexGroup;
import io.gramme.node.storage.IndexKey;
import io.gramme.node.storage.IndexLookup;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Trees;
import io.gramme.node.tree.PartitionTree;
import io.gramme.node.tree.TreeArena;
import io.gramme.node.tree.TreeKey;
import io.gramme.ring.Partitions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The trees of one group's partitions, changed with its index and saved with its flushes. What was saved counts only for
 * the log position that it was saved at; otherwise the trees are summed anew from the index. On the group's loop.
 */
final class GroupTrees {
    private static final String NAME = "trees";

    private final Partitions partitions;
    private final TreeArena arena;
    private final TreeKey key;

    GroupTrees(Partitions partitions, TreeKey key) {
        this.partitions = partitions;
        this.key = key;
        this.arena = new TreeArena(partitions.fanout(), Math.max(1, partitions.count() / Groups.COUNT + 1), key);
    }

    @Nullable
    PartitionTree tree(int partition) {
        return arena.existing(partition);
    }

    /** An entry takes the place of what the index held for the key. */
    void onReplaced(byte[] indexKey, IndexLookup old, IndexEntry entry) {
        if (IndexKey.spaceCode(indexKey) != Space.LIVE.code()) {
            return;
        }
        PartitionTree tree = arena.tree(IndexKey.partition(indexKey));
        int leaf = IndexKey.leaf(indexKey);
        long hash = IndexKey.hash(indexKey);
        long now = entry.header().versionHash();
        if (old instanceof IndexLookup.Hit hit) {
            long before = hit.entry().header().versionHash();
            if (entry.removed()) {
                tree.remove(leaf, hash, before);
            } else if (before != now) {
                tree.replace(leaf, hash, before, now);
            }
        } else if (!entry.removed()) {
            tree.add(leaf, hash, now);
        }
    }

    /** As {@link Trees#checkLeaf}. */
    Trees.Checked checkLeaf(int partition, int leaf, IndexGroup index) {
        byte[] from = IndexKey.leafBound(Space.LIVE, partition, leaf);
        byte[] to = IndexKey.leafBound(Space.LIVE, partition, leaf + 1);
        long sum = 0;
        int count = 0;
        try (IndexCursor cursor = index.scan(from, to)) {
            IndexCursor.Step step = cursor.next();
            while (step == IndexCursor.Step.ENTRY) {
                sum += key.hash(
                        IndexKey.hash(cursor.key()), cursor.entry().header().versionHash());
                count++;
                step = cursor.next();
            }
            if (step == IndexCursor.Step.DAMAGED) {
                return Trees.Checked.UNREADABLE;
            }
        }
        if (count == 0 && arena.existing(partition) == null) {
            return Trees.Checked.RIGHT;
        }
        return arena.tree(partition).correct(leaf, sum, count) ? Trees.Checked.RIGHT : Trees.Checked.CORRECTED;
    }

    /** As {@link Trees#nextOccupied}. */
    int nextOccupied(int partition, int leaf, int end, IndexGroup index) {
        PartitionTree tree = arena.existing(partition);
        int counted = tree == null ? end : tree.nextOccupied(leaf, end);
        if (counted == leaf) {
            return leaf;
        }
        byte[] from = IndexKey.leafBound(Space.LIVE, partition, leaf);
        byte[] to = IndexKey.leafBound(Space.LIVE, partition, counted);
        try (IndexCursor cursor = index.scan(from, to)) {
            return switch (cursor.next()) {
                case ENTRY -> IndexKey.leaf(cursor.key());
                case END -> counted;
                case DAMAGED -> leaf;
            };
        }
    }

    /** All trees with the position they are complete up to, for {@link #save}. */
    byte[] encode(long position) {
        int treeBytes = PartitionTree.bytes(partitions.fanout());
        var present = arena.partitions();
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + present.size() * (Integer.BYTES + treeBytes));
        bytes.putLong(position).putInt(partitions.fanout()).putInt(present.size());
        for (int partition : present) {
            bytes.putInt(partition);
            arena.tree(partition).save(bytes);
        }
        return bytes.array();
    }

    /** Makes encoded trees durable; on the background executor. */
    static void save(Files files, int group, byte[] encoded) throws IOException {
        cell(files, group).write(encoded);
    }

    private static DurableCell cell(Files files, int group) {
        return new DurableCell(files, Groups.directory(group), NAME);
    }

    /**
     * Takes what was saved at that position, or sums the index up. Before any log is replayed.
     *
     * @return what of the index cannot be read, so that the sums miss some of it, or {@code null}
     */
    @Nullable
    IndexDamage open(Files files, GroupState state, IndexGroup index) throws IOException {
        return state.position() != 0 && load(files, state) ? null : sum(index);
    }

    private boolean load(Files files, GroupState state) throws IOException {
        Optional<byte[]> saved;
        try {
            saved = cell(files, state.group()).read();
        } catch (DurableCell.DamagedCell damaged) {
            return false;
        }
        if (saved.isEmpty()) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(saved.get());
        if (bytes.getLong() != state.position() || bytes.getInt() != partitions.fanout()) {
            return false;
        }
        for (int left = bytes.getInt(); left > 0; left--) {
            arena.tree(bytes.getInt()).load(bytes);
        }
        return true;
    }

    private @Nullable IndexDamage sum(IndexGroup index) {
        byte[] from = IndexKey.partitionBound(Space.LIVE, 0);
        byte[] to = IndexKey.partitionBound(Space.LIVE, partitions.count());
        try (IndexCursor cursor = index.scan(from, to)) {
            IndexCursor.Step step = cursor.next();
            while (step == IndexCursor.Step.ENTRY) {
                onReplaced(cursor.key(), IndexLookup.Missing.MISSING, cursor.entry());
                step = cursor.next();
            }
            return step == IndexCursor.Step.DAMAGED ? cursor.damage() : null;
        }
    }
}
