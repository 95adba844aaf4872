package io.gramme.node.tree;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The trees of the partitions that a shard's group holds, in off-heap memory that is taken in chunks of up to 16 trees
 * and reused when a partition goes. One loop's.
 */
public final class TreeArena {
    private static final int MOST_PER_CHUNK = 16;

    private final int fanOut;
    private final TreeKey key;
    private final int mostTrees;
    private final SortedMap<Integer, Slot> trees = new TreeMap<>();
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /**
     * @param fanOut branches of a tree, and leaves of a branch
     * @param mostTrees bound on partitions held at once
     */
    public TreeArena(int fanOut, int mostTrees, TreeKey key) {
        this.fanOut = fanOut;
        this.mostTrees = mostTrees;
        this.key = key;
    }

    /** A partition's tree; an empty one is made when there is none. */
    public PartitionTree tree(int partition) {
        Slot slot = trees.get(partition);
        if (slot == null) {
            slot = newSlot();
            trees.put(partition, slot);
        }
        return slot.tree;
    }

    /** A partition's tree, or {@code null}. */
    public @Nullable PartitionTree existing(int partition) {
        Slot slot = trees.get(partition);
        return slot == null ? null : slot.tree;
    }

    /** Forgets a partition's tree; nobody may use it any more. */
    public void drop(int partition) {
        Slot slot = trees.remove(partition);
        if (slot != null) {
            free.add(slot.nodes);
        }
    }

    /** Partitions that have a tree, ascending. */
    public List<Integer> partitions() {
        return List.copyOf(trees.keySet());
    }

    /** Off-heap bytes taken. */
    public long bytes() {
        return (long) (trees.size() + free.size()) * PartitionTree.bytes(fanOut);
    }

    private Slot newSlot() {
        if (trees.size() >= mostTrees) {
            throw new IllegalStateException("more than " + mostTrees + " partition trees");
        }
        if (free.isEmpty()) {
            int size = PartitionTree.bytes(fanOut);
            int count = Math.min(MOST_PER_CHUNK, mostTrees - trees.size());
            ByteBuffer chunk = ByteBuffer.allocateDirect(count * size);
            for (int i = 0; i < count; i++) {
                free.add(chunk.slice(i * size, size));
            }
        }
        ByteBuffer nodes = free.remove();
        PartitionTree tree = new PartitionTree(nodes, fanOut, key);
        tree.clear();
        return new Slot(nodes, tree);
    }

    private record Slot(ByteBuffer nodes, PartitionTree tree) {}
}
