package io.gramme.ring;

import java.util.Arrays;

/**
 * The owners of one partition, by slot. The slot of a staying owner does not change when others come or go, so that
 * "the first live owner in row order" is stable.
 */
public final class Row {
    /** No owners: as a target it means that there is none. */
    public static final Row EMPTY = new Row(new int[0]);

    private final int[] nodes;

    private Row(int[] nodes) {
        this.nodes = nodes;
    }

    /** A row of distinct node indices. Throws {@link IllegalArgumentException} when one occurs twice or is out of range. */
    public static Row of(int... nodes) {
        if (nodes.length == 0) {
            return EMPTY;
        }
        int[] copy = nodes.clone();
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] < 0 || copy[i] >= Member.MAX_INDICES) {
                throw new IllegalArgumentException("node index " + copy[i] + " in row " + Arrays.toString(copy));
            }
            for (int j = 0; j < i; j++) {
                if (copy[i] == copy[j]) {
                    throw new IllegalArgumentException("node " + copy[i] + " twice in row " + Arrays.toString(copy));
                }
            }
        }
        return new Row(copy);
    }

    /** The number of owners, at most N. */
    public int size() {
        return nodes.length;
    }

    public boolean isEmpty() {
        return nodes.length == 0;
    }

    /** The node index in a slot, 0..size()-1. */
    public int owner(int slot) {
        return nodes[slot];
    }

    public boolean contains(int node) {
        return slotOf(node) >= 0;
    }

    /** The slot of a node, or -1. */
    public int slotOf(int node) {
        for (int i = 0; i < nodes.length; i++) {
            if (nodes[i] == node) {
                return i;
            }
        }
        return -1;
    }

    /** Whether both rows hold the same nodes, in whatever order. */
    public boolean sameOwners(Row other) {
        if (nodes.length != other.nodes.length) {
            return false;
        }
        for (int node : nodes) {
            if (!other.contains(node)) {
                return false;
            }
        }
        return true;
    }

    /** The node indices by slot; a fresh array. */
    public int[] toArray() {
        return nodes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && Arrays.equals(nodes, row.nodes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(nodes);
    }

    @Override
    public String toString() {
        return Arrays.toString(nodes);
    }
}
