package io.gramme.node.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.register.AcceptorEffect.Answer;
import io.gramme.node.register.AcceptorEffect.Persist;
import io.gramme.node.register.Reply.Reason;
import io.gramme.node.register.Reply.Vote;
import io.gramme.node.register.Request.Accept;
import io.gramme.node.register.Request.Learn;
import io.gramme.node.register.Request.Prepare;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptorTest {
    private static final Ballot FIRST = new Ballot(1, 4, 77);
    private static final Ballot SECOND = new Ballot(2, 3, 88);
    private static final Value VALUE = Value.of(new byte[] {1, 2});

    private AcceptorState state = AcceptorState.EMPTY;

    @Test
    void persistsThePromiseBeforeItAnswers() {
        Acceptor.Step step = Acceptor.step(state, new Prepare(id(1, 1), FIRST), true);
        assertThat(step.effects())
                .containsExactly(new Persist(step.state()), new Answer(new Reply.Promised(id(1, 1), FIRST, null)));
    }

    @Test
    void answersADoubledRequestWithoutWritingAgain() {
        reply(new Prepare(id(1, 1), FIRST));
        assertThat(Acceptor.step(state, new Prepare(id(1, 1), FIRST), true).effects())
                .containsExactly(new Answer(new Reply.Promised(id(1, 1), FIRST, null)));
    }

    @Test
    void tellsWhatItAcceptedAndRefusesLowerBallots() {
        reply(new Accept(id(1, 1), FIRST, VALUE));
        assertThat(reply(new Prepare(id(1, 1), SECOND)))
                .isEqualTo(new Reply.Promised(id(1, 1), SECOND, new Vote(FIRST, VALUE)));
        assertThat(reply(new Prepare(id(1, 1), FIRST))).isEqualTo(new Reply.Outbid(id(1, 1), FIRST, SECOND));
        assertThat(reply(new Accept(id(1, 1), FIRST, VALUE))).isEqualTo(new Reply.Outbid(id(1, 1), FIRST, SECOND));
    }

    @Test
    void answersSettledRegistersWithTheNewestDecision() {
        reply(new Prepare(id(1, 3), FIRST));
        Decision decision = new Decision(id(1, 3), VALUE);
        assertThat(learn(decision)).isTrue();
        assertThat(state.open()).isEmpty();
        for (long epoch = 1; epoch <= 3; epoch++) {
            assertThat(reply(new Accept(id(1, epoch), SECOND, VALUE)))
                    .isEqualTo(new Reply.Settled(id(1, epoch), SECOND, decision));
        }
        assertThat(reply(new Prepare(id(1, 4), FIRST))).isInstanceOf(Reply.Promised.class);
        assertThat(reply(new Prepare(id(2, 1), FIRST))).isInstanceOf(Reply.Promised.class);
    }

    @Test
    void aHigherTermSettlesEveryEpochOfALowerOne() {
        Decision recovered = new Decision(id(2, 5), VALUE);
        learn(recovered);
        assertThat(learn(new Decision(id(1, 900), VALUE))).isFalse();
        assertThat(reply(new Prepare(id(1, 900), FIRST))).isEqualTo(new Reply.Settled(id(1, 900), FIRST, recovered));
    }

    @Test
    void abstainsWhereItMayNotVoteButTellsWhatIsDecided() {
        Reply abstained = new Reply.Abstained(id(1, 1), FIRST, Reason.MAY_NOT_VOTE);
        for (Request request : new Request[] {new Prepare(id(1, 1), FIRST), new Accept(id(1, 1), FIRST, VALUE)}) {
            Acceptor.Step step = Acceptor.step(state, request, false);
            assertThat(step.effects()).containsExactly(new Answer(abstained));
            assertThat(step.state()).isEqualTo(state);
        }
        Decision decision = new Decision(id(1, 1), VALUE);
        state = Acceptor.step(state, new Learn(decision), false).state();
        assertThat(Acceptor.step(state, new Prepare(id(1, 1), FIRST), false).effects())
                .containsExactly(new Answer(new Reply.Settled(id(1, 1), FIRST, decision)));
    }

    @Test
    void refusesAnotherCluster() {
        learn(new Decision(id(1, 1), VALUE));
        RegisterId foreign = new RegisterId(8, 8, 9, 9);
        assertThat(reply(new Prepare(foreign, FIRST)))
                .isEqualTo(new Reply.Abstained(foreign, FIRST, Reason.OTHER_CLUSTER));
        assertThat(learn(new Decision(foreign, VALUE))).isFalse();
    }

    @Test
    void refusesOneMoreOpenRegisterInsteadOfForgettingOne() {
        for (int epoch = 1; epoch <= AcceptorState.MAX_OPEN; epoch++) {
            assertThat(reply(new Prepare(id(1, epoch), FIRST))).isInstanceOf(Reply.Promised.class);
        }
        RegisterId tooMany = id(1, AcceptorState.MAX_OPEN + 1);
        assertThat(reply(new Prepare(tooMany, FIRST)))
                .isEqualTo(new Reply.Abstained(tooMany, FIRST, Reason.TOO_MANY_OPEN));
        assertThat(reply(new Prepare(id(1, 1), SECOND))).isInstanceOf(Reply.Promised.class);
    }

    @Test
    void boundsValueAndRound() {
        Value.of(new byte[Value.MAX_BYTES]);
        assertThatThrownBy(() -> Value.of(new byte[Value.MAX_BYTES + 1])).hasMessageContaining("1048577");
        assertThatThrownBy(() -> new Ballot(Ballot.MAX_ROUND + 1, 0, 0)).hasMessageContaining("round");
    }

    private static RegisterId id(long term, long epoch) {
        return new RegisterId(7, 9, term, epoch);
    }

    private boolean learn(Decision decision) {
        Acceptor.Step step = Acceptor.step(state, new Learn(decision), true);
        state = step.state();
        return step.effects().equals(List.of(new Persist(state)));
    }

    private Reply reply(Request request) {
        Acceptor.Step step = Acceptor.step(state, request, true);
        state = step.state();
        return ((Answer) step.effects().get(step.effects().size() - 1)).reply();
    }
}
