package io.gramme.node.coordinator;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.transport.RowVersion;
import io.gramme.ring.Epoch;
import io.gramme.ring.Ring;

/** Where a key's replicas are by the newest ring version, as a request found it when it began. */
record Route(ClusterView view, Ring ring, int partition, Placement placement) {
    Epoch epoch() {
        return ring.epoch();
    }

    RowVersion rows() {
        return RowVersion.of(ring, partition);
    }
}
