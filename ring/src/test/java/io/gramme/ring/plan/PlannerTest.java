package io.gramme.ring.plan;

import static io.gramme.ring.RingFixture.changed;
import static io.gramme.ring.RingFixture.commit;
import static io.gramme.ring.RingFixture.join;
import static io.gramme.ring.RingFixture.node;
import static io.gramme.ring.RingFixture.plan;
import static io.gramme.ring.RingFixture.planned;
import static io.gramme.ring.RingFixture.refused;
import static io.gramme.ring.RingFixture.ring;
import static io.gramme.ring.RingFixture.switchAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Refusal.Reason;
import io.gramme.ring.Ring;
import io.gramme.ring.change.RingChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlannerTest {
    @Test
    void theSameRingAndRequestGiveTheSamePlan() {
        Ring ring = ring(256, 3, 7, 3);
        assertThat(plan(ring, join(7, "z1"), new Edit.Leave(2)))
                .isEqualTo(plan(ring(256, 3, 7, 3), join(7, "z1"), new Edit.Leave(2)));
    }

    @Test
    void aJoiningNodeTakesItsShareAndNothingElseMoves() {
        Ring ring = ring(256, 3, 5, 1);
        Plan plan = plan(ring, join(5, "z0"));
        assertThat(plan.moves()).isEqualTo(128);
        assertThat(plan.wanted().loads(6)).containsOnly(128);
    }

    @Test
    void aLeavingNodeGivesItsPartitionsToAllOthers() {
        Ring ring = ring(256, 3, 6, 1);
        Plan plan = plan(ring, new Edit.Leave(3));
        assertThat(plan.moves()).isEqualTo(128);
        assertThat(plan.members().at(3).state()).isEqualTo(MemberState.LEAVING);
        PlanCost cost = PlanCost.of(plan, p -> 1, 1);
        assertThat(cost.pairs()).hasSize(5).allMatch(pair -> pair.from() == 3 && pair.partitions() >= 25);
    }

    @Test
    void growsRowsWhileThereAreFewerNodesThanN() {
        Ring one = ring(64, 3, 1, 1);
        assertThat(one.current(0).size()).isEqualTo(1);
        Ring two = switchAll(commit(one, join(1, "z1")));
        assertThat(two.current(9).size()).isEqualTo(2);
        Ring four = switchAll(commit(two, join(2, "z2"), join(3, "z0")));
        assertThat(four.current(9).size()).isEqualTo(3);
    }

    @Test
    void refusesToShrinkBelowNUnlessAllowed() {
        Ring ring = ring(64, 3, 3, 3);
        PlanRequest leave = PlanRequest.of(new Edit.Leave(0));
        assertThat(refused(Planner.plan(ring, leave)).reason()).isEqualTo(Reason.TOO_FEW_NODES);
        assertThat(refused(Planner.plan(ring, leave)).text()).contains("2 nodes", "N is 3");
        Plan fewer = planned(Planner.plan(ring, leave.allowingFewer()));
        assertThat(fewer.wanted().row(0).size()).isEqualTo(2);
        PlanRequest all = new PlanRequest(List.of(new Edit.Leave(0), new Edit.Leave(1), new Edit.Leave(2)), true);
        assertThat(refused(Planner.plan(ring, all)).reason()).isEqualTo(Reason.NO_NODES);
    }

    @Test
    void refusesMembersItDoesNotKnowAndIdentitiesThatAreTaken() {
        Ring ring = ring(64, 3, 4, 2);
        assertRefused(ring, Reason.UNKNOWN_MEMBER, new Edit.Leave(9));
        assertRefused(ring, Reason.UNKNOWN_MEMBER, new Edit.Leave(1), new Edit.Weight(1, 5));
        assertRefused(ring, Reason.ALREADY_KNOWN, join(1, "z0"));
        assertRefused(ring, Reason.INVALID_VALUE, new Edit.Weight(1, 0));
        assertRefused(ring, Reason.INVALID_VALUE, new Edit.Zone(1, "a zone"));
        Ring without = switchAll(commit(ring, new Edit.Leave(1)));
        Member gone = without.members().at(1);
        Ring retired = changed(RingChanges.retire(without, Set.of(1), Set.of()));
        Newcomer back = new Newcomer(gone.id(), "fresh", "z0", 100, gone.addresses());
        assertRefused(retired, Reason.ALREADY_KNOWN, new Edit.Join(back));
    }

    private static void assertRefused(Ring ring, Reason reason, Edit... edits) {
        assertThat(refused(Planner.plan(ring, PlanRequest.of(edits))).reason()).isEqualTo(reason);
    }

    @Test
    void refusesAPlanThatAltersNothing() {
        assertRefused(ring(64, 3, 4, 2), Reason.NOTHING_TO_DO);
        assertRefused(ring(64, 3, 4, 2), Reason.NOTHING_TO_DO, new Edit.Weight(2, 100));
    }

    @Test
    void refusesANewcomerWhenAllIndicesAreGiven() {
        Ring ring = ring(8, 1, 1, 1);
        Ring full = new Ring(
                ring.shape(), ring.epoch(), ring.members().withNextIndex(4096), ring.ownership(), ring.group());
        assertRefused(full, Reason.NO_INDEX_LEFT, join(1, "z0"));
    }

    @Test
    void aReplacementInTheSameZoneTakesExactlyTheOldNodesPartitionsAndItsName() {
        Ring ring = ring(256, 3, 6, 3);
        Member old = ring.members().byName("n1").orElseThrow();
        Newcomer fresh = node(77, old.zone(), 300);
        Newcomer waiting =
                new Newcomer(fresh.id(), "n1~" + fresh.id().prefix(), fresh.zone(), fresh.weight(), fresh.addresses());
        Plan plan = plan(ring, new Edit.Replace(old.index(), waiting));
        for (int p = 0; p < 256; p++) {
            int[] expected = Arrays.stream(ring.current(p).toArray())
                    .map(node -> node == old.index() ? 6 : node)
                    .toArray();
            assertThat(plan.wanted().row(p).toArray()).isEqualTo(expected);
        }
        assertThat(plan.members().at(6).name()).isEqualTo("n1");
        assertThat(plan.members().at(old.index()).name())
                .isEqualTo("n1~" + old.id().prefix());
    }

    @Test
    void aReplacementFromAnotherZoneStillKeepsTheZoneRule() {
        Ring ring = ring(64, 3, 6, 3);
        Plan plan = plan(ring, new Edit.Replace(0, node(9, "z1", 100)));
        new PlanChecks(plan).rowsKeepTheRules();
    }

    @Test
    void aPlanDuringAChangeKeepsWhatTheTargetsHaveBegun() {
        Ring joining = commit(ring(256, 3, 8, 1), join(8, "z0"));
        Plan second = plan(joining, join(9, "z0"));
        int lost = 0;
        for (int p = 0; p < 256; p++) {
            boolean begun = joining.target(p).contains(8);
            lost += begun && !second.wanted().row(p).contains(8) ? 1 : 0;
        }
        int begun = joining.ownership().targets().loads(9)[8];
        int share = second.wanted().loads(10)[8];
        assertThat(lost).isEqualTo(begun - share);
        assertThat(second.moves()).isEqualTo(share + second.wanted().loads(10)[9]);
    }

    @Test
    void lostMembersLoseTheirPartitionsInTheNextPlan() {
        Ring ring = ring(64, 3, 4, 1);
        Member lost = ring.members().at(2).withState(MemberState.LOST);
        Ring after = new Ring(
                ring.shape(), ring.epoch(), ring.members().with(List.of(lost)), ring.ownership(), ring.group());
        Plan plan = planned(Planner.plan(after, PlanRequest.of()));
        assertThat(plan.wanted().loads(4)[2]).isZero();
    }

    @Test
    void aNodeInACrowdedZoneGetsWhatTheZoneRuleLeavesAndTheCostSaysSo() {
        Ring ring = ring(64, 2, 2, 2);
        Plan plan = plan(ring, join(2, "z0"), join(3, "z0"));
        List<PlanCost.Load> loads = PlanCost.of(plan, p -> 10, 100).loads();
        assertThat(loads).extracting(PlanCost.Load::after).containsExactlyInAnyOrder(64, 21, 21, 22);
        assertThat(loads).allSatisfy(load -> assertThat(load.after()).isCloseTo((int) load.fairShare(), within(1)));
    }

    @Test
    void costsCountBytesAndTheSlowestReceiver() {
        Ring ring = ring(64, 3, 4, 1);
        Plan plan = plan(ring, join(4, "z0"));
        PlanCost cost = PlanCost.of(plan, p -> 1000L + p, 500);
        long bytes = 0;
        for (int p = 0; p < 64; p++) {
            bytes += plan.wanted().row(p).contains(4) ? 1000 + p : 0;
        }
        assertThat(cost.moves()).isEqualTo(plan.moves()).isBetween(38L, 39L);
        assertThat(cost.bytes()).isEqualTo(bytes);
        assertThat(cost.seconds()).isEqualTo(bytes / 500.0);
        assertThat(cost.pairs()).allMatch(pair -> pair.to() == 4);
        assertThat(cost.pairs().stream()
                        .mapToInt(PlanCost.PairMoves::partitions)
                        .sum())
                .isEqualTo(plan.moves());
    }

    /** Rings too large for brute force: the moves equal what a textbook minimum-cost flow needs. */
    @Test
    void largerRingsNeedTheMovesOfAMinimumCostFlow() {
        Ring ring = ring(256, 3, 16, 4);
        List<Edit> reweight = new ArrayList<>();
        IntStream.range(0, 8).forEach(i -> reweight.add(new Edit.Weight(2 * i, 250)));
        List<Edit> rezone = new ArrayList<>();
        IntStream.range(0, 16).forEach(i -> rezone.add(new Edit.Zone(i, "r" + i / 6)));
        List<Edit> grow = new ArrayList<>(List.of(new Edit.Leave(3), new Edit.Leave(9)));
        IntStream.range(16, 24).forEach(i -> grow.add(join(i, "z" + i % 5)));
        for (List<Edit> edits : List.of(reweight, rezone, grow)) {
            Plan plan = plan(ring, edits.toArray(Edit[]::new));
            PlanChecks checks = new PlanChecks(plan);
            double[] shares = FairShares.of(checks.task);
            checks.rowsKeepTheRules();
            checks.loadsKeep(shares);
            int[] low = Arrays.stream(shares)
                    .mapToInt(share -> (int) Math.floor(share + 1e-6))
                    .toArray();
            int[] high = Arrays.stream(shares)
                    .mapToInt(share -> (int) Math.ceil(share - 1e-6))
                    .toArray();
            assertThat((long) plan.moves()).isEqualTo(FlowTwin.fewestMoves(checks.task, low, high));
        }
    }

    @Test
    void newPartitionsSpreadTheirRowsOverManyPairs() {
        Ring ring = ring(4096, 3, 32, 4);
        boolean[] together = new boolean[32 * 32];
        for (int p = 0; p < 4096; p++) {
            int[] row = ring.current(p).toArray();
            together[Math.min(row[0], row[1]) * 32 + Math.max(row[0], row[1])] = true;
        }
        int pairs = 0;
        for (boolean pair : together) {
            pairs += pair ? 1 : 0;
        }
        // 384 pairs of nodes stand in different zones.
        assertThat(pairs).isGreaterThan(380);
    }
}
