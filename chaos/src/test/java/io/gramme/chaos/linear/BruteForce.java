package io.gramme.chaos.linear;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The definition, tried literally: any order of any subset that has all answered operations and respects real time. */
final class BruteForce<S, A> {
    private final Model<S, A> model;

    BruteForce(Model<S, A> model) {
        this.model = model;
    }

    boolean isLinearizable(List<Operation<A>> operations) {
        return extend(model.initial(), operations);
    }

    private boolean extend(@Nullable S state, List<Operation<A>> left) {
        if (state == null) {
            return false;
        }
        if (left.stream().allMatch(Operation::isPending)) {
            return true;
        }
        for (Operation<A> next : left) {
            boolean overtakes = left.stream().anyMatch(other -> other != next && other.end() < next.start());
            if (!overtakes) {
                List<Operation<A>> rest = new ArrayList<>(left);
                rest.remove(next);
                if (extend(model.after(state, next.action()), rest)) {
                    return true;
                }
            }
        }
        return false;
    }
}
