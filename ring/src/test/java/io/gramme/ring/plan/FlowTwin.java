package io.gramme.ring.plan;

import io.gramme.ring.plan.PlacementTask.Holding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The fewest moves by a textbook minimum-cost flow over the graph of Garage's report: for each partition a source for its
 * distinct zones (one unit a zone) and one for the rest, then (partition, zone), then nodes with their bounds. It shares
 * nothing with {@link Placement} but the question.
 */
final class FlowTwin {
    /** Outweighs all moves: the units that lift a node to its lower bound must flow. */
    private static final int REWARD = 1_000_000;

    private final List<int[]> arcs = new ArrayList<>();
    private final List<List<Integer>> leaving = new ArrayList<>();

    private FlowTwin() {}

    /** Copies that the cheapest table with loads in {@code low..high} needs. Throws when there is no such table. */
    static long fewestMoves(PlacementTask task, int[] low, int[] high) {
        FlowTwin twin = new FlowTwin();
        int source = twin.vertex();
        int sink = twin.vertex();
        int[] nodes = new int[task.nodes()];
        Arrays.setAll(nodes, node -> twin.vertex());
        for (int p = 0; p < task.partitions(); p++) {
            twin.addPartition(task, p, source, nodes);
        }
        for (int node = 0; node < nodes.length; node++) {
            twin.arc(nodes[node], sink, low[node], -REWARD);
            twin.arc(nodes[node], sink, high[node] - low[node], 0);
        }
        int units = task.partitions() * task.width();
        long cost = twin.cost(source, sink, units)
                + (long) REWARD * Arrays.stream(low).sum();
        if (cost >= REWARD) {
            throw new AssertionError("lower bounds " + Arrays.toString(low) + " cannot be met");
        }
        return cost;
    }

    private void addPartition(PlacementTask task, int p, int source, int[] nodes) {
        int distinct = vertex();
        int rest = vertex();
        arc(source, distinct, task.zones(), 0);
        arc(source, rest, task.width() - task.zones(), 0);
        int[] zones = new int[task.zoneCount()];
        for (int zone = 0; zone < zones.length; zone++) {
            zones[zone] = vertex();
            arc(distinct, zones[zone], 1, 0);
            arc(rest, zones[zone], task.width() - task.zones(), 0);
        }
        for (int node = 0; node < nodes.length; node++) {
            int cost = task.before()[p][node] == Holding.CURRENT ? 0 : 1;
            arc(zones[task.zoneOf()[node]], nodes[node], 1, cost);
        }
    }

    private int vertex() {
        leaving.add(new ArrayList<>());
        return leaving.size() - 1;
    }

    /** An arc {from, to, room, cost} and beside it its reverse. */
    private void arc(int from, int to, int room, int cost) {
        leaving.get(from).add(arcs.size());
        arcs.add(new int[] {from, to, room, cost});
        leaving.get(to).add(arcs.size());
        arcs.add(new int[] {to, from, 0, -cost});
    }

    private long cost(int source, int sink, int units) {
        long total = 0;
        for (int sent = 0; sent < units; ) {
            int[] via = cheapestPath(source);
            if (via[sink] < 0) {
                throw new AssertionError("only " + sent + " of " + units + " units fit");
            }
            int room = units - sent;
            for (int v = sink; v != source; v = arcs.get(via[v])[0]) {
                room = Math.min(room, arcs.get(via[v])[2]);
            }
            for (int v = sink; v != source; v = arcs.get(via[v])[0]) {
                arcs.get(via[v])[2] -= room;
                arcs.get(via[v] ^ 1)[2] += room;
                total += (long) room * arcs.get(via[v])[3];
            }
            sent += room;
        }
        return total;
    }

    private int[] cheapestPath(int source) {
        long[] distance = new long[leaving.size()];
        Arrays.fill(distance, Long.MAX_VALUE / 2);
        int[] via = new int[leaving.size()];
        Arrays.fill(via, -1);
        boolean[] queued = new boolean[leaving.size()];
        Deque<Integer> queue = new ArrayDeque<>(List.of(source));
        distance[source] = 0;
        while (!queue.isEmpty()) {
            int from = queue.remove();
            queued[from] = false;
            for (int arc : leaving.get(from)) {
                int[] to = arcs.get(arc);
                if (to[2] > 0 && distance[from] + to[3] < distance[to[1]]) {
                    distance[to[1]] = distance[from] + to[3];
                    via[to[1]] = arc;
                    if (!queued[to[1]]) {
                        queued[to[1]] = true;
                        queue.add(to[1]);
                    }
                }
            }
        }
        return via;
    }
}
