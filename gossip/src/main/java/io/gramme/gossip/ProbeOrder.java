package io.gramme.gossip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom to probe next (SWIM §4.3): round robin over a shuffled list, shuffled again after each pass, newcomers at a random
 * place. So every member is probed once a pass, and a failure is found within 2n - 1 intervals at worst.
 */
final class ProbeOrder {
    private final Chance chance;
    private final List<NodeId> order = new ArrayList<>();
    private int next;

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

    /** Makes it the next one, in exchange for its turn in this pass if that is still to come. */
    void promote(NodeId node) {
        int place = order.indexOf(node);
        if (place < 0) {
            return;
        }
        if (place >= next) {
            Collections.swap(order, place, next);
        } else {
            order.remove(place);
            next--;
            order.add(next, node);
        }
    }

    /** The next one that qualifies, or null when a whole pass finds none. */
    @Nullable
    NodeId next(Predicate<NodeId> qualifies) {
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
