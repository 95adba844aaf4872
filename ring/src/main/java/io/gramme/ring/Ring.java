package io.gramme.ring;

import org.jspecify.annotations.Nullable;

/**
 * One version of the ring: everything a node needs to know to place a key, in one immutable value.
 *
 * @param shape what founding fixed
 * @param epoch this version's number
 * @param members who is in the ring
 * @param ownership current and target rows
 * @param group who decides the next epoch
 */
public record Ring(RingShape shape, Epoch epoch, Members members, Ownership ownership, DeciderGroup group) {

    /** Throws {@link IllegalArgumentException} when the parts do not fit together: then it is no ring. */
    public Ring {
        if (ownership.current().partitions() != shape.partitions().count()) {
            throw new IllegalArgumentException(
                    "tables of " + ownership.current().partitions() + " rows in a ring of "
                            + shape.partitions().count() + " partitions");
        }
        if (epoch.equals(Epoch.NONE)) {
            throw new IllegalArgumentException("a ring needs an epoch");
        }
        for (int node : group.nodes()) {
            if (members.at(node) == null) {
                throw new IllegalArgumentException("decider " + node + " is no member");
            }
        }
        for (int p = 0; p < shape.partitions().count(); p++) {
            checkRow(shape, members, p, ownership.current().row(p));
            checkRow(shape, members, p, ownership.targets().row(p));
            if (ownership.current().row(p).isEmpty()) {
                throw new IllegalArgumentException("partition " + p + " has no owner");
            }
            if (ownership.changedAt(p) > epoch.packed()) {
                throw new IllegalArgumentException("partition " + p + " changed after epoch " + epoch);
            }
        }
    }

    private static void checkRow(RingShape shape, Members members, int partition, Row row) {
        if (row.size() > shape.replicas()) {
            throw new IllegalArgumentException(
                    "partition " + partition + " has " + row.size() + " owners, N is " + shape.replicas());
        }
        for (int slot = 0; slot < row.size(); slot++) {
            if (members.at(row.owner(slot)) == null) {
                throw new IllegalArgumentException(
                        "partition " + partition + " is owned by " + row.owner(slot) + ", which is no member");
            }
        }
    }

    /** The partition of a key, 0..Q-1. Allocates nothing. */
    public int partition(Key key) {
        return shape.partitions().of(key.hash());
    }

    /** The current owners of a key. Allocates nothing. */
    public Row lookup(Key key) {
        return ownership.current().row(partition(key));
    }

    /** The current owners of a partition. Allocates nothing. */
    public Row current(int partition) {
        return ownership.current().row(partition);
    }

    /** The owners to be of a partition, or an empty row. Allocates nothing. */
    public Row target(int partition) {
        return ownership.targets().row(partition);
    }

    /** Whether a node is in the partition's current row. Allocates nothing. */
    public boolean isOwner(int partition, int node) {
        return current(partition).contains(node);
    }

    /** Whether a node is in the partition's current or target row. Allocates nothing. */
    public boolean isOwnerOrTarget(int partition, int node) {
        return isOwner(partition, node) || target(partition).contains(node);
    }

    /** The newest epoch that changed the partition's rows, packed; requests stamped before it are stale. */
    public long changedAt(int partition) {
        return ownership.changedAt(partition);
    }

    /** The member with a node index, or null. Allocates nothing. */
    public @Nullable Member member(int node) {
        return members.at(node);
    }

    /** The nodes that stand in for absent owners of a partition, best first; see {@link Fallbacks}. */
    public int[] fallbacks(int partition) {
        return Fallbacks.of(this, partition);
    }

    @Override
    public String toString() {
        return "ring " + epoch + " of " + shape.cluster() + ": " + members.all().size() + " members, " + ownership;
    }
}
