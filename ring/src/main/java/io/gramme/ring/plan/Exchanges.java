package io.gramme.ring.plan;

import java.util.Arrays;
import java.util.BitSet;

/**
 * For each pair of nodes the cheapest single exchange: the partition in which {@code from} can make room for {@code to}
 * at the least cost, kept up to date as rows change. With 64 nodes these are 4 096 entries, however many partitions.
 */
final class Exchanges {
    /** No partition allows the exchange. */
    static final long NONE = Long.MAX_VALUE / 4;

    private final PlacementTask task;
    private final int nodes;
    private final int[][] rows;
    private final BitSet[] partitionsOf;
    private final long[] cost;
    private final int[] partition;

    /** Takes the rows over; from now on they change through {@link #apply} alone. */
    Exchanges(PlacementTask task, int[][] rows) {
        this.task = task;
        this.nodes = task.nodes();
        this.rows = rows;
        this.partitionsOf = new BitSet[nodes];
        Arrays.setAll(partitionsOf, node -> new BitSet(rows.length));
        this.cost = new long[nodes * nodes];
        this.partition = new int[nodes * nodes];
        Arrays.fill(cost, NONE);
        Arrays.fill(partition, -1);
        for (int p = 0; p < rows.length; p++) {
            for (int node : rows[p]) {
                partitionsOf[node].set(p);
            }
            offer(p);
        }
    }

    /** The cost of the cheapest exchange, or {@link #NONE}. */
    long cost(int from, int to) {
        return cost[from * nodes + to];
    }

    /** Where the cheapest exchange is, or -1. */
    int partition(int from, int to) {
        return partition[from * nodes + to];
    }

    int load(int node) {
        return partitionsOf[node].cardinality();
    }

    /** Replaces nodes in rows: {@code steps[i]} = {partition, from, to}. All together must leave every row in order. */
    void apply(int[][] steps) {
        for (int[] step : steps) {
            int[] row = rows[step[0]];
            row[slotOf(row, step[1])] = step[2];
        }
        for (int[] step : steps) {
            checkRow(step[0]);
            partitionsOf[step[1]].clear(step[0]);
            partitionsOf[step[2]].set(step[0]);
        }
        for (int[] step : steps) {
            for (int node : rows[step[0]]) {
                partitionsOf[node].set(step[0]);
            }
        }
        for (int[] step : steps) {
            offer(step[0]);
        }
        for (int[] step : steps) {
            searchAgain(step[0], step[1]);
            for (int node : rows[step[0]]) {
                searchAgain(step[0], node);
            }
        }
    }

    private static int slotOf(int[] row, int node) {
        for (int slot = 0; slot < row.length; slot++) {
            if (row[slot] == node) {
                return slot;
            }
        }
        throw new IllegalStateException("node " + node + " is not in row " + Arrays.toString(row));
    }

    private void checkRow(int p) {
        int[] row = rows[p];
        boolean distinct = Arrays.stream(row).distinct().count() == row.length;
        if (!distinct || task.zonesIn(row, row.length) < task.zones()) {
            throw new IllegalStateException("an exchange path broke row " + p + ": " + Arrays.toString(row));
        }
    }

    /** Takes this partition's exchanges where they are cheaper than the known ones. */
    private void offer(int p) {
        for (int from : rows[p]) {
            for (int to = 0; to < nodes; to++) {
                int entry = from * nodes + to;
                if (from == to || partitionsOf[to].get(p)) {
                    continue;
                }
                long offered = task.cost(p, to) - task.cost(p, from);
                if (offered < cost[entry] && task.exchangeable(rows[p], from, to)) {
                    cost[entry] = offered;
                    partition[entry] = p;
                }
            }
        }
    }

    /** Looks for another partition where a node's known exchanges in {@code p} may have gone. */
    private void searchAgain(int p, int from) {
        for (int to = 0; to < nodes; to++) {
            int entry = from * nodes + to;
            if (partition[entry] == p && !stillAllowed(p, from, to)) {
                search(from, to);
            }
        }
    }

    private boolean stillAllowed(int p, int from, int to) {
        return partitionsOf[from].get(p) && !partitionsOf[to].get(p) && task.exchangeable(rows[p], from, to);
    }

    private void search(int from, int to) {
        int entry = from * nodes + to;
        long known = cost[entry];
        cost[entry] = NONE;
        partition[entry] = -1;
        BitSet candidates = partitionsOf[from];
        for (int p = candidates.nextSetBit(0); p >= 0; p = candidates.nextSetBit(p + 1)) {
            if (partitionsOf[to].get(p)) {
                continue;
            }
            long offered = task.cost(p, to) - task.cost(p, from);
            if (offered < cost[entry] && task.exchangeable(rows[p], from, to)) {
                cost[entry] = offered;
                partition[entry] = p;
                if (offered <= known) {
                    return;
                }
            }
        }
    }
}
