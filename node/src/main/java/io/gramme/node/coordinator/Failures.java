package io.gramme.node.coordinator;

import io.gramme.node.coordinator.RequestFailure.FailedNode;
import io.gramme.node.coordinator.RequestFailure.Reason;
import java.util.ArrayList;
import java.util.List;

/** Words for what went wrong. */
final class Failures {
    /** A node without enough owners in reach may have them again after so long. */
    private static final int RETRY_MILLIS = 1_000;

    private Failures() {}

    /** A missed quorum, as the client is told of it. */
    static RequestFailure of(Verdict verdict, List<FailedNode> failed, Route route) {
        Reason reason = verdict.failure() == null ? Reason.QUORUM_FAILED : verdict.failure();
        String detail = switch (reason) {
            case NOT_ENOUGH_REPLICAS ->
                "only " + verdict.got() + " of " + verdict.needed() + " replicas can be reached";
            case PRIMARIES_UNAVAILABLE -> "only " + verdict.got() + " of " + verdict.needed() + " owners answered";
            case QUORUM_TIMEOUT -> "only " + verdict.got() + " of " + verdict.needed() + " replicas answered in time";
            case STALE -> "no replica in reach has what the read was to come after";
            default -> "only " + verdict.got() + " of " + verdict.needed() + " replicas answered";
        };
        int retry = reason == Reason.QUORUM_TIMEOUT ? 0 : RETRY_MILLIS;
        return new RequestFailure(
                reason,
                verdict.needed(),
                verdict.got(),
                failed,
                verdict.outcome(),
                detail,
                null,
                null,
                retry,
                route.epoch());
    }

    /** Nobody in reach may stamp the write: this node's clock is wrong, and no other node can be asked. */
    static RequestFailure clockAhead(List<FailedNode> failed, Route route) {
        String detail =
                "this node's clock is far ahead of its peers', and no other node that may coordinate can be reached";
        return new RequestFailure(
                Reason.NOT_ENOUGH_REPLICAS,
                1,
                0,
                failed,
                Outcome.NONE,
                detail,
                null,
                null,
                RETRY_MILLIS,
                route.epoch());
    }

    /** The owners that cannot be tried at present. */
    static List<FailedNode> unreachable(Route route) {
        List<FailedNode> failed = new ArrayList<>();
        for (int owner : route.placement().owners()) {
            if (!route.placement().isUsable(owner)) {
                failed.add(new FailedNode(route.view().name(owner), "unreachable"));
            }
        }
        return failed;
    }

    /** A refusal before anything was sent or applied. */
    static RequestFailure refused(Reason reason, String detail, int retryAfterMillis, Route route) {
        return new RequestFailure(
                reason, 0, 0, List.of(), Outcome.NONE, detail, null, null, retryAfterMillis, route.epoch());
    }
}
