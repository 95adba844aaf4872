package io.gramme.gossip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom to probe next (SWIM §4.3): round robin over a shuffled list, shuffled again after each pass, newcomers at a random
 * place. So every member is probed once a pass, and a failure is found within 2n - 1 intervals at worst.
 */
final class ProbeOrder {
    private static final int MOST_URGENT = 64;

    private final Chance chance;
    private final List<NodeId> order = new ArrayList<>();
    private final Deque<NodeId> urgent = new ArrayDeque<>();
    private int next;
    private boolean lastWasUrgent;

    ProbeOrder(Chance chance) {
        this.chance = chance;
    }

    void add(NodeId node) {
        int place = chance.nextInt(order.size() + 1);
        order.add(place, node);
        if (place < next) {
            next++;
        }
    }

    void remove(NodeId node) {
        int place = order.indexOf(node);
        if (place >= 0) {
            order.remove(place);
            if (place < next) {
                next--;
            }
        }
    }

    /**
     * Puts it before the others once, beside its turn and not instead of it: if all members probed a suspect out of turn and
     * it lived, nobody would come back to it in this pass. Such probes are at most every second one.
     */
    void promote(NodeId node) {
        if (urgent.size() < MOST_URGENT && !urgent.contains(node)) {
            urgent.addLast(node);
        }
    }

    /** The next one that qualifies, or null when a whole pass finds none. */
    @Nullable
    NodeId next(Predicate<NodeId> qualifies) {
        while (!lastWasUrgent && !urgent.isEmpty()) {
            NodeId first = urgent.removeFirst();
            if (qualifies.test(first)) {
                lastWasUrgent = true;
                return first;
            }
        }
        lastWasUrgent = false;
        for (int tries = 2 * order.size(); tries > 0; tries--) {
            if (next >= order.size()) {
                shuffle();
            }
            NodeId candidate = order.get(next++);
            if (qualifies.test(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private void shuffle() {
        for (int last = order.size() - 1; last > 0; last--) {
            Collections.swap(order, last, chance.nextInt(last + 1));
        }
        next = 0;
    }
}
