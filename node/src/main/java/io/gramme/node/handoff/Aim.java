package io.gramme.node.handoff;

import io.gramme.ring.Ring;
import io.gramme.ring.Row;

/** Who has to get a hint by the ring of today, whoever it was kept for (Dynamo 2007 §4.6 knows no changing rows). */
final class Aim {
    private Aim() {}

    /**
     * The listed owners that still are owners. Where one is not, everyone who owns the partition now or is to own it stands
     * in for it; and owners to be get what present owners get. Who acknowledged the record gets it no more. Empty when
     * nobody is left.
     */
    static NodeSet of(Ring ring, int partition, HintTerms terms) {
        Row current = ring.current(partition);
        Row target = ring.target(partition);
        NodeSet staying = terms.owners().where(node -> ring.isOwnerOrTarget(partition, node));
        NodeSet more = NodeSet.EMPTY;
        if (staying.size() < terms.owners().size()) {
            more = NodeSet.of(current.toArray()).with(target.toArray());
        } else if (!target.isEmpty()) {
            more = NodeSet.of(target.toArray()).where(node -> !current.contains(node));
        }
        return staying.with(more.without(terms.acknowledged()));
    }

    /** Whether the owners that acknowledged make up the W that a hint serves, and a majority of the row. */
    static boolean isCovered(Ring ring, int partition, HintTerms terms) {
        Row current = ring.current(partition);
        int holding = terms.acknowledged().where(current::contains).size();
        return holding >= Math.max(terms.needed(), current.size() / 2 + 1);
    }
}
