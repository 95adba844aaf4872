package io.gramme.bench.micro;

import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Mix;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.Founding;
import io.gramme.ring.plan.Newcomer;
import java.util.ArrayList;
import java.util.List;

/** Rings to measure with. */
final class Rings {
    private Rings() {}

    /** A ring of N = 3 whose nodes stand in four zones. */
    static Ring founded(ClusterId cluster, int partitions, int nodes) {
        List<Newcomer> founders = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            founders.add(node(i));
        }
        Change change = Founding.found(RingShape.of(cluster, partitions, 3), founders);
        if (change instanceof Change.Changed changed) {
            return changed.next();
        }
        throw new IllegalStateException(change.toString());
    }

    static Newcomer node(int number) {
        Addresses addresses = new Addresses("h" + number + ":7000", "h" + number + ":7001", "h" + number + ":7002");
        NodeId id = new NodeId(Mix.of(number, 1), Mix.of(number, 2));
        return new Newcomer(id, "n" + number, "z" + number % 4, 100, addresses);
    }
}
