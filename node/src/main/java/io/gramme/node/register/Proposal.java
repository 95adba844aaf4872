package io.gramme.node.register;

import io.gramme.node.register.ProposalEffect.Finish;
import io.gramme.node.register.ProposalEffect.Send;
import io.gramme.node.register.ProposalEffect.Wake;
import io.gramme.node.register.Reply.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One proposer's work on one register, from the first prepare to an outcome: a state machine of one loop.
 *
 * <p>An attempt prepares a ballot at all acceptors; with a majority of promises it takes the value accepted under the
 * highest ballot, or its own if there is none, and asks all to accept it; with a majority of those the register has
 * decided and everybody is told. A read has no value of its own: where it finds one it finishes it, so that two reads
 * never disagree about a value that only a minority had accepted (the fault of CASSANDRA-12126). A lost attempt is
 * repeated under a higher ballot after a back-off, until the budget ends.
 */
public final class Proposal {
    private enum Phase {
        PREPARING,
        ACCEPTING,
        WAITING,
        ENDED
    }

    private final ProposalPlan plan;
    private final DoubleSupplier jitter;
    private final long deadlineMillis;
    private final Backoff backoff = new Backoff();
    private final SortedSet<Integer> votes = new TreeSet<>();
    private final SortedSet<Integer> refusals = new TreeSet<>();
    private final List<ProposalEffect> effects = new ArrayList<>();

    private Phase phase = Phase.WAITING;
    private Ballot ballot = Ballot.NONE;
    private long highestRound;
    private long wakeAtMillis;
    private @Nullable Vote found;
    private @Nullable Value proposed;
    private boolean ownValueSent;

    /**
     * A proposal that has not started.
     *
     * @param jitter random numbers, 0 (inclusive) to 1 (exclusive), for the back-off
     * @param nowMillis the loop's monotonic time; the budget counts from here
     */
    public Proposal(ProposalPlan plan, DoubleSupplier jitter, long nowMillis) {
        this.plan = plan;
        this.jitter = jitter;
        this.deadlineMillis = nowMillis + plan.budgetMillis();
    }

    /** Begins the first attempt; call once. */
    public List<ProposalEffect> start(long nowMillis) {
        prepare(nowMillis);
        return drain();
    }

    /** Handles an answer. Late, doubled and foreign answers do nothing. */
    public List<ProposalEffect> onReply(int acceptor, Reply reply, long nowMillis) {
        if (phase != Phase.ENDED
                && reply.id().equals(plan.id())
                && plan.acceptors().contains(acceptor)) {
            if (reply instanceof Reply.Settled settled) {
                onSettled(settled.decision());
            } else if (reply.ballot().equals(ballot)) {
                onVote(acceptor, reply, nowMillis);
            }
        }
        return drain();
    }

    /** Handles the passing of time; early and doubled calls do nothing. */
    public List<ProposalEffect> onTimer(long nowMillis) {
        if (phase != Phase.ENDED && nowMillis >= deadlineMillis) {
            finish(new Outcome.Unknown(ownValueSent));
        } else if (phase != Phase.ENDED && nowMillis >= wakeAtMillis) {
            if (phase == Phase.WAITING) {
                prepare(nowMillis);
            } else {
                retryLater(nowMillis);
            }
        }
        return drain();
    }

    private void onSettled(Decision decision) {
        if (decision.id().equals(plan.id())) {
            decide(decision.value());
        } else if (decision.settles(plan.id())) {
            finish(new Outcome.Superseded(decision));
        }
    }

    private void onVote(int acceptor, Reply reply, long nowMillis) {
        if (reply instanceof Reply.Promised promised && phase == Phase.PREPARING) {
            onPromised(acceptor, promised.accepted(), nowMillis);
        } else if (reply instanceof Reply.Accepted && phase == Phase.ACCEPTING) {
            onAccepted(acceptor);
        } else if (reply instanceof Reply.Outbid outbid) {
            highestRound = Math.max(highestRound, outbid.promised().round());
            onRefused(acceptor, nowMillis);
        } else if (reply instanceof Reply.Abstained) {
            onRefused(acceptor, nowMillis);
        }
    }

    private void onPromised(int acceptor, @Nullable Vote accepted, long nowMillis) {
        if (accepted != null && (found == null || accepted.ballot().isAbove(found.ballot()))) {
            found = accepted;
        }
        if (votes.add(acceptor) && votes.size() == plan.majority()) {
            Value value = found == null ? plan.value() : found.value();
            if (value == null) {
                finish(new Outcome.Undecided());
            } else {
                accept(value, nowMillis);
            }
        }
    }

    private void onAccepted(int acceptor) {
        Value value = proposed;
        if (votes.add(acceptor) && votes.size() == plan.majority() && value != null) {
            decide(value);
        }
    }

    /** A majority that can no longer be reached ends the attempt at once; else its timer does. */
    private void onRefused(int acceptor, long nowMillis) {
        boolean running = phase == Phase.PREPARING || phase == Phase.ACCEPTING;
        if (running && !votes.contains(acceptor) && refusals.add(acceptor)) {
            if (plan.acceptors().size() - refusals.size() < plan.majority()) {
                retryLater(nowMillis);
            }
        }
    }

    private void prepare(long nowMillis) {
        if (highestRound >= Ballot.MAX_ROUND) {
            finish(new Outcome.Unknown(ownValueSent));
            return;
        }
        highestRound++;
        ballot = new Ballot(highestRound, plan.node(), plan.nonce());
        found = null;
        proposed = null;
        begin(Phase.PREPARING, new Request.Prepare(plan.id(), ballot), nowMillis);
    }

    private void accept(Value value, long nowMillis) {
        proposed = value;
        ownValueSent |= value.equals(plan.value());
        begin(Phase.ACCEPTING, new Request.Accept(plan.id(), ballot, value), nowMillis);
    }

    private void begin(Phase next, Request request, long nowMillis) {
        phase = next;
        votes.clear();
        refusals.clear();
        sendToAll(request);
        wakeAt(nowMillis + plan.phaseMillis());
    }

    private void retryLater(long nowMillis) {
        phase = Phase.WAITING;
        wakeAt(nowMillis + backoff.next(jitter.getAsDouble()));
    }

    private void wakeAt(long atMillis) {
        wakeAtMillis = Math.min(atMillis, deadlineMillis);
        effects.add(new Wake(wakeAtMillis));
    }

    private void decide(Value value) {
        sendToAll(new Request.Learn(new Decision(plan.id(), value)));
        finish(new Outcome.Decided(value));
    }

    private void sendToAll(Request request) {
        for (int acceptor : plan.acceptors()) {
            effects.add(new Send(acceptor, request));
        }
    }

    private void finish(Outcome outcome) {
        phase = Phase.ENDED;
        effects.add(new Finish(outcome));
    }

    private List<ProposalEffect> drain() {
        List<ProposalEffect> out = List.copyOf(effects);
        effects.clear();
        return out;
    }
}
