package io.gramme.node.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.register.ProposalEffect.Finish;
import io.gramme.node.register.ProposalEffect.Send;
import io.gramme.node.register.ProposalEffect.Wake;
import io.gramme.node.register.Reply.Reason;
import io.gramme.node.register.Reply.Vote;
import io.gramme.node.register.Request.Accept;
import io.gramme.node.register.Request.Learn;
import io.gramme.node.register.Request.Prepare;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProposalTest {
    private static final RegisterId ID = new RegisterId(7, 9, 1, 2);
    private static final Value MINE = Value.of(new byte[] {1});
    private static final Value THEIRS = Value.of(new byte[] {2});
    private static final Ballot OTHER = new Ballot(6, 1, 5);

    @Test
    void decidesItsOwnValueInTwoRounds() {
        Proposal proposal = proposal(MINE);
        assertThat(proposal.start(0))
                .containsExactly(
                        new Send(0, new Prepare(ID, ballot(1))),
                        new Send(1, new Prepare(ID, ballot(1))),
                        new Send(2, new Prepare(ID, ballot(1))),
                        new Wake(100));
        assertThat(promise(proposal, 0, 1, null)).isEmpty();
        assertThat(promise(proposal, 0, 1, null)).as("the same vote twice").isEmpty();
        assertThat(promise(proposal, 2, 1, null)).contains(new Send(1, new Accept(ID, ballot(1), MINE)), new Wake(110));
        assertThat(accepted(proposal, 1)).isEmpty();
        Learn learn = new Learn(new Decision(ID, MINE));
        assertThat(accepted(proposal, 2))
                .containsExactly(
                        new Send(0, learn),
                        new Send(1, learn),
                        new Send(2, learn),
                        new Finish(new Outcome.Decided(MINE)));
        assertThat(accepted(proposal, 0)).isEmpty();
        assertThat(proposal.onTimer(99_999)).isEmpty();
    }

    @Test
    void finishesTheValueOfTheHighestBallotItFinds() {
        Proposal proposal = proposal(MINE);
        proposal.start(0);
        promise(proposal, 0, 1, new Vote(new Ballot(0, 1, 1), MINE));
        assertThat(promise(proposal, 1, 1, new Vote(OTHER, THEIRS)))
                .contains(new Send(0, new Accept(ID, ballot(1), THEIRS)));
    }

    @Test
    void aReadFinishesWhatItFindsAndSaysUndecidedOtherwise() {
        Proposal found = proposal(null);
        found.start(0);
        promise(found, 0, 1, null);
        assertThat(promise(found, 1, 1, new Vote(OTHER, THEIRS)))
                .contains(new Send(2, new Accept(ID, ballot(1), THEIRS)))
                .doesNotContain(new Finish(new Outcome.Decided(THEIRS)));
        Proposal empty = proposal(null);
        empty.start(0);
        promise(empty, 0, 1, null);
        assertThat(promise(empty, 1, 1, null)).containsExactly(new Finish(new Outcome.Undecided()));
    }

    @Test
    void goesAboveTheBallotThatOutbidItAfterABackOff() {
        Proposal proposal = proposal(MINE);
        proposal.start(0);
        assertThat(proposal.onReply(0, new Reply.Outbid(ID, ballot(1), OTHER), 10))
                .isEmpty();
        assertThat(proposal.onReply(1, new Reply.Outbid(ID, ballot(1), OTHER), 10))
                .as("a majority is impossible: half of 10 ms is waited")
                .containsExactly(new Wake(15));
        assertThat(proposal.onTimer(14)).isEmpty();
        assertThat(proposal.onTimer(15)).contains(new Send(0, new Prepare(ID, ballot(7))));
    }

    @Test
    void endsWithTheDecisionItIsTold() {
        Proposal same = proposal(MINE);
        same.start(0);
        assertThat(same.onReply(0, new Reply.Settled(ID, ballot(1), new Decision(ID, THEIRS)), 5))
                .contains(new Finish(new Outcome.Decided(THEIRS)));
        Decision later = new Decision(new RegisterId(7, 9, 1, 3), THEIRS);
        Proposal old = proposal(MINE);
        old.start(0);
        assertThat(old.onReply(0, new Reply.Settled(ID, ballot(1), later), 5))
                .containsExactly(new Finish(new Outcome.Superseded(later)));
    }

    @Test
    void saysAfterItsBudgetWhetherItsValueMayYetBeDecided() {
        Proposal silent = proposal(MINE);
        silent.start(0);
        assertThat(silent.onTimer(1_000)).containsExactly(new Finish(new Outcome.Unknown(false)));
        Proposal sent = proposal(MINE);
        sent.start(0);
        promise(sent, 0, 1, null);
        promise(sent, 1, 1, null);
        sent.onReply(0, new Reply.Abstained(ID, ballot(1), Reason.MAY_NOT_VOTE), 20);
        assertThat(sent.onTimer(1_000)).containsExactly(new Finish(new Outcome.Unknown(true)));
    }

    @Test
    void ignoresAnswersOfOthers() {
        Proposal proposal = proposal(MINE);
        proposal.start(0);
        RegisterId foreign = new RegisterId(1, 1, 1, 2);
        proposal.onReply(0, new Reply.Promised(foreign, ballot(1), null), 5);
        proposal.onReply(0, new Reply.Promised(ID, new Ballot(1, 3, 41), null), 5);
        proposal.onReply(9, new Reply.Promised(ID, ballot(1), null), 5);
        proposal.onReply(0, new Reply.Settled(ID, ballot(1), new Decision(foreign, THEIRS)), 5);
        assertThat(promise(proposal, 1, 1, null)).isEmpty();
        assertThat(promise(proposal, 2, 1, null)).isNotEmpty();
    }

    @Test
    void backOffDoublesFromTenToFiveHundredMilliseconds() {
        Backoff backoff = new Backoff();
        long[] ceilings = {10, 20, 40, 80, 160, 320, 500, 500};
        for (long ceiling : ceilings) {
            assertThat(backoff.next(0.999999)).isEqualTo(ceiling);
        }
        assertThat(backoff.next(0)).isZero();
    }

    @Test
    void refusesAGroupThatNamesAnAcceptorTwice() {
        assertThatThrownBy(() -> new ProposalPlan(ID, List.of(1, 2, 1), MINE, 3, 42, 1_000, 100))
                .hasMessageContaining("twice");
    }

    private static Proposal proposal(@Nullable Value value) {
        return new Proposal(new ProposalPlan(ID, List.of(0, 1, 2), value, 3, 42, 1_000, 100), () -> 0.5, 0);
    }

    private static Ballot ballot(long round) {
        return new Ballot(round, 3, 42);
    }

    private static List<ProposalEffect> promise(Proposal proposal, int acceptor, long round, @Nullable Vote vote) {
        return proposal.onReply(acceptor, new Reply.Promised(ID, ballot(round), vote), 10);
    }

    private static List<ProposalEffect> accepted(Proposal proposal, int acceptor) {
        return proposal.onReply(acceptor, new Reply.Accepted(ID, ballot(1)), 20);
    }
}
