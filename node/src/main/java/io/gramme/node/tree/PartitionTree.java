package io.gramme.node.tree;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What one replica of a partition holds, as a two-level tree of keyed sums: {@code fanOut} branches of {@code fanOut}
 * leaves. Each node has the sum mod 2^64 of {@link TreeKey#hash} over its keys, and their count.
 *
 * <p>Adding and removing are exact inverses, so the tree follows each change of the index at the cost of one or two
 * hashes and three additions; root and branches are kept, not computed. The nodes lie in a slot of a {@link TreeArena}:
 * root, branches, leaves, 12 bytes each. Applying a change twice shows as a wrong count (a plain XOR would cancel).
 */
public final class PartitionTree {
    private final ByteBuffer nodes;
    private final int fanOut;
    private final TreeKey key;

    /** @param nodes of {@link #bytes} bytes, this tree's alone */
    PartitionTree(ByteBuffer nodes, int fanOut, TreeKey key) {
        this.nodes = nodes;
        this.fanOut = fanOut;
        this.key = key;
    }

    /** A tree of its own memory, outside any arena: to rebuild into, or to compare with. */
    public static PartitionTree standalone(int fanOut, TreeKey key) {
        return new PartitionTree(ByteBuffer.allocateDirect(bytes(fanOut)), fanOut, key);
    }

    /** Bytes of a tree: 49 932 for 64 branches, 12 684 for 32. */
    public static int bytes(int fanOut) {
        return (1 + fanOut + fanOut * fanOut) * Sums.NODE_BYTES;
    }

    /** Counts a key in. */
    public void add(int leaf, long keyHash, long versionHash) {
        change(leaf, key.hash(keyHash, versionHash), 1);
    }

    /** Takes a key out that was counted in with that version hash. */
    public void remove(int leaf, long keyHash, long versionHash) {
        change(leaf, -key.hash(keyHash, versionHash), -1);
    }

    /** A key that is there goes from one version hash to another. */
    public void replace(int leaf, long keyHash, long oldVersionHash, long newVersionHash) {
        if (oldVersionHash != newVersionHash) {
            change(leaf, key.hash(keyHash, newVersionHash) - key.hash(keyHash, oldVersionHash), 0);
        }
    }

    /** Keys counted in; none where a tree that has drifted says fewer than none, until it is put right. */
    public int count() {
        return Math.max(0, nodes.getInt(Long.BYTES));
    }

    public boolean isEmpty() {
        return nodes.getInt(Long.BYTES) == 0 && nodes.getLong(0) == 0;
    }

    /** Branches, and leaves of each branch. */
    public int fanOut() {
        return fanOut;
    }

    /** The root: one node. */
    public Sums root() {
        return read(0, 1);
    }

    /** All branches, in order. */
    public Sums branches() {
        return read(1, fanOut);
    }

    /**
     * The leaves of a branch, in order; leaf numbers are {@code branch * fanOut + position}.
     *
     * @param branch 0..fanOut - 1
     */
    public Sums leaves(int branch) {
        requireBelow(branch, fanOut);
        return read(1 + fanOut + branch * fanOut, fanOut);
    }

    /** One leaf. */
    public Sums leaf(int leaf) {
        requireBelow(leaf, fanOut * fanOut);
        return read(1 + fanOut + leaf, 1);
    }

    /**
     * The first leaf from one on that is not empty; {@code end} when all before it are.
     *
     * @param end exclusive, at most the number of leaves
     */
    public int nextOccupied(int leaf, int end) {
        int next = leaf;
        while (next < end && isEmptyAt(leafAt(next))) {
            next++;
        }
        return next;
    }

    private boolean isEmptyAt(int at) {
        return nodes.getLong(at) == 0 && nodes.getInt(at + Long.BYTES) == 0;
    }

    /** Leaves in which the two trees differ, ascending; empty when they hold the same. */
    public int[] differingLeaves(PartitionTree other) {
        if (other.fanOut != fanOut) {
            throw new IllegalArgumentException("fan-out " + fanOut + " against " + other.fanOut);
        }
        return Arrays.stream(branches().differences(other.branches()))
                .flatMap(branch -> Arrays.stream(leaves(branch).differences(other.leaves(branch)))
                        .map(position -> branch * fanOut + position))
                .toArray();
    }

    /** Whether root and branches are the sums of the leaves: {@code false} is a damaged or miscounted tree. */
    public boolean isConsistent() {
        PartitionTree summed = standalone(fanOut, key);
        for (int leaf = 0; leaf < fanOut * fanOut; leaf++) {
            int at = leafAt(leaf);
            summed.change(leaf, nodes.getLong(at), nodes.getInt(at + Long.BYTES));
        }
        return summed.nodes.equals(nodes);
    }

    /**
     * Puts a leaf right, and root and branch by as much.
     *
     * @param sum what the leaf's keys add up to
     * @param count how many there are
     * @return whether the leaf said so already
     */
    public boolean correct(int leaf, long sum, int count) {
        requireBelow(leaf, fanOut * fanOut);
        int at = leafAt(leaf);
        long sumOff = sum - nodes.getLong(at);
        int countOff = count - nodes.getInt(at + Long.BYTES);
        if (sumOff == 0 && countOff == 0) {
            return true;
        }
        change(leaf, sumOff, countOff);
        return false;
    }

    /** Sums root and branches anew from the leaves; {@code false} when they were not right. */
    public boolean correctInside() {
        if (isConsistent()) {
            return true;
        }
        for (int at = 0; at < (1 + fanOut) * Sums.NODE_BYTES; at += Integer.BYTES) {
            nodes.putInt(at, 0);
        }
        for (int leaf = 0; leaf < fanOut * fanOut; leaf++) {
            int at = leafAt(leaf);
            addAt(0, nodes.getLong(at), nodes.getInt(at + Long.BYTES));
            addAt((1 + leaf / fanOut) * Sums.NODE_BYTES, nodes.getLong(at), nodes.getInt(at + Long.BYTES));
        }
        return false;
    }

    /** Empties the tree, before a rebuild. */
    public void clear() {
        for (int at = 0; at < nodes.capacity(); at += Integer.BYTES) {
            nodes.putInt(at, 0);
        }
    }

    /** Writes the whole tree: {@link #bytes} bytes, for a checkpoint. */
    public void save(ByteBuffer into) {
        into.put(nodes.duplicate().clear());
    }

    /** Takes what {@link #save} wrote; the caller has checked it against a checksum. */
    public void load(ByteBuffer from) {
        nodes.duplicate().clear().put(from.slice(from.position(), nodes.capacity()));
        from.position(from.position() + nodes.capacity());
    }

    private void change(int leaf, long sum, int count) {
        requireBelow(leaf, fanOut * fanOut);
        addAt(0, sum, count);
        addAt((1 + leaf / fanOut) * Sums.NODE_BYTES, sum, count);
        addAt(leafAt(leaf), sum, count);
    }

    private void addAt(int at, long sum, int count) {
        nodes.putLong(at, nodes.getLong(at) + sum);
        nodes.putInt(at + Long.BYTES, nodes.getInt(at + Long.BYTES) + count);
    }

    private int leafAt(int leaf) {
        return (1 + fanOut + leaf) * Sums.NODE_BYTES;
    }

    private Sums read(int first, int count) {
        return Sums.decode(nodes.duplicate().position(first * Sums.NODE_BYTES), count);
    }

    private static void requireBelow(int number, int bound) {
        if (number < 0 || number >= bound) {
            throw new IllegalArgumentException(number + ", wanted 0.." + (bound - 1));
        }
    }
}
