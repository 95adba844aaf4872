package io.gramme.node.register;

import io.gramme.node.register.AcceptorEffect.Answer;
import io.gramme.node.register.AcceptorEffect.Persist;
import io.gramme.node.register.AcceptorState.Part;
import io.gramme.node.register.Reply.Reason;
import io.gramme.node.register.Reply.Vote;
import io.gramme.node.register.Request.Accept;
import io.gramme.node.register.Request.Learn;
import io.gramme.node.register.Request.Prepare;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor's side (CASPaxos §2.2) as a function from state and request to state and effects.
 *
 * <p>A ballot belongs to one attempt of one proposer (see {@link Ballot}), so answering a doubled request again is safe:
 * a promise may be repeated, and an accept under an accepted ballot carries the same value.
 */
public final class Acceptor {
    private Acceptor() {}

    /** The state after a request, and what is to be done, in order. */
    public record Step(AcceptorState state, List<AcceptorEffect> effects) {}

    /**
     * Handles one request.
     *
     * @param mayVote false when this node is not in the register's group, or has lost data since it was named: it then
     *     tells what it knows to be decided but takes no part
     */
    public static Step step(AcceptorState state, Request request, boolean mayVote) {
        if (request instanceof Learn learn) {
            return learn(state, learn.decision());
        }
        if (request instanceof Prepare prepare) {
            Reply refusal = refusal(state, prepare.id(), prepare.ballot(), mayVote);
            return refusal == null ? prepare(state, prepare) : answer(state, refusal);
        }
        Accept accept = (Accept) request;
        Reply refusal = refusal(state, accept.id(), accept.ballot(), mayVote);
        return refusal == null ? accept(state, accept) : answer(state, refusal);
    }

    private static @Nullable Reply refusal(AcceptorState state, RegisterId id, Ballot ballot, boolean mayVote) {
        Decision newest = state.newest();
        if (newest != null && newest.settles(id)) {
            return new Reply.Settled(id, ballot, newest);
        }
        if (newest != null && !newest.id().sameCluster(id)) {
            return new Reply.Abstained(id, ballot, Reason.OTHER_CLUSTER);
        }
        if (!mayVote) {
            return new Reply.Abstained(id, ballot, Reason.MAY_NOT_VOTE);
        }
        if (!state.open().containsKey(id) && state.open().size() >= AcceptorState.MAX_OPEN) {
            return new Reply.Abstained(id, ballot, Reason.TOO_MANY_OPEN);
        }
        Ballot promised = state.part(id).promised();
        return promised.isAbove(ballot) ? new Reply.Outbid(id, ballot, promised) : null;
    }

    private static Step prepare(AcceptorState state, Prepare prepare) {
        Part part = state.part(prepare.id());
        Reply reply = new Reply.Promised(prepare.id(), prepare.ballot(), part.accepted());
        return become(state, prepare.id(), new Part(prepare.ballot(), part.accepted()), reply);
    }

    private static Step accept(AcceptorState state, Accept accept) {
        Part part = new Part(accept.ballot(), new Vote(accept.ballot(), accept.value()));
        return become(state, accept.id(), part, new Reply.Accepted(accept.id(), accept.ballot()));
    }

    private static Step learn(AcceptorState state, Decision decision) {
        Decision newest = state.newest();
        if (newest != null && (newest.settles(decision.id()) || !newest.id().sameCluster(decision.id()))) {
            return new Step(state, List.of());
        }
        AcceptorState next = state.settledBy(decision);
        return new Step(next, List.of(new Persist(next)));
    }

    private static Step become(AcceptorState state, RegisterId id, Part part, Reply reply) {
        if (part.equals(state.part(id))) {
            return answer(state, reply);
        }
        AcceptorState next = state.with(id, part);
        return new Step(next, List.of(new Persist(next), new Answer(reply)));
    }

    private static Step answer(AcceptorState state, Reply reply) {
        return new Step(state, List.of(new Answer(reply)));
    }
}
