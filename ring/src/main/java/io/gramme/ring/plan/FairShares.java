package io.gramme.ring.plan;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What balance means: how many partitions each node would own if they could be cut, with loads in proportion to weight
 * as far as distinct nodes and zones allow.
 *
 * <p>A row of n owners in at least z zones is a base of a matroid, so the loads that Q rows can have are exactly the
 * integer points of Q times its base polytope: a node has at most Q, and any k zones together at most Q(n - z + k) for
 * k below z. Loads grow together in proportion to weight; whoever meets such a limit stops; the rest go on until all Qn
 * places are given. Rounding every share down or up always leaves a table (the polytope cut by an integer box is
 * integral), so balance within one partition can be promised, not only hoped for.
 */
final class FairShares {
    private static final double EPSILON = 1e-7;
    private static final int BISECTIONS = 100;

    private final PlacementTask task;
    private final double[] shares;
    private final BitSet settled = new BitSet();

    private FairShares(PlacementTask task) {
        this.task = task;
        this.shares = new double[task.nodes()];
    }

    /** The share of each node; they sum up to partitions times width. */
    static double[] of(PlacementTask task) {
        FairShares fair = new FairShares(task);
        while (fair.settled.cardinality() < task.nodes()) {
            fair.riseToNextLimit();
        }
        return fair.shares;
    }

    private void riseToNextLimit() {
        double low = 0;
        double high = task.partitions() + 1.0;
        for (int node = 0; node < task.nodes(); node++) {
            low = Math.max(low, settled.get(node) ? 0 : shares[node] / task.weights()[node]);
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (feasible(sharesAt(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        System.arraycopy(sharesAt(low), 0, shares, 0, shares.length);
        settleThoseAtALimit();
    }

    private double[] sharesAt(double level) {
        double[] at = shares.clone();
        for (int node = 0; node < at.length; node++) {
            if (!settled.get(node)) {
                at[node] = level * task.weights()[node];
            }
        }
        return at;
    }

    private boolean feasible(double[] at) {
        for (double share : at) {
            if (share > task.partitions()) {
                return false;
            }
        }
        double[] zones = zoneLoads(at);
        Arrays.sort(zones);
        double sum = 0;
        for (int k = 1; k < task.zones(); k++) {
            sum += zones[zones.length - k];
            if (sum > limitOfZones(k) + EPSILON) {
                return false;
            }
        }
        return Arrays.stream(at).sum() <= total() + EPSILON;
    }

    private void settleThoseAtALimit() {
        if (Arrays.stream(shares).sum() >= total() - EPSILON * shares.length) {
            settled.set(0, shares.length);
            return;
        }
        int before = settled.cardinality();
        double floor = fullZoneLoad();
        double[] zones = zoneLoads(shares);
        for (int node = 0; node < shares.length; node++) {
            boolean full = shares[node] >= task.partitions() - EPSILON;
            boolean zoneFull = zones[task.zoneOf()[node]] >= floor - EPSILON;
            if (full || zoneFull) {
                settled.set(node);
            }
        }
        if (settled.cardinality() == before) {
            throw new IllegalStateException("shares " + Arrays.toString(shares) + " meet no limit, task " + task);
        }
    }

    /** Zones with at least this load belong to a set of zones that is at its limit. */
    private double fullZoneLoad() {
        double[] zones = zoneLoads(shares);
        Arrays.sort(zones);
        double floor = Double.MAX_VALUE;
        double sum = 0;
        for (int k = 1; k < task.zones(); k++) {
            double load = zones[zones.length - k];
            sum += load;
            if (sum >= limitOfZones(k) - EPSILON * shares.length) {
                floor = load;
            }
        }
        return floor;
    }

    private double[] zoneLoads(double[] at) {
        double[] loads = new double[task.zoneCount()];
        for (int node = 0; node < at.length; node++) {
            loads[task.zoneOf()[node]] += at[node];
        }
        return loads;
    }

    private double limitOfZones(int k) {
        return (double) task.partitions() * (task.width() - task.zones() + k);
    }

    private double total() {
        return (double) task.partitions() * task.width();
    }
}
