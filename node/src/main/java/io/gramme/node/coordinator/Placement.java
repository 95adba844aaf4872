package io.gramme.node.coordinator;

import io.gramme.ring.Row;
import java.util.function.IntPredicate;

/**
 * Where a request's replicas are, as its coordinator saw it when it began.
 *
 * @param current owners that are read from and written to
 * @param target owners to be, written to as well; empty when the partition does not move
 * @param self this node's index, negative without a seat
 * @param fallbacks who may stand in, best first; never an owner of the current row
 * @param usable whether a node may be tried: reachable, or no attempt failed lately. Asked again at each decision
 */
record Placement(Row current, Row target, int self, int[] fallbacks, IntPredicate usable) {
    boolean selfIsOwner() {
        return current.contains(self);
    }

    /** Distinct owners of both rows, current ones first. */
    int[] owners() {
        int[] owners = new int[current.size() + target.size()];
        int size = 0;
        for (int slot = 0; slot < current.size(); slot++) {
            owners[size++] = current.owner(slot);
        }
        for (int slot = 0; slot < target.size(); slot++) {
            if (!current.contains(target.owner(slot))) {
                owners[size++] = target.owner(slot);
            }
        }
        return java.util.Arrays.copyOf(owners, size);
    }

    /** Whether this node itself, which is always there, or a usable other one. */
    boolean isUsable(int node) {
        return node == self || usable.test(node);
    }
}
