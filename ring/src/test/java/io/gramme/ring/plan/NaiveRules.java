package io.gramme.ring.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The planner's rules by brute force: every possible row, every subset of nodes, every combination of rows. For up to
 * eight nodes; nodes are bits.
 */
final class NaiveRules {
    private final PlacementTask task;
    private final List<Integer> rows = new ArrayList<>();
    /** For every set of nodes: how many of them a row can hold at most. */
    private final int[] ranks;

    private final double[] shares;

    NaiveRules(PlacementTask task) {
        this.task = task;
        for (int row = 0; row < 1 << task.nodes(); row++) {
            if (Integer.bitCount(row) == task.width() && zones(row) >= task.zones()) {
                rows.add(row);
            }
        }
        this.ranks = new int[1 << task.nodes()];
        for (int set = 0; set < ranks.length; set++) {
            for (int row : rows) {
                ranks[set] = Math.max(ranks[set], Integer.bitCount(row & set));
            }
        }
        this.shares = fairShares();
    }

    /** Every set of nodes that may be a row. */
    List<Integer> rows() {
        return rows;
    }

    double[] shares() {
        return shares;
    }

    int low(int node) {
        return (int) Math.floor(shares[node] + 1e-6);
    }

    int high(int node) {
        return (int) Math.ceil(shares[node] - 1e-6);
    }

    int zones(int row) {
        int seen = 0;
        for (int node = 0; node < task.nodes(); node++) {
            seen |= (row >> node & 1) << task.zoneOf()[node];
        }
        return Integer.bitCount(seen);
    }

    /**
     * Loads rise in proportion to weight. A subset of nodes cannot bear more than Q times what its best row holds of it;
     * the subset that meets this first stops, the others go on.
     */
    private double[] fairShares() {
        double[] fixed = new double[task.nodes()];
        int stopped = 0;
        int all = (1 << task.nodes()) - 1;
        while (stopped != all) {
            double level = Double.MAX_VALUE;
            for (int set = 1; set <= all; set++) {
                level = Math.min(level, levelOf(set, stopped, fixed));
            }
            int stopping = 0;
            for (int set = 1; set <= all; set++) {
                stopping |= levelOf(set, stopped, fixed) <= level * (1 + 1e-12) ? set : 0;
            }
            for (int node = 0; node < task.nodes(); node++) {
                if ((stopping & ~stopped & 1 << node) != 0) {
                    fixed[node] = level * task.weights()[node];
                }
            }
            stopped |= stopping;
        }
        return fixed;
    }

    private double levelOf(int set, int stopped, double[] fixed) {
        double room = (double) task.partitions() * ranks[set];
        double weight = 0;
        for (int node = 0; node < task.nodes(); node++) {
            if ((set >> node & 1) != 0) {
                room -= (stopped >> node & 1) != 0 ? fixed[node] : 0;
                weight += (stopped >> node & 1) != 0 ? 0 : task.weights()[node];
            }
        }
        return weight == 0 ? Double.MAX_VALUE : room / weight;
    }

    /** The fewest copies any table within the rules and bounds needs: all tables, by the loads they lead to. */
    int fewestMoves(int[] currentRows) {
        Map<List<Integer>, Integer> reached = new HashMap<>();
        reached.put(Collections.nCopies(task.nodes(), 0), 0);
        for (int current : currentRows) {
            Map<List<Integer>, Integer> next = new HashMap<>();
            reached.forEach((loads, moves) -> {
                for (int row : rows) {
                    extend(loads, row)
                            .ifPresent(to -> next.merge(to, moves + Integer.bitCount(row & ~current), Math::min));
                }
            });
            reached = next;
        }
        int fewest = Integer.MAX_VALUE;
        for (Map.Entry<List<Integer>, Integer> end : reached.entrySet()) {
            boolean low = false;
            for (int node = 0; node < task.nodes(); node++) {
                low |= end.getKey().get(node) < low(node);
            }
            fewest = low ? fewest : Math.min(fewest, end.getValue());
        }
        return fewest;
    }

    private Optional<List<Integer>> extend(List<Integer> loads, int row) {
        List<Integer> extended = new ArrayList<>(loads);
        for (int node = 0; node < task.nodes(); node++) {
            int load = loads.get(node) + (row >> node & 1);
            if (load > high(node)) {
                return Optional.empty();
            }
            extended.set(node, load);
        }
        return Optional.of(extended);
    }
}
