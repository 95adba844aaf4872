package io.gramme.node.coordinator;

import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import java.util.ArrayList;
import java.util.List;

/** Where a test has a choice: drawn from a seed, or every sequence of choices in turn. */
interface Choices {
    /** 0 to bound - 1. */
    int next(int bound);

    /** Something that seldom happens. */
    boolean rarely();

    static Choices seeded(long seed) {
        Randomness random = new SeededRandomness(seed);
        return new Choices() {
            @Override
            public int next(int bound) {
                return random.nextInt(bound);
            }

            @Override
            public boolean rarely() {
                return random.nextInt(8) == 0;
            }
        };
    }

    /** All sequences, depth first: run, then {@link #advance}, until it says that there is none left. */
    final class All implements Choices {
        private final List<int[]> path = new ArrayList<>();
        private int at;

        @Override
        public int next(int bound) {
            if (at == path.size()) {
                path.add(new int[] {0, bound});
            }
            return path.get(at++)[0];
        }

        @Override
        public boolean rarely() {
            return next(2) == 1;
        }

        boolean advance() {
            at = 0;
            while (!path.isEmpty()) {
                int[] last = path.get(path.size() - 1);
                if (++last[0] < last[1]) {
                    return true;
                }
                path.remove(path.size() - 1);
            }
            return false;
        }
    }
}
