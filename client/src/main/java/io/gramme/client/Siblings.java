package io.gramme.client;

import java.util.List;

/**
 * All that is live under a key.
 *
 * @param all none when nothing is stored; the server's order
 * @param context covers all of them, and deletions before them
 * @param etag of the whole, empty when nothing is stored
 */
public record Siblings<V>(List<Sibling<V>> all, Context context, String etag) {
    public Siblings {
        all = List.copyOf(all);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public boolean isConflict() {
        return all.size() > 1;
    }
}
