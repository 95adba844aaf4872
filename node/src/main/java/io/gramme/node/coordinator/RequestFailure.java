package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.ring.Epoch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expected failure of a read or a write.
 *
 * @param reason what went wrong
 * @param needed replies or acknowledgements needed, 0 where it does not apply
 * @param got replies or acknowledgements counted, 0 where it does not apply
 * @param failed who did not deliver, and why, in the order asked
 * @param outcome whether a write may have happened
 * @param detail one sentence for people
 * @param context what the client needs to try again (conflict, too many siblings), or {@code null}
 * @param etag the present ETag, for a failed precondition, or {@code null}
 * @param retryAfterMillis when trying again makes sense, 0 for no advice
 * @param epoch ring version that the request was judged by, {@link Epoch#NONE} before any
 */
public record RequestFailure(
        Reason reason,
        int needed,
        int got,
        List<FailedNode> failed,
        Outcome outcome,
        String detail,
        @Nullable CausalContext context,
        @Nullable String etag,
        int retryAfterMillis,
        Epoch epoch)
        implements ReadResult, WriteResult, ListResult {
    public RequestFailure {
        failed = List.copyOf(failed);
    }

    /** A failure without counts, context or tag. */
    public static RequestFailure of(Reason reason, Outcome outcome, String detail) {
        return new RequestFailure(reason, 0, 0, List.of(), outcome, detail, null, null, 0, Epoch.NONE);
    }

    /** A node that did not deliver: its name, and why in two or three words. */
    public record FailedNode(String node, String reason) {}

    /** What went wrong. The names in the API are these in lower case with dashes. */
    public enum Reason {
        NOT_ENOUGH_REPLICAS,
        QUORUM_FAILED,
        QUORUM_TIMEOUT,
        PRIMARIES_UNAVAILABLE,
        OVERLOADED,
        STARTING,
        DRAINING,
        DISK_FULL,
        PRECONDITION_FAILED,
        CONTEXT_REQUIRED,
        CONFLICT,
        TOO_MANY_SIBLINGS,
        STALE,
        INVALID_CONTEXT,
        INVALID_PARAMETER,
        VALUE_TOO_LARGE
    }
}
