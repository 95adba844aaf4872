package io.gramme.chaos.linear;

import io.gramme.chaos.linear.Finding.Linearizable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks whole histories, key by key: a history is linearizable exactly if each key's part is (Herlihy and Wing 1990 §3.2). */
public final class Linearizability {
    /** Configurations tried for one key before the search is given up: some 100 MB. */
    public static final int MOST_CONFIGURATIONS = 1_000_000;

    private Linearizability() {}

    /** The finding for the first key, in their order, that is not plainly linearizable. */
    public static <S, A> Finding check(Model<S, A> model, List<Operation<A>> history) {
        return check(model, history, MOST_CONFIGURATIONS);
    }

    /** As {@link #check(Model, List)}, with a bound of its own. */
    public static <S, A> Finding check(Model<S, A> model, List<Operation<A>> history, int mostConfigurations) {
        Map<String, List<Operation<A>>> byKey = new TreeMap<>();
        for (Operation<A> operation : history) {
            byKey.computeIfAbsent(operation.key(), unused -> new ArrayList<>()).add(operation);
        }
        for (List<Operation<A>> part : byKey.values()) {
            Finding finding = new KeySearch<>(model, part, mostConfigurations).run();
            if (!(finding instanceof Linearizable)) {
                return finding;
            }
        }
        return new Linearizable();
    }
}
