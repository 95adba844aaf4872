package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.LiveView;
import org.jspecify.annotations.Nullable;

/** How a write ended: {@link Written} or {@link RequestFailure}. */
public sealed interface WriteResult permits WriteResult.Written, RequestFailure {
    /**
     * W was reached.
     *
     * @param dot the write's name
     * @param context the given context and the new dot; with {@code returnBody} the merged record's
     * @param etag the ETag of what the coordinator holds now
     * @param view the merged record, only with {@code returnBody}
     */
    record Written(
            Dot dot,
            CausalContext context,
            String etag,
            @Nullable LiveView view,
            Achieved achieved) implements WriteResult {}
}
