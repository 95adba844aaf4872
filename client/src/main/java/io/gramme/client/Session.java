package io.gramme.client;

import io.gramme.ring.Key;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads of a session see what it wrote and what it read before, for the last 10 000 keys it touched, whichever nodes answer:
 * each read demands at least the context seen last ({@code Gramme-Read-After}), or fails with {@link StaleReadException}.
 *
 * <p>A write that brings no context replaces the demand by its own value alone: give writes the context of the read before
 * them. Thread-safe; the order of requests under way at once is not defined.
 */
public final class Session {
    private static final int KEPT = 10_000;

    private final Map<Key, Context> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Context> eldest) {
            return size() > KEPT;
        }
    };

    Session() {}

    synchronized Context seen(Key key) {
        return seen.getOrDefault(key, Context.none());
    }

    synchronized void onSeen(Key key, Context context) {
        if (!context.isNone()) {
            seen.put(key, context);
        }
    }
}
