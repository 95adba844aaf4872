package io.gramme.node.register;

import java.util.Comparator;

/**
 * Names one write-once register: the one that decides ring version {@code epoch} of {@code term} in a cluster. Its order
 * is total; within a cluster a higher term is later than any epoch of a lower one.
 *
 * @param clusterHigh first half of the cluster's 128-bit id
 * @param clusterLow second half
 * @param term 0 or more; raised only when a group is formed anew after its majority was lost
 * @param epoch 0 or more; the ring version that is decided
 */
public record RegisterId(long clusterHigh, long clusterLow, long term, long epoch) implements Comparable<RegisterId> {
    private static final Comparator<RegisterId> ORDER = Comparator.comparingLong(RegisterId::clusterHigh)
            .thenComparingLong(RegisterId::clusterLow)
            .thenComparingLong(RegisterId::term)
            .thenComparingLong(RegisterId::epoch);

    /** @throws IllegalArgumentException when term or epoch is negative */
    public RegisterId {
        if (term < 0 || epoch < 0) {
            throw new IllegalArgumentException("negative term " + term + " or epoch " + epoch);
        }
    }

    /** True if both belong to one cluster; only then do they have a before and an after. */
    public boolean sameCluster(RegisterId other) {
        return clusterHigh == other.clusterHigh && clusterLow == other.clusterLow;
    }

    @Override
    public int compareTo(RegisterId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return String.format("%016x%016x/%d/%d", clusterHigh, clusterLow, term, epoch);
    }
}
