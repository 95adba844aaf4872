package io.gramme.node.tree;

/**
 * How key hashes fall into partitions and anti-entropy leaves: the partition is the hash's top bits, the leaf its next
 * 12 bits (64 branches of 64 leaves), or 10 bits (32 of 32) above 1 024 partitions.
 *
 * @param partitions the ring's partition count Q: a power of two, 1..4 096
 */
public record TreeShape(int partitions) {
    private static final int MOST_PARTITIONS = 4096;
    private static final int MOST_WITH_LARGE_TREES = 1024;

    public TreeShape {
        if (partitions < 1 || partitions > MOST_PARTITIONS || Integer.bitCount(partitions) != 1) {
            throw new IllegalArgumentException(partitions + " partitions; a power of two up to 4096 is needed");
        }
    }

    /** The partition of a key hash, 0..partitions - 1. */
    public int partitionOf(long keyHash) {
        return (int) (keyHash >>> 1 >>> (63 - partitionBits()));
    }

    /** The leaf of a key hash inside its partition, 0..leaves - 1. */
    public int leafOf(long keyHash) {
        return (int) ((keyHash << partitionBits()) >>> (64 - leafBits()));
    }

    /** Leaves of one tree: 4 096 or 1 024. */
    public int leaves() {
        return 1 << leafBits();
    }

    /** Branches of one tree, and leaves of one branch: 64 or 32. */
    public int fanOut() {
        return 1 << (leafBits() / 2);
    }

    private int partitionBits() {
        return Integer.numberOfTrailingZeros(partitions);
    }

    private int leafBits() {
        return partitions > MOST_WITH_LARGE_TREES ? 10 : 12;
    }
}
