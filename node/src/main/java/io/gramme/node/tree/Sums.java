package io.gramme.node.tree;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sums and counts of sibling nodes of a tree, as an exchange sends them: the root alone, the branches, or the leaves of
 * one branch. Immutable; the arrays are shared, nobody writes to them.
 *
 * @param sums keyed sums mod 2^64
 * @param counts how many keys each sum covers, mod 2^32; catches what is applied twice
 */
public record Sums(long[] sums, int[] counts) {
    /** Encoded bytes of one node. */
    public static final int NODE_BYTES = Long.BYTES + Integer.BYTES;

    public Sums {
        if (sums.length != counts.length) {
            throw new IllegalArgumentException(sums.length + " sums but " + counts.length + " counts");
        }
    }

    public int size() {
        return sums.length;
    }

    /** Positions at which the other side differs, ascending. Both sides must have the same number of nodes. */
    public int[] differences(Sums other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException(size() + " nodes against " + other.size());
        }
        int[] found = new int[size()];
        int count = 0;
        for (int i = 0; i < size(); i++) {
            if (sums[i] != other.sums[i] || counts[i] != other.counts[i]) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Writes {@link #NODE_BYTES} for each node, big-endian: sum, count. */
    public void encode(ByteBuffer into) {
        for (int i = 0; i < size(); i++) {
            into.putLong(sums[i]).putInt(counts[i]);
        }
    }

    /** Reads that many nodes. */
    public static Sums decode(ByteBuffer from, int nodes) {
        long[] sums = new long[nodes];
        int[] counts = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            sums[i] = from.getLong();
            counts[i] = from.getInt();
        }
        return new Sums(sums, counts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sums that && Arrays.equals(sums, that.sums) && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sums) * 31 + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "Sums[" + size() + " nodes]";
    }
}
