package io.gramme.chaos.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.chaos.linear.Finding.Linearizable;
import io.gramme.chaos.linear.Finding.NotLinearizable;
import io.gramme.chaos.linear.Finding.Undecided;
import io.gramme.chaos.linear.RegisterAction.CompareAndSet;
import io.gramme.chaos.linear.RegisterAction.Read;
import io.gramme.chaos.linear.RegisterAction.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private static final long PENDING = Operation.PENDING;
    private final List<Operation<RegisterAction>> history = new ArrayList<>();

    private LinearizabilityTest given(long start, long end, RegisterAction action) {
        return given("k", start, end, action);
    }

    private LinearizabilityTest given(String key, long start, long end, RegisterAction action) {
        history.add(new Operation<>(key, "c" + history.size(), action, start, end));
        return this;
    }

    private void isGood() {
        assertThat(Linearizability.check(new RegisterModel(), history)).isEqualTo(new Linearizable());
    }

    private NotLinearizable isBad() {
        Finding finding = Linearizability.check(new RegisterModel(), history);
        assertThat(finding).isInstanceOf(NotLinearizable.class);
        return (NotLinearizable) finding;
    }

    @Test
    void anEmptyHistoryIsGood() {
        isGood();
    }

    @Test
    void readsWhatWasWrittenBefore() {
        given(0, 1, new Read(null))
                .given(2, 3, new Write("a"))
                .given(4, 5, new Read("a"))
                .isGood();
    }

    @Test
    void aStaleReadIsBad() {
        NotLinearizable finding = given(0, 1, new Write("a"))
                .given(2, 3, new Write("b"))
                .given(4, 5, new Read("a"))
                .isBad();
        assertThat(finding.explained()).isEqualTo(history.subList(0, 2));
        assertThat(finding.stuck()).isEqualTo(history.subList(2, 3));
        assertThat(finding.toString()).contains("key k").contains("Read[seen=a]");
    }

    @Test
    void aReadOfWhatNobodyWroteIsBad() {
        given(0, 9, new Write("a")).given(1, 2, new Read("b")).isBad();
    }

    @Test
    void aReadDuringAWriteMaySeeTheOldOrTheNewValue() {
        given(0, 1, new Write("a"))
                .given(2, 9, new Write("b"))
                .given(3, 4, new Read("a"))
                .given(5, 6, new Read("b"))
                .isGood();
    }

    @Test
    void aReadMayNotGoBackBehindAnEarlierOne() {
        given(0, 1, new Write("a"))
                .given(2, 9, new Write("b"))
                .given(3, 4, new Read("b"))
                .given(5, 6, new Read("a"))
                .isBad();
    }

    @Test
    void twoReadersMayNotSeeTwoWritesInUnlikeOrders() {
        given(0, 9, new Write("a"))
                .given(0, 9, new Write("b"))
                .given(10, 11, new Read("a"))
                .given(12, 13, new Read("b"))
                .isBad();
    }

    @Test
    void aWriteWithoutAnswerMayTakeEffectLateOrNever() {
        given(0, 1, new Write("a"))
                .given(2, PENDING, new Write("b"))
                .given(3, 4, new Read("a"))
                .given(50, 60, new Read("b"))
                .isGood();
        given(70, 80, new Read("b")).isGood();
        given(90, 91, new Read("a")).isBad();
    }

    @Test
    void aWriteWithoutAnswerMayNotTakeEffectBeforeItWasAsked() {
        given(0, 1, new Read("a")).given(2, PENDING, new Write("a")).isBad();
    }

    @Test
    void ofTwoSwapsOfOneValueOnlyOneSucceeds() {
        given(0, 1, new Write("a"))
                .given(2, 9, new CompareAndSet("a", "b", true))
                .given(2, 9, new CompareAndSet("a", "c", false))
                .given(10, 11, new Read("b"))
                .isGood();
        history.clear();
        given(0, 1, new Write("a"))
                .given(2, 9, new CompareAndSet("a", "b", true))
                .given(2, 9, new CompareAndSet("a", "c", true))
                .isBad();
    }

    @Test
    void aSwapThatFailedMustHaveMetAnotherValue() {
        given(0, 1, new Write("a"))
                .given(2, 3, new CompareAndSet("a", "b", false))
                .isBad();
    }

    @Test
    void whatAClockCannotTellApartIsConcurrent() {
        given(0, 5, new Write("a")).given(5, 6, new Read(null)).isGood();
        given(7, 8, new Read(null)).isBad();
    }

    @Test
    void keysHaveNothingToDoWithEachOther() {
        given("x", 0, 1, new Write("a"))
                .given("y", 2, 3, new Write("b"))
                .given("x", 4, 5, new Read("a"))
                .isGood();
        assertThat(given("y", 6, 7, new Read("a")).isBad().key()).isEqualTo("y");
    }

    @Test
    void saysTheSameAsTryingEveryOrder() {
        int good = 0;
        BruteForce<RegisterModel.Holds, RegisterAction> twin = new BruteForce<>(new RegisterModel());
        for (long seed = 0; seed < 20_000; seed++) {
            List<Operation<RegisterAction>> guessed = new RandomHistory(seed).guessed(1 + (int) (seed % 7));
            boolean expected = twin.isLinearizable(guessed);
            assertThat(Linearizability.check(new RegisterModel(), guessed) instanceof Linearizable)
                    .as("seed %d: %s", seed, guessed)
                    .isEqualTo(expected);
            good += expected ? 1 : 0;
        }
        assertThat(good).as("good ones among the guessed").isBetween(2_000, 18_000);
    }

    @Test
    void longHistoriesOfARealRegisterAreGoodAndOneWrongAnswerIsFound() {
        for (long seed = 0; seed < 30; seed++) {
            List<Operation<RegisterAction>> real = new RandomHistory(seed).real(300, 6);
            assertThat(Linearizability.check(new RegisterModel(), real))
                    .as("seed %d", seed)
                    .isEqualTo(new Linearizable());
            int wrong = new SplittableRandom(seed).nextInt(real.size());
            Operation<RegisterAction> right = real.get(wrong);
            real.set(
                    wrong,
                    new Operation<>("k", right.client(), new Read("never written"), right.start(), right.start() + 1));
            assertThat(Linearizability.check(new RegisterModel(), real))
                    .as("seed %d", seed)
                    .isInstanceOf(NotLinearizable.class);
        }
    }

    @Test
    void givesUpAtItsBoundInsteadOfFillingTheMemory() {
        for (int i = 0; i < 24; i++) {
            given(0, 100, new Write("v" + i));
        }
        given(0, 100, new Read("never written"));
        assertThat(Linearizability.check(new RegisterModel(), history, 10_000)).isInstanceOf(Undecided.class);
    }
}
