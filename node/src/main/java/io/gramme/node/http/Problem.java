package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.coordinator.Outcome;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.RequestFailure.FailedNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A failure as people and programs read it: RFC 9457, with what a quorum store can say beyond it.
 *
 * @param status HTTP status
 * @param type suffix of the problem's address, one page each in the documentation
 * @param detail one sentence for people
 * @param failure the coordinator's account, or {@code null} when the request never reached it
 */
record Problem(
        int status, String type, String detail, @Nullable RequestFailure failure) {
    /** Every type's address is this and its name. */
    static final String TYPE_BASE = "https://gramme.io/problems/";

    static Problem of(int status, String type, String detail) {
        return new Problem(status, type, detail, null);
    }

    static Problem invalidParameter(String detail) {
        return of(400, "invalid-parameter", detail);
    }

    /** The problem of a coordinator's failure. */
    static Problem of(RequestFailure failure) {
        String type = failure.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(status(failure.reason()), type, failure.detail(), failure);
    }

    private static int status(RequestFailure.Reason reason) {
        return switch (reason) {
            case NOT_ENOUGH_REPLICAS, QUORUM_FAILED, PRIMARIES_UNAVAILABLE, OVERLOADED, STARTING, DRAINING, STALE ->
                503;
            case QUORUM_TIMEOUT -> 504;
            case DISK_FULL -> 507;
            case PRECONDITION_FAILED -> 412;
            case CONTEXT_REQUIRED -> 428;
            case CONFLICT, TOO_MANY_SIBLINGS -> 409;
            case INVALID_CONTEXT, INVALID_PARAMETER -> 400;
            case VALUE_TOO_LARGE -> 413;
        };
    }

    /** Whether the same request may be sent again as it is. */
    boolean retryable() {
        return status == 503 || status == 504 || status == 507;
    }

    /** The document.
     *
     * @param operation what was asked: get, put, delete ...
     * @param instance the path asked for, as it arrived
     */
    ObjectNode document(String operation, String instance, String requestId) {
        ObjectNode json = Json.object();
        json.put("type", TYPE_BASE + type);
        json.put("title", title());
        json.put("status", status);
        json.put("detail", detail);
        json.put("instance", instance);
        json.put("op", operation);
        RequestFailure known = failure;
        if (known != null && known.needed() > 0) {
            json.put("required", known.needed());
            json.put("received", known.got());
        }
        List<FailedNode> failed = known == null ? List.of() : known.failed();
        if (!failed.isEmpty()) {
            var array = json.putArray("failed");
            failed.forEach(node -> array.addObject().put("node", node.node()).put("reason", node.reason()));
        }
        Outcome outcome = known == null ? Outcome.NONE : known.outcome();
        json.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        json.put("retryable", retryable());
        json.put("requestId", requestId);
        return json;
    }

    private String title() {
        String words = type.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
