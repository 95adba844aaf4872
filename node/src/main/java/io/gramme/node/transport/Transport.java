package io.gramme.node.transport;

import io.gramme.ring.NodeId;

/**
 * One shard's way to its peers. Every call is made on that shard's loop, and every callback arrives on it, never inside
 * the call that caused it.
 *
 * <p>No call blocks or throws for a fault of the network. Messages between two nodes may overtake each other, and a
 * connection that breaks loses what was under way: whoever needs a retry retries, and every handler is idempotent.
 * Nothing is ever sent twice by the transport.
 */
public interface Transport {
    /**
     * Asks a peer.
     *
     * @param budgetMillis remaining time, 1..{@link WireLimits#MAX_BUDGET_MILLIS}: travels with the request, and the
     *     outcome comes within it plus one tick of the transport's sweep (at most 10 ms)
     * @param onOutcome called exactly once, unless the node stops first
     */
    void request(NodeId peer, Request message, int budgetMillis, OnOutcome onOutcome);

    /**
     * Asks whoever listens at an address, for seeds and members whose id is not known yet. Only for messages that are
     * {@link Request#allowedUnfounded()}; otherwise as {@link #request}.
     */
    void requestAt(PeerAddress address, Request message, int budgetMillis, OnOutcome onOutcome);

    /** Sends a request whose outcome nobody waits for. It may get lost, silently; the reply is not sent back. */
    void send(NodeId peer, Request message);

    /** A peer that was away is heard of again: where the search for it is pausing, it goes on at once. */
    void isBack(NodeId peer);

    /**
     * Names the handler of a type of request, on this shard. At most one handler for each type; set before the node
     * listens. A request without handler is refused as {@link Refusal.Reason#UNSUPPORTED}.
     */
    <M extends Request> void handle(Class<M> type, RequestHandler<M> handler);

    /** Told once how a request ended. */
    @FunctionalInterface
    interface OnOutcome {
        void onOutcome(Outcome outcome);
    }

    /** Serves one type of request, on the shard's loop. */
    @FunctionalInterface
    interface RequestHandler<M extends Request> {
        /** Answers through the responder, now or later on this loop. A handler that throws is a broken invariant. */
        void onRequest(M message, Responder responder);
    }

    /**
     * The way back to whoever asked. Used on the shard's loop; the first answer counts, a second is a broken invariant.
     * An answer to a peer that went away, or after the deadline, goes nowhere.
     */
    interface Responder {
        /** Who asks, as its hello proved. */
        NodeId from();

        /** When the asker stops waiting, on this node's monotonic clock, in nanoseconds. */
        long deadlineNanos();

        void reply(Reply reply);

        void refuse(Refusal refusal);
    }
}
