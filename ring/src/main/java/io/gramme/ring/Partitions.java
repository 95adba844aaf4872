package io.gramme.ring;

/**
 * The cut of the hash space into Q equal partitions, and of each partition into anti-entropy leaves.
 *
 * <p>The partition is the top log2(Q) bits of a hash, the leaf the bits after them: no bit serves twice. A leaf is
 * {@code branch * fanout + child}.
 *
 * @param count Q, a power of two, 1..4096; fixed at founding
 */
public record Partitions(int count) {
    public static final int MAX = 4096;
    /** Above this many partitions a tree has 32x32 leaves instead of 64x64. */
    private static final int LARGE_TREES_UP_TO = 1024;

    public Partitions {
        if (count < 1 || count > MAX || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("partitions " + count + ", wanted a power of two in 1.." + MAX);
        }
    }

    /** The partition of a hash, 0..count-1. */
    public int of(long hash) {
        // A shift by 64 is a shift by 0 in Java, so one partition needs two steps.
        return (int) ((hash >>> 1) >>> (63 - bits()));
    }

    public int of(Key key) {
        return of(key.hash());
    }

    /** The anti-entropy leaf of a hash inside its partition, 0..leaves()-1. */
    public int leaf(long hash) {
        return (int) ((hash << bits()) >>> (64 - leafBits()));
    }

    /** The first hash of a partition; hashes are unsigned. */
    public long firstHash(int partition) {
        return bits() == 0 ? 0 : (long) partition << (64 - bits());
    }

    /** Leaves in a partition's tree: 4096, or 1024 above 1024 partitions. */
    public int leaves() {
        return 1 << leafBits();
    }

    /** Branches in a tree, and leaves below each branch: 64, or 32 above 1024 partitions. */
    public int fanout() {
        return 1 << (leafBits() / 2);
    }

    /** log2(Q), 0..12. */
    public int bits() {
        return Integer.numberOfTrailingZeros(count);
    }

    /** Bits of a hash that name its leaf: 12, or 10 above 1024 partitions. */
    public int leafBits() {
        return count > LARGE_TREES_UP_TO ? 10 : 12;
    }
}
