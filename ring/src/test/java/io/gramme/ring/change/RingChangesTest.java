package io.gramme.ring.change;

import static io.gramme.ring.RingFixture.addresses;
import static io.gramme.ring.RingFixture.changed;
import static io.gramme.ring.RingFixture.commit;
import static io.gramme.ring.RingFixture.join;
import static io.gramme.ring.RingFixture.node;
import static io.gramme.ring.RingFixture.pending;
import static io.gramme.ring.RingFixture.plan;
import static io.gramme.ring.RingFixture.refused;
import static io.gramme.ring.RingFixture.ring;
import static io.gramme.ring.RingFixture.switchAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.Epoch;
import io.gramme.ring.MemberState;
import io.gramme.ring.Refusal.Reason;
import io.gramme.ring.Ring;
import io.gramme.ring.RingFixture;
import io.gramme.ring.RingShape;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.Newcomer;
import io.gramme.ring.plan.Plan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingChangesTest {
    @Test
    void foundersProposeOneRingInWhateverOrderTheyMet() {
        List<Newcomer> founders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            founders.add(node(i, "z" + i, 100));
        }
        RingShape shape = RingShape.of(RingFixture.CLUSTER, 256, 3);
        Ring first = changed(Founding.found(shape, founders));
        Collections.shuffle(founders, new Random(1));
        assertThat(changed(Founding.found(shape, founders))).isEqualTo(first);
        assertThat(first.epoch()).isEqualTo(Epoch.FIRST);
        assertThat(first.members().all()).hasSize(5);
        assertThat(first.ownership().pending()).isZero();
    }

    @Test
    void foundingRefusesNobodyAndTwins() {
        RingShape shape = RingShape.of(RingFixture.CLUSTER, 256, 3);
        assertThat(refused(Founding.found(shape, List.of())).reason()).isEqualTo(Reason.NO_NODES);
        Newcomer one = node(1, "z", 1);
        assertThat(refused(Founding.found(shape, List.of(one, one))).reason()).isEqualTo(Reason.ALREADY_KNOWN);
    }

    @Test
    void aCommitSetsTargetsAndLeavesCurrentRowsAlone() {
        Ring ring = ring(64, 3, 4, 2);
        Ring next = commit(ring, join(4, "z0"));
        assertThat(next.epoch()).isEqualTo(new Epoch(1, 2));
        assertThat(next.ownership().current()).isEqualTo(ring.ownership().current());
        for (int p = 0; p < 64; p++) {
            boolean pending = !next.target(p).isEmpty();
            assertThat(next.changedAt(p)).isEqualTo(pending ? next.epoch().packed() : ring.changedAt(p));
        }
    }

    @Test
    void aSwitchMakesTargetsCurrentAndOnlyThose() {
        Ring ring = commit(ring(64, 3, 4, 2), join(4, "z0"));
        List<Integer> batch = pending(ring).subList(0, 5);
        Ring next = changed(RingChanges.switchRows(ring, batch, Set.of()));
        for (int p = 0; p < 64; p++) {
            boolean switched = batch.contains(p);
            assertThat(next.current(p)).isEqualTo(switched ? ring.target(p) : ring.current(p));
            assertThat(next.target(p).isEmpty())
                    .isEqualTo(switched || ring.target(p).isEmpty());
        }
        assertThat(refused(RingChanges.switchRows(next, batch, Set.of())).reason())
                .isEqualTo(Reason.NO_TARGET);
        assertThat(refused(RingChanges.switchRows(next, List.of(-1), Set.of())).reason())
                .isEqualTo(Reason.NO_TARGET);
        assertThat(refused(RingChanges.switchRows(next, List.of(), Set.of())).reason())
                .isEqualTo(Reason.NOTHING_TO_DO);
    }

    @Test
    void aLaterCommitReplacesTargetsThatHaveNotBecomeCurrent() {
        Ring joining = commit(ring(64, 3, 4, 1), join(4, "z0"));
        Ring leaving = commit(joining, new Edit.Leave(4));
        assertThat(leaving.ownership().pending()).isZero();
        assertThat(RingChanges.retirable(leaving)).containsExactly(4);
    }

    @Test
    void aPlanThatLostOnlyToSwitchesIsRebased() {
        Ring ring = commit(ring(64, 3, 4, 1), join(4, "z0"));
        Plan plan = plan(ring, join(5, "z0"));
        Ring switched = changed(RingChanges.switchRows(ring, pending(ring).subList(0, 9), Set.of()));
        Ring moved = changed(RingChanges.readdress(switched, 2, addresses(99), Set.of()));
        Ring next = changed(RingChanges.commit(moved, plan, Set.of()));
        assertThat(next.epoch()).isEqualTo(new Epoch(1, 5));
        assertThat(next.members().at(2).addresses()).isEqualTo(addresses(99));
        for (int p = 0; p < 64; p++) {
            assertThat(next.ownership().intended(p).sameOwners(plan.wanted().row(p)))
                    .isTrue();
            assertThat(next.current(p)).isEqualTo(moved.current(p));
        }
    }

    @Test
    void aPlanThatLostToAnotherPlanIsRefused() {
        Ring ring = ring(64, 3, 4, 1);
        Plan late = plan(ring, join(5, "z0"));
        Ring next = commit(ring, join(4, "z0"));
        assertThat(refused(RingChanges.commit(next, late, Set.of())).reason()).isEqualTo(Reason.SUPERSEDED);
        Ring reweighted = commit(ring, new Edit.Weight(1, 101));
        assertThat(refused(RingChanges.commit(reweighted, plan(ring, new Edit.Weight(1, 102)), Set.of()))
                        .text())
                .contains("1.1", "1.2");
    }

    @Test
    void aPlanThatLostToACancelIsRefusedThoughTheMembersAreTheSame() {
        Ring changing = commit(ring(64, 3, 5, 1), new Edit.Weight(1, 300));
        Plan plan = plan(changing, join(5, "z0"));
        Ring cancelled = changed(RingChanges.cancel(changing, Set.of()));
        assertThat(cancelled.members()).isEqualTo(changing.members());
        assertThat(refused(RingChanges.commit(cancelled, plan, Set.of())).reason())
                .isEqualTo(Reason.SUPERSEDED);
    }

    @Test
    void cancelDropsTargetsAndGivesSeatsBack() {
        Ring ring = ring(64, 3, 5, 1);
        Ring changing = commit(ring, new Edit.Leave(2), join(5, "z0"));
        Ring cancelled = changed(RingChanges.cancel(changing, Set.of()));
        assertThat(cancelled.epoch()).isEqualTo(new Epoch(1, 3));
        assertThat(cancelled.ownership().pending()).isZero();
        assertThat(cancelled.ownership().current()).isEqualTo(ring.ownership().current());
        assertThat(cancelled.members().at(2).state()).isEqualTo(MemberState.SEATED);
        assertThat(cancelled.members().at(5).state()).isEqualTo(MemberState.LEAVING);
        Ring retired = changed(RingChanges.retire(cancelled, Set.of(5), Set.of()));
        assertThat(retired.members().all()).hasSize(5);
        assertThat(retired.members().nextIndex()).isEqualTo(6);
        assertThat(refused(RingChanges.cancel(retired, Set.of())).reason()).isEqualTo(Reason.NOTHING_TO_DO);
    }

    @Test
    void aCancelledReplacementGivesTheNameBack() {
        Ring ring = ring(64, 3, 4, 1);
        Newcomer fresh = node(9, "z0", 100);
        String waiting = "n1~" + fresh.id().prefix();
        int old = ring.members().byName("n1").orElseThrow().index();
        Ring changing =
                commit(ring, new Edit.Replace(old, new Newcomer(fresh.id(), waiting, "z0", 100, fresh.addresses())));
        assertThat(changing.members().at(4).name()).isEqualTo("n1");
        Ring cancelled = changed(RingChanges.cancel(changing, Set.of()));
        assertThat(cancelled.members().at(old).name()).isEqualTo("n1");
        assertThat(cancelled.members().at(4).name()).isEqualTo(waiting);
    }

    @Test
    void retiresOnlyMembersThatOwnNothing() {
        Ring ring = commit(ring(64, 3, 5, 1), new Edit.Leave(2));
        assertThat(RingChanges.retirable(ring)).isEmpty();
        assertThat(refused(RingChanges.retire(ring, Set.of(2), Set.of())).reason())
                .isEqualTo(Reason.STILL_NEEDED);
        assertThat(refused(RingChanges.retire(ring, Set.of(1), Set.of())).reason())
                .isEqualTo(Reason.STILL_NEEDED);
        assertThat(refused(RingChanges.retire(ring, Set.of(8), Set.of())).reason())
                .isEqualTo(Reason.UNKNOWN_MEMBER);
        Ring gone = changed(RingChanges.retire(switchAll(ring), Set.of(2), Set.of()));
        assertThat(gone.members().at(2)).isNull();
        assertThat(gone.members().departed()).hasSize(1);
    }

    @Test
    void aPlanThatRemovesADeciderNamesALiveSuccessor() {
        Ring ring = ring(64, 3, 5, 5);
        int decider = ring.group().nodes().get(0);
        Set<Integer> dead = Set.of(ring.group().nodes().get(1));
        Ring next = changed(RingChanges.commit(ring, plan(ring, new Edit.Leave(decider)), dead));
        assertThat(next.group().nodes()).hasSize(3).doesNotContain(decider).doesNotContainAnyElementsOf(dead);
    }

    @Test
    void recoveryRaisesTheTermAndTheIndicesAndKeepsTheRows() {
        Ring ring = ring(64, 3, 5, 5);
        List<Integer> group = ring.group().nodes();
        Set<Integer> lost = Set.of(group.get(0), group.get(1));
        Ring next = changed(Recovery.recover(ring, lost, Set.of()));
        assertThat(next.epoch()).isEqualTo(new Epoch(2, 2));
        assertThat(next.epoch()).isGreaterThan(new Epoch(1, 1_000_000));
        assertThat(next.members().nextIndex()).isEqualTo(256);
        assertThat(next.group().nodes()).hasSize(3).doesNotContainAnyElementsOf(lost);
        assertThat(next.ownership()).isEqualTo(ring.ownership());
        Ring joined = commit(next, join(7, "z0"));
        assertThat(joined.members().at(256)).isNotNull();
        assertThat(joined.ownership().intended(0).toArray()).doesNotContain(group.get(0), group.get(1));
    }

    @Test
    void recoveryIsRefusedWhileTheGroupHasItsMajority() {
        Ring ring = ring(64, 3, 5, 5);
        Set<Integer> one = Set.of(ring.group().nodes().get(0));
        assertThat(refused(Recovery.recover(ring, one, Set.of())).reason()).isEqualTo(Reason.GROUP_HAS_MAJORITY);
        assertThat(refused(Recovery.recover(ring, Set.of(0, 1, 2, 3, 4), Set.of()))
                        .reason())
                .isEqualTo(Reason.NO_NODES);
        assertThat(refused(Recovery.recover(ring, Set.of(77), Set.of())).reason())
                .isEqualTo(Reason.UNKNOWN_MEMBER);
        Ring late = new Ring(
                ring.shape(), ring.epoch(), ring.members().withNextIndex(3900), ring.ownership(), ring.group());
        assertThat(refused(Recovery.recover(late, Set.of(0, 1, 2), Set.of())).reason())
                .isEqualTo(Reason.NO_INDEX_LEFT);
    }

    @Test
    void aPlanFromBeforeARecoveryIsRefused() {
        Ring ring = ring(64, 3, 5, 5);
        Plan plan = plan(ring, join(5, "z0"));
        Set<Integer> group = Set.copyOf(ring.group().nodes());
        Ring recovered = changed(Recovery.recover(ring, group, Set.of()));
        assertThat(refused(RingChanges.commit(recovered, plan, Set.of())).reason())
                .isEqualTo(Reason.SUPERSEDED);
    }

    @Test
    void noEpochFollowsTheLast() {
        Ring ring = ring(8, 1, 2, 1);
        Ring last =
                new Ring(ring.shape(), new Epoch(1, Epoch.MAX_NUMBER), ring.members(), ring.ownership(), ring.group());
        assertThat(refused(RingChanges.readdress(last, 0, addresses(5), Set.of()))
                        .reason())
                .isEqualTo(Reason.EPOCHS_EXHAUSTED);
    }
}
