package io.gramme.gossip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The greatest boot counter and marks heard of each node. Bounded like the member table. */
final class GreatestTable {
    /** Never iterated but to be sorted. */
    private final Map<NodeId, Greatest> byNode = new HashMap<>();

    void hear(Greatest heard) {
        Greatest known = byNode.get(heard.node());
        if (known != null) {
            byNode.put(heard.node(), known.max(heard));
        } else if (byNode.size() < Bounds.MEMBERS) {
            byNode.put(heard.node(), heard);
        }
    }

    void forget(NodeId node) {
        byNode.remove(node);
    }

    /** By ascending node id. */
    List<Greatest> all() {
        List<Greatest> all = new ArrayList<>(byNode.values());
        all.sort(Comparator.comparing(Greatest::node));
        return all;
    }
}
