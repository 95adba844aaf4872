package io.gramme.node.coordinator;

import io.gramme.node.causality.LiveView;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a listing ended: {@link Page} or {@link RequestFailure}. */
public sealed interface ListResult permits ListResult.Page, RequestFailure {
    /**
     * A page.
     *
     * @param keys in ring order, possibly fewer than asked for
     * @param next first hash that was not looked at, or {@code null} at the end
     * @param unread partitions of which R owners did not answer, and keys that could not be read: the page misses them
     */
    record Page(List<Listed> keys, @Nullable Long next, int unread, Epoch epoch) implements ListResult {
        public Page {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A key.
     *
     * @param view its siblings and context where values were asked for
     */
    record Listed(Key key, @Nullable LiveView view) {}
}
