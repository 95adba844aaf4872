package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.LiveView;
import org.jspecify.annotations.Nullable;

/** How a read ended: {@link Found}, {@link NotFound} or {@link RequestFailure}. */
public sealed interface ReadResult permits ReadResult.Found, ReadResult.NotFound, RequestFailure {
    /**
     * At least one live version.
     *
     * @param view the siblings, ascending by dot, and the context of the merged record
     */
    record Found(LiveView view, Achieved achieved) implements ReadResult {}

    /**
     * No live version.
     *
     * @param context what a tombstone or expired version is covered by, or {@code null} when nothing is known of the key
     */
    record NotFound(@Nullable CausalContext context, Achieved achieved) implements ReadResult {}
}
