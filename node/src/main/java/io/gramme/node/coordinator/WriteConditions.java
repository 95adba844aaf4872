package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.LiveView;
import io.gramme.node.causality.Sibling;
import io.gramme.node.coordinator.RequestFailure.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write asks of the state it meets. Judged by what a quorum showed and once more by the coordinator's own copy; two
 * coordinators may still judge at once, so a condition is best effort, and the siblings tell.
 */
final class WriteConditions {
    private WriteConditions() {}

    /** Whether a quorum must be read before the write. */
    static boolean needRead(WriteRequest request) {
        WriteRequest.Options options = request.options();
        boolean blindDelete = request.content().tombstone() && request.context() == null && options.force();
        return !options.ifMatch().isEmpty() || options.ifNoneMatchAny() || options.rejectSiblings() || blindDelete;
    }

    /** Why the write is refused on this state; {@code null} when it is not. */
    static @Nullable RequestFailure judge(WriteRequest request, KeyRecord record, long nowMillis, Route route) {
        WriteRequest.Options options = request.options();
        LiveView view = record.liveAt(nowMillis);
        if (options.ifNoneMatchAny() && !view.isNotFound()) {
            return failed(Reason.PRECONDITION_FAILED, "the key exists", view, route);
        }
        if (!options.ifMatch().isEmpty() && !matches(options.ifMatch(), view)) {
            return failed(Reason.PRECONDITION_FAILED, "the key has another ETag", view, route);
        }
        if (options.rejectSiblings() && leavesSiblings(request, view)) {
            return failed(
                    Reason.CONFLICT, "the write would be a sibling of what its context does not cover", view, route);
        }
        return null;
    }

    private static boolean matches(List<String> tags, LiveView view) {
        return !view.isNotFound() && (tags.contains("*") || tags.contains(view.etag()));
    }

    private static boolean leavesSiblings(WriteRequest request, LiveView view) {
        CausalContext context = request.context() == null ? CausalContext.EMPTY : request.context();
        for (Sibling sibling : view.siblings()) {
            boolean covered =
                    context.covers(sibling.dot()) || sibling.aliases().stream().anyMatch(context::covers);
            if (!covered) {
                return true;
            }
        }
        return false;
    }

    private static RequestFailure failed(Reason reason, String detail, LiveView view, Route route) {
        String etag = view.isNotFound() ? null : view.etag();
        return new RequestFailure(
                reason, 0, 0, List.of(), Outcome.NONE, detail, view.context(), etag, 0, route.epoch());
    }
}
