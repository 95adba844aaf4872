package io.gramme.ring.plan;

import io.gramme.ring.Mix;
import io.gramme.ring.plan.PlacementTask.Holding;
import java.util.Arrays;

/**
 * The cheapest rows that keep the rules, loads left aside: every row keeps what it may of its present owners, then of
 * those to be, and fills up with the nodes that lack most. Taking the cheapest element that still fits is optimal for a
 * matroid, so {@link Placement} starts without a negative cycle.
 */
final class FirstRows {
    private final PlacementTask task;
    private final double[] shares;
    private final int[][] rows;
    private final int[] sizes;
    private final int[] loads;

    private FirstRows(PlacementTask task, double[] shares) {
        this.task = task;
        this.shares = shares;
        this.rows = new int[task.partitions()][task.width()];
        this.sizes = new int[task.partitions()];
        this.loads = new int[task.nodes()];
    }

    /** {@code [partition][slot]}, slots in no particular order. */
    static int[][] of(PlacementTask task, double[] shares) {
        FirstRows first = new FirstRows(task, shares);
        first.keep(Holding.CURRENT);
        first.keep(Holding.TARGET);
        for (int p = 0; p < task.partitions(); p++) {
            first.fill(p);
        }
        return first.rows;
    }

    private void keep(Holding holding) {
        for (int p = 0; p < task.partitions(); p++) {
            for (int node = 0; node < task.nodes(); node++) {
                if (task.before()[p][node] == holding && fits(p, node)) {
                    add(p, node);
                }
            }
        }
    }

    private void fill(int partition) {
        while (sizes[partition] < task.width()) {
            int best = -1;
            for (int node = 0; node < task.nodes(); node++) {
                if (fits(partition, node) && (best < 0 || lacksMore(partition, node, best))) {
                    best = node;
                }
            }
            if (best < 0) {
                throw new IllegalStateException("no node fits row " + Arrays.toString(rows[partition]));
            }
            add(partition, best);
        }
    }

    private boolean lacksMore(int partition, int node, int than) {
        double byLack = (shares[node] - loads[node]) / shares[node] - (shares[than] - loads[than]) / shares[than];
        return byLack != 0 ? byLack > 0 : rank(partition, node) > rank(partition, than);
    }

    private long rank(int partition, int node) {
        return Mix.of(task.seed(), partition, node);
    }

    /** Whether the row stays part of some full row: the places left must suffice for the zones it lacks. */
    private boolean fits(int partition, int node) {
        int size = sizes[partition];
        int[] row = rows[partition];
        if (size == task.width()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (row[i] == node) {
                return false;
            }
        }
        row[size] = node;
        return size + 1 - task.zonesIn(row, size + 1) <= task.width() - task.zones();
    }

    private void add(int partition, int node) {
        rows[partition][sizes[partition]++] = node;
        loads[node]++;
    }
}
