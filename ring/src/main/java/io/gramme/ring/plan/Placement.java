package io.gramme.ring.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds the rows: of all tables that keep the rules and bring every node within its share rounded down or up, one of the
 * least cost.
 *
 * <p>How: this is a minimum-cost flow from partitions over (partition, zone) to nodes, as Garage solves it. The rows of
 * a partition are the bases of a matroid, so the flow may be kept as the table itself and its residual graph as single
 * exchanges, and since a unit that arrives at a node may leave it in any partition, the graph shrinks to one vertex a
 * node: the arc a to b is the cheapest partition in which a makes room for b ({@link Exchanges}). It starts with the
 * cheapest rows, loads left aside ({@link FirstRows}), and moves one unit at a time along a cheapest path from a node
 * above its share to one below it. Successive cheapest paths never leave a negative cycle behind, so the result is
 * optimal; a cheapest path of the fewest arcs keeps every row valid (the exchange argument of weighted matroid
 * intersection), which is checked all the same.
 *
 * <p>One more vertex, the slack, stands for "within the bounds": a node below its upper bound may keep a unit, one above
 * its lower bound may give one up, both at no cost.
 *
 * <p>Cost: a path is a few scans of nodes squared. Rejected: the flow over (partition, zone) vertices, a hundred times
 * the arcs; local search over swaps, without a bound.
 */
final class Placement {
    private static final long ARC = 1;
    /** A cost unit outweighs any number of arcs. */
    private static final long UNIT = 1 << 14;

    private final int nodes;
    private final int slack;
    private final int[] low;
    private final int[] high;
    private final int[] loads;
    private final Exchanges exchanges;
    private final long[] distance;
    private final int[] previous;
    private long lastCost;

    private Placement(PlacementTask task, double[] shares, int[][] rows) {
        this.nodes = task.nodes();
        this.slack = nodes;
        this.low = Arrays.stream(shares)
                .mapToInt(share -> (int) Math.floor(share + 1e-6))
                .toArray();
        this.high = Arrays.stream(shares)
                .mapToInt(share -> (int) Math.ceil(share - 1e-6))
                .toArray();
        this.exchanges = new Exchanges(task, rows);
        this.loads = new int[nodes];
        Arrays.setAll(loads, exchanges::load);
        this.distance = new long[nodes + 1];
        this.previous = new int[nodes + 1];
    }

    /** {@code [partition][slot]}, slots in no particular order. */
    static int[][] find(PlacementTask task, double[] shares) {
        int[][] rows = FirstRows.of(task, shares);
        Placement placement = new Placement(task, shares, rows);
        while (placement.unbalanced()) {
            placement.moveOne();
            placement.repeatDirectly();
        }
        return rows;
    }

    /**
     * Distances never shrink from one cheapest path to the next, so a single exchange at the last one's cost is a
     * cheapest path too: it needs no search. This is what most of a join or a leave is made of. Pairs take turns, so
     * that every newcomer fills up from many.
     */
    private void repeatDirectly() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int pair = 0; pair < nodes * nodes; pair++) {
                int from = pair / nodes;
                int to = pair % nodes;
                if (loads[from] > high[from] && loads[to] < low[to] && exchanges.cost(from, to) == lastCost) {
                    exchanges.apply(new int[][] {{exchanges.partition(from, to), from, to}});
                    loads[from]--;
                    loads[to]++;
                    moved = true;
                }
            }
        }
    }

    private boolean unbalanced() {
        for (int node = 0; node < nodes; node++) {
            if (loads[node] > high[node] || loads[node] < low[node]) {
                return true;
            }
        }
        return false;
    }

    /** Units above the upper bounds less those missing to the lower ones: what the slack must take (or give, if below 0). */
    private int slackDemand() {
        int demand = 0;
        for (int node = 0; node < nodes; node++) {
            demand += Math.max(0, loads[node] - high[node]) - Math.max(0, low[node] - loads[node]);
        }
        return demand;
    }

    private void moveOne() {
        int demand = slackDemand();
        Arrays.fill(distance, Exchanges.NONE);
        Arrays.fill(previous, -1);
        for (int node = 0; node < nodes; node++) {
            if (loads[node] > high[node]) {
                distance[node] = 0;
            }
        }
        if (demand < 0) {
            distance[slack] = 0;
        }
        relax();
        int end = demand > 0 ? slack : -1;
        for (int node = 0; node < nodes; node++) {
            if (loads[node] < low[node] && (end < 0 || distance[node] < distance[end])) {
                end = node;
            }
        }
        if (end < 0 || distance[end] >= Exchanges.NONE) {
            throw new IllegalStateException("no path balances loads " + Arrays.toString(loads) + " within "
                    + Arrays.toString(low) + ".." + Arrays.toString(high));
        }
        walk(end);
    }

    /** Bellman and Ford's rounds with a queue; arcs may be negative, cycles never are. */
    private void relax() {
        Deque<Integer> queue = new ArrayDeque<>();
        boolean[] queued = new boolean[nodes + 1];
        for (int v = 0; v <= nodes; v++) {
            if (distance[v] == 0) {
                queue.add(v);
                queued[v] = true;
            }
        }
        int turns = 0;
        while (!queue.isEmpty()) {
            // Without a negative cycle each vertex has at most as many turns as there are vertices.
            if (turns++ > distance.length * distance.length) {
                throw new IllegalStateException(
                        "a negative cycle among the exchanges, loads " + Arrays.toString(loads));
            }
            int from = queue.remove();
            queued[from] = false;
            for (int to = 0; to <= nodes; to++) {
                long arc = arc(from, to);
                if (arc < Exchanges.NONE && distance[from] + arc < distance[to]) {
                    distance[to] = distance[from] + arc;
                    previous[to] = from;
                    if (!queued[to]) {
                        queued[to] = true;
                        queue.add(to);
                    }
                }
            }
        }
    }

    private long arc(int from, int to) {
        if (from == to) {
            return Exchanges.NONE;
        }
        if (to == slack) {
            return loads[from] < high[from] ? ARC : Exchanges.NONE;
        }
        if (from == slack) {
            return loads[to] > low[to] ? ARC : Exchanges.NONE;
        }
        long cost = exchanges.cost(from, to);
        return cost >= Exchanges.NONE ? Exchanges.NONE : cost * UNIT + ARC;
    }

    private void walk(int end) {
        List<int[]> steps = new ArrayList<>();
        lastCost = Math.floorDiv(distance[end], UNIT);
        for (int to = end; previous[to] >= 0; to = previous[to]) {
            int from = previous[to];
            if (from != slack && to != slack) {
                steps.add(new int[] {exchanges.partition(from, to), from, to});
            }
        }
        exchanges.apply(steps.toArray(int[][]::new));
        Arrays.setAll(loads, exchanges::load);
    }
}
