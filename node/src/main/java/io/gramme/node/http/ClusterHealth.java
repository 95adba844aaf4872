package io.gramme.node.http;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.Liveness;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;

/**
 * How the partitions stand, by the failure detector's word.
 *
 * @param whole partitions with every owner present
 * @param degraded partitions that miss an owner and still have a majority
 * @param withoutQuorum partitions without a majority of their owners
 */
record ClusterHealth(int whole, int degraded, int withoutQuorum) {
    static ClusterHealth of(ClusterView view, Ring ring) {
        int whole = 0;
        int degraded = 0;
        int without = 0;
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            Row row = ring.current(p);
            int present = 0;
            for (int slot = 0; slot < row.size(); slot++) {
                present += isPresent(view, row.owner(slot)) ? 1 : 0;
            }
            if (present == row.size()) {
                whole++;
            } else if (present > row.size() / 2) {
                degraded++;
            } else {
                without++;
            }
        }
        return new ClusterHealth(whole, degraded, without);
    }

    private static boolean isPresent(ClusterView view, int node) {
        Liveness liveness = view.peer(node).liveness();
        return node == view.selfIndex() || liveness == Liveness.ALIVE || liveness == Liveness.SUSPECT;
    }

    boolean isHealthy() {
        return degraded == 0 && withoutQuorum == 0;
    }
}
