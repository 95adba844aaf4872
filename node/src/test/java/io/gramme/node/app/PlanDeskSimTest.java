package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.ringchange.PlanAnswer;
import io.gramme.node.ringchange.PlanDesk;
import io.gramme.node.ringchange.PlanView;
import io.gramme.node.ringchange.PlanWish;
import io.gramme.ring.MemberState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What operators stage and commit (design §3, §8), on whole nodes. */
class PlanDeskSimTest {
    private static List<PlanAnswer> ask(Process at, BiConsumer<PlanDesk, Consumer<PlanAnswer>> what) {
        List<PlanAnswer> answers = new ArrayList<>();
        at.node.control().execute(() -> what.accept(at.node.moves().desk(), answers::add));
        return answers;
    }

    private static PlanAnswer answer(SimCluster cluster, Process at, BiConsumer<PlanDesk, Consumer<PlanAnswer>> what) {
        List<PlanAnswer> answers = ask(at, what);
        cluster.runUntil("an answer", () -> !answers.isEmpty());
        return answers.get(0);
    }

    private static PlanView staged(SimCluster cluster, Process at, PlanWish wish) {
        PlanAnswer answer = answer(cluster, at, (desk, then) -> desk.stage(wish, then));
        assertThat(answer).isInstanceOf(PlanAnswer.Staged.class);
        return ((PlanAnswer.Staged) answer).plan();
    }

    @Test
    void aPlanShowsWhatItCostsAndIsCommittedByItsTag() throws Exception {
        SimCluster cluster = new SimCluster(71);
        List<Process> nodes = RingMoves.three(cluster);
        RingMoves.newcomer(cluster, 4);
        RingMoves.newcomer(cluster, 5);
        cluster.run(Duration.ofSeconds(3));
        Process at = nodes.get(1);
        PlanView one = staged(cluster, at, new PlanWish.Join("n4"));
        PlanView both = staged(cluster, at, new PlanWish.Join("n5"));
        assertThat(both.edits()).containsExactly("join n4", "join n5");
        assertThat(both.warnings()).as("there is but one zone").isEmpty();
        assertThat(both.cost().moves()).isGreaterThan(one.cost().moves());
        assertThat(both.etag()).isNotEqualTo(one.etag());
        assertThat(answer(cluster, at, (desk, then) -> desk.commit(one.etag(), false, then)))
                .isEqualTo(new PlanAnswer.OtherPlan(both.etag()));
        assertThat(answer(cluster, at, (desk, then) -> desk.commit(both.etag(), false, then)))
                .isInstanceOf(PlanAnswer.Decided.class);
        assertThat(answer(cluster, at, PlanDesk::show)).isInstanceOf(PlanAnswer.NothingStaged.class);
        RingMoves.untilBalanced(cluster, cluster.alive());
        int[] loads = at.knownRing().ownership().current().loads(5);
        for (int load : loads) {
            assertThat(load).isBetween(9, 10);
        }
    }

    @Test
    void whoeverMistypesANameIsToldWhatIsWrongWithIt() throws Exception {
        SimCluster cluster = new SimCluster(75);
        Process at = RingMoves.three(cluster).get(0);
        assertThat(refusal(cluster, at, new PlanWish.Leave("n9"))).isEqualTo("leave n9: the ring has no member n9");
        assertThat(refusal(cluster, at, new PlanWish.Join("n2"))).isEqualTo("join n2: n2 has a seat already");
        assertThat(refusal(cluster, at, new PlanWish.Join("n9")))
                .startsWith("join n9: no node n9 without a seat is known here");
        assertThat(refusal(cluster, at, new PlanWish.Replace("n2", "n9")))
                .startsWith("replace n2 by n9: no node n9 without a seat");
        assertThat(answer(cluster, at, PlanDesk::show)).isInstanceOf(PlanAnswer.NothingStaged.class);
    }

    private static String refusal(SimCluster cluster, Process at, PlanWish wish) {
        PlanAnswer answer = answer(cluster, at, (desk, then) -> desk.stage(wish, then));
        assertThat(answer).isInstanceOf(PlanAnswer.Refused.class);
        return ((PlanAnswer.Refused) answer).text();
    }

    @Test
    void theSameWishTwiceIsStagedOnceAndTheAnswerSaysSo() throws Exception {
        SimCluster cluster = new SimCluster(77);
        Process at = RingMoves.three(cluster).get(0);
        RingMoves.newcomer(cluster, 4);
        cluster.run(Duration.ofSeconds(3));
        staged(cluster, at, new PlanWish.Join("n4"));
        PlanView once = staged(cluster, at, new PlanWish.Leave("n3"));
        PlanView twice = staged(cluster, at, new PlanWish.Leave("n3"));
        assertThat(twice.etag()).isEqualTo(once.etag());
        assertThat(twice.edits()).containsExactly("join n4", "leave n3");
        assertThat(twice.warnings()).containsExactly("leave n3 was staged already");
        assertThat(staged(cluster, at, new PlanWish.Join("n4")).etag()).isEqualTo(once.etag());
        assertThat(answer(cluster, at, (desk, then) -> desk.commit(twice.etag(), false, then)))
                .isInstanceOf(PlanAnswer.Decided.class);
        assertThat(refusal(cluster, at, new PlanWish.Leave("n3"))).isEqualTo("n3 is leaving already");
    }

    @Test
    void whatIsStagedRightAfterACommitIsStagedOnItsRing() throws Exception {
        SimCluster cluster = new SimCluster(79);
        Process at = RingMoves.three(cluster).get(0);
        PlanView half = staged(cluster, at, new PlanWish.Weight("n2", 50));
        PlanWish back = new PlanWish.Weight("n2", 100);
        PlanAnswer next = answer(
                cluster,
                at,
                (desk, then) -> desk.commit(half.etag(), false, committed -> {
                    assertThat(committed).isInstanceOf(PlanAnswer.Decided.class);
                    desk.stage(back, then);
                }));
        assertThat(next).isInstanceOf(PlanAnswer.Staged.class);
        assertThat(((PlanAnswer.Staged) next).plan().edits()).containsExactly("weight of n2 1.0");
    }

    @Test
    void ofTwoWeightsForANodeTheLaterOneCounts() throws Exception {
        SimCluster cluster = new SimCluster(78);
        Process at = RingMoves.three(cluster).get(0);
        staged(cluster, at, new PlanWish.Weight("n2", 50));
        staged(cluster, at, new PlanWish.Weight("n2", 80));
        assertThat(staged(cluster, at, new PlanWish.Weight("n2", 50)).edits())
                .containsExactly("weight of n2 0.5", "weight of n2 0.8", "weight of n2 0.5");
    }

    @Test
    void ofTwoOperatorsWhoCommitAtOnceOneWinsAndTheOtherIsTold() throws Exception {
        SimCluster cluster = new SimCluster(72);
        List<Process> nodes = RingMoves.three(cluster);
        RingMoves.newcomer(cluster, 4);
        RingMoves.newcomer(cluster, 5);
        cluster.run(Duration.ofSeconds(3));
        PlanView one = staged(cluster, nodes.get(0), new PlanWish.Join("n4"));
        PlanView other = staged(cluster, nodes.get(1), new PlanWish.Join("n5"));
        List<PlanAnswer> first = ask(nodes.get(0), (desk, then) -> desk.commit(one.etag(), false, then));
        List<PlanAnswer> second = ask(nodes.get(1), (desk, then) -> desk.commit(other.etag(), false, then));
        cluster.runUntil("both answers", () -> !first.isEmpty() && !second.isEmpty());
        assertThat(List.of(first.get(0), second.get(0)))
                .hasAtLeastOneElementOfType(PlanAnswer.Decided.class)
                .hasAtLeastOneElementOfType(PlanAnswer.Lost.class);
    }

    @Test
    void aPlanAskedOfANodeWhoseStoreIsClosedMeasuresNothingThere() throws Exception {
        SimCluster cluster = new SimCluster(76);
        Process at = RingMoves.three(cluster).get(0);
        RingMoves.newcomer(cluster, 4);
        cluster.run(Duration.ofSeconds(3));
        List<String> ended = new ArrayList<>();
        at.node.stop(() -> ended.add("closed"));
        cluster.runUntil("the store is closed", () -> !ended.isEmpty());
        ask(at, (desk, then) -> desk.stage(new PlanWish.Join("n4"), then));
        cluster.run(Duration.ofSeconds(1));
        assertThat(at.fatal).isEmpty();
    }

    @Test
    void aPlanMadeBeforeSwitchesIsCommittedAfterThem() throws Exception {
        SimCluster cluster = new SimCluster(73);
        List<Process> nodes = RingMoves.three(cluster);
        Process fourth = RingMoves.newcomer(cluster, 4);
        cluster.run(Duration.ofSeconds(3));
        RingMoves.commit(cluster, nodes.get(0), RingMoves.join(fourth));
        cluster.run(Duration.ofMillis(200));
        PlanView weight = staged(cluster, nodes.get(0), new PlanWish.Weight("n4", 50));
        RingMoves.untilBalanced(cluster, cluster.alive());
        assertThat(nodes.get(0).knownRing().epoch().isAfter(weight.base())).isTrue();
        assertThat(answer(cluster, nodes.get(0), (desk, then) -> desk.commit(weight.etag(), false, then)))
                .isInstanceOf(PlanAnswer.Decided.class);
    }

    @Test
    void fewerOwnersThanNHaveToBeAllowed() throws Exception {
        SimCluster cluster = new SimCluster(74);
        List<Process> nodes = RingMoves.three(cluster);
        SimLoad load = new SimLoad(cluster, 74, 40, 20);
        load.start();
        cluster.run(Duration.ofSeconds(3));
        PlanView plan = staged(cluster, nodes.get(0), new PlanWish.Leave("n3"));
        assertThat(plan.needsAllowFewer()).isTrue();
        assertThat(plan.warnings()).isNotEmpty();
        assertThat(answer(cluster, nodes.get(0), (desk, then) -> desk.commit(plan.etag(), false, then)))
                .isInstanceOf(PlanAnswer.Refused.class);
        assertThat(answer(cluster, nodes.get(0), (desk, then) -> desk.commit(plan.etag(), true, then)))
                .isInstanceOf(PlanAnswer.Decided.class);
        RingMoves.untilBalanced(cluster, nodes.subList(0, 2));
        load.use(nodes.subList(0, 2)::contains);
        assertThat(nodes.get(0).knownRing().current(0).size()).isEqualTo(2);
        load.stop();
        load.assertNothingLost();
    }

    @Test
    void movesAreCancelled() throws Exception {
        SimCluster cluster = new SimCluster(75);
        List<Process> nodes = RingMoves.three(cluster);
        Process fourth = RingMoves.newcomer(cluster, 4);
        cluster.run(Duration.ofSeconds(3));
        RingMoves.commit(cluster, nodes.get(0), RingMoves.join(fourth));
        assertThat(answer(cluster, nodes.get(2), PlanDesk::cancelMoves)).isInstanceOf(PlanAnswer.Decided.class);
        RingMoves.untilBalanced(cluster, cluster.alive());
        assertThat(nodes.get(0).knownRing().isOwner(0, 3)).isFalse();
    }

    @Test
    void whatALostMajorityCannotDecideARecoveryDoesInAHigherTerm() throws Exception {
        SimCluster cluster = new SimCluster(76);
        List<Process> nodes = RingMoves.three(cluster);
        Process alone = nodes.get(0);
        nodes.get(1).kill();
        nodes.get(2).kill();
        cluster.run(Duration.ofSeconds(20));
        List<PlanAnswer> recovered = ask(alone, (desk, then) -> then.accept(desk.recover(List.of("n2"))));
        cluster.runUntil("an answer", () -> !recovered.isEmpty());
        assertThat(recovered.get(0)).as("a majority is left without n2").isInstanceOf(PlanAnswer.Refused.class);
        PlanAnswer both = answer(cluster, alone, (desk, then) -> then.accept(desk.recover(List.of("n2", "n3"))));
        assertThat(both).isInstanceOf(PlanAnswer.Decided.class);
        cluster.runUntil("the higher term", () -> alone.knownRing().epoch().term() == 2);
        assertThat(Objects.requireNonNull(alone.knownRing().member(RingMoves.index(alone)))
                        .state())
                .isEqualTo(MemberState.SEATED);
        Process fourth = RingMoves.newcomer(cluster, 4);
        Process fifth = RingMoves.newcomer(cluster, 5);
        cluster.run(Duration.ofSeconds(3));
        RingMoves.commit(cluster, alone, RingMoves.join(fourth, fifth));
        RingMoves.untilBalanced(cluster, List.of(alone, fourth, fifth));
        assertThat(alone.knownRing().current(0).contains(256)).isTrue();
    }
}
