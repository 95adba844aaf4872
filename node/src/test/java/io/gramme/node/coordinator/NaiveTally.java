package io.gramme.node.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts by trying every way to give each answering node at most one of its slots. */
final class NaiveTally {
    private final List<Set<Integer>> choices = new ArrayList<>();

    /** A node answered for these slots, named by their owners. */
    void add(Set<Integer> owners) {
        choices.add(owners);
    }

    int count() {
        return best(0, List.of());
    }

    private int best(int at, List<Integer> taken) {
        if (at == choices.size()) {
            return taken.size();
        }
        int best = best(at + 1, taken);
        for (int owner : choices.get(at)) {
            if (!taken.contains(owner)) {
                List<Integer> more = new ArrayList<>(taken);
                more.add(owner);
                best = Math.max(best, best(at + 1, more));
            }
        }
        return best;
    }
}
