package io.gramme.chaos.linear;

import java.util.List;

/** What the checker says of a history. */
public sealed interface Finding {
    /** One copy could have answered so. */
    record Linearizable() implements Finding {}

    /**
     * No order of this key's operations explains the answers.
     *
     * @param explained the longest order that was found, in that order
     * @param stuck completed operations that fit nowhere behind it
     */
    record NotLinearizable(String key, List<? extends Operation<?>> explained, List<? extends Operation<?>> stuck)
            implements Finding {
        @Override
        public String toString() {
            return "key " + key + " is not linearizable: after " + explained + " nothing explains " + stuck;
        }
    }

    /** The search was given up: neither yes nor no. */
    record Undecided(String key, long configurations) implements Finding {}
}
