package io.gramme.ring.plan;

import java.util.Arrays;

/**
 * A placement to be found. Nodes and zones are dense numbers here.
 *
 * @param partitions how many rows
 * @param width owners in each row, at most the number of nodes
 * @param zones distinct zones each row must have, at most the width and the number of zones
 * @param weights by node
 * @param zoneOf by node, 0..zoneCount-1
 * @param before {@code [partition][node]}: what a node holds of a partition now
 * @param seed breaks ties
 */
record PlacementTask(int partitions, int width, int zones, int[] weights, int[] zoneOf, Holding[][] before, long seed) {
    /** What a node holds of a partition before the plan. */
    enum Holding {
        /** Everything: it is in the current row. */
        CURRENT,
        /** Perhaps a part: it is in the target row of a change under way. */
        TARGET,
        /** Nothing. */
        NOTHING
    }

    int nodes() {
        return weights.length;
    }

    int zoneCount() {
        return Arrays.stream(zoneOf).max().orElse(-1) + 1;
    }

    /**
     * The cost of a node in a row. Copies to make come first; among equal numbers of these, those already begun are the
     * cheaper by one. A copy outweighs all the savings of the second kind that a table could hold.
     */
    long cost(int partition, int node) {
        long copy = (long) partitions * width + 1;
        return switch (before[partition][node]) {
            case CURRENT -> 0;
            case TARGET -> copy - 1;
            case NOTHING -> copy;
        };
    }

    /** How many distinct zones the first {@code size} nodes of a row have. */
    int zonesIn(int[] row, int size) {
        int zonesSeen = 0;
        for (int i = 0; i < size; i++) {
            zonesSeen += firstOfItsZone(row, i) ? 1 : 0;
        }
        return zonesSeen;
    }

    private boolean firstOfItsZone(int[] row, int slot) {
        for (int i = 0; i < slot; i++) {
            if (zoneOf[row[i]] == zoneOf[row[slot]]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a full row keeps the rules when {@code out} makes room for {@code in}, which is not in it. */
    boolean exchangeable(int[] row, int out, int in) {
        if (zoneOf[out] == zoneOf[in]) {
            return true;
        }
        int zonesSeen = 0;
        boolean zoneOfInSeen = false;
        for (int i = 0; i < row.length; i++) {
            int node = row[i];
            if (node == out) {
                continue;
            }
            zoneOfInSeen |= zoneOf[node] == zoneOf[in];
            zonesSeen += firstOfItsZoneWithout(row, i, out) ? 1 : 0;
        }
        return zonesSeen + (zoneOfInSeen ? 0 : 1) >= zones;
    }

    private boolean firstOfItsZoneWithout(int[] row, int slot, int out) {
        for (int i = 0; i < slot; i++) {
            if (row[i] != out && zoneOf[row[i]] == zoneOf[row[slot]]) {
                return false;
            }
        }
        return true;
    }
}
