package io.gramme.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A test per claim of "SWIM" (Das, Gupta, Motivala, DSN 2002) and "Lifeguard" (Dadgar, Phillips, Currey, 2017), with the
 * section it is from; the last ones are of what this project adds.
 */
class SwimPaperTest {
    // SWIM §3.1: the failure detector

    @Test
    void swim31_oneMemberIsPingedInEachProtocolPeriod() {
        Solo solo = new Solo().withMembers(5);
        solo.runAnswered(20_000);
        assertThat(solo.messages(Message.Ping.class)).hasSizeBetween(19, 20);
    }

    @Test
    void swim31_anAckWithinThePeriodLeavesTheMemberAlive() {
        Solo solo = new Solo().withMembers(5);
        solo.runAnswered(60_000);
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(solo::state)).containsOnly(MemberState.ALIVE);
        assertThat(solo.messages(Message.IndirectPing.class)).isEmpty();
    }

    @Test
    void swim31_withoutAnAckInTimeKOthersAreAskedToPing() {
        Solo solo = new Solo().withMembers(6);
        Solo.Sent ping = firstPing(solo);
        solo.run(ping.at() + 499 - solo.now);
        assertThat(solo.messages(Message.IndirectPing.class)).isEmpty();
        solo.run(1);
        List<Solo.Sent> asked = solo.sent.stream()
                .filter(one -> one.packet().message() instanceof Message.IndirectPing)
                .toList();
        assertThat(asked)
                .hasSize(3)
                .extracting(Solo.Sent::to)
                .doesNotHaveDuplicates()
                .doesNotContain(ping.to());
        assertThat(solo.effects)
                .filteredOn(effect -> effect instanceof Effect.TcpPing)
                .hasSize(1);
    }

    @Test
    void swim31_anIndirectAckSavesTheMember() {
        Solo solo = new Solo().withMembers(6);
        Message.Ping ping = (Message.Ping) firstPing(solo).packet().message();
        int target = Solo.number(ping.target());
        solo.run(600);
        int helper = target == 1 ? 2 : 1;
        solo.receive(helper, new Message.IndirectAck(ping.sequence(), Solo.process(target)));
        solo.run(500);
        assertThat(solo.state(target)).isEqualTo(MemberState.ALIVE);
    }

    @Test
    void swim31_aHelperPingsAndPassesTheAckOn() {
        Solo solo = new Solo().withMembers(3);
        solo.forget();
        solo.receive(1, new Message.IndirectPing(77, Solo.process(2).node(), 1, Solo.address(2)));
        Message.Ping ping = solo.messages(Message.Ping.class).get(0);
        assertThat(ping.target()).isEqualTo(Solo.process(2).node());
        solo.receive(2, new Message.Ack(ping.sequence()));
        assertThat(solo.messages(Message.IndirectAck.class))
                .containsExactly(new Message.IndirectAck(77, Solo.process(2)));
    }

    // SWIM §4.1: dissemination by piggyback, each change a bounded number of times, the least sent first

    @Test
    void swim41_aChangeRidesOnPingsAndAcks() {
        Solo solo = new Solo().withMembers(2);
        solo.forget();
        solo.receive(1, new Message.Ping(5, Solo.process(0).node(), 1), Solo.alive(3, 0));
        Solo.Sent ack = solo.sent.get(0);
        assertThat(ack.packet().message()).isEqualTo(new Message.Ack(5));
        assertThat(ack.packet().deltas()).extracting(Delta::process).contains(Solo.process(3));
    }

    @Test
    void swim41_aChangeIsSentLambdaLogNTimes() {
        Solo solo = new Solo().withMembers(20);
        solo.runAnswered(60_000);
        solo.forget();
        solo.hear(1, Solo.alive(2, 1));
        solo.runAnswered(30_000);
        int limit = ClusterMath.retransmitLimit(GossipConfig.lan(), 21);
        assertThat(limit).isEqualTo(4 * 2);
        assertThat(solo.spreadAbout(2)).hasSize(limit);
    }

    @Test
    void swim41_theLeastSentChangesGoFirst() {
        RetransmitQueue queue = new RetransmitQueue(10);
        queue.put("old", new byte[] {1});
        queue.take(1, 1, 9);
        queue.put("new", new byte[] {2});
        assertThat(queue.take(1, 1, 9)).containsExactly(new byte[] {2});
    }

    // SWIM §4.2: suspicion, incarnations and which message overrides which

    @Test
    void swim42_aMemberThatDoesNotAnswerIsSuspectedBeforeItIsDeclaredDead() {
        Solo solo = new Solo().withMembers(2);
        solo.runAnswered(3_500, 1);
        assertThat(solo.state(1)).isEqualTo(MemberState.SUSPECT);
        solo.runAnswered(5_000, 1);
        assertThat(solo.state(1)).isEqualTo(MemberState.DEAD);
        assertThat(solo.state(2)).isEqualTo(MemberState.ALIVE);
    }

    @Test
    void swim42_aSuspectedMemberRefutesWithAHigherIncarnation() {
        Solo solo = new Solo().withMembers(3);
        solo.forget();
        solo.hear(1, Solo.suspect(0, 4, 2));
        assertThat(solo.gossip.self().incarnation()).isEqualTo(5);
        solo.run(400);
        assertThat(solo.spreadAbout(0)).anySatisfy(delta -> {
            assertThat(delta.state()).isEqualTo(MemberState.ALIVE);
            assertThat(delta.incarnation()).isEqualTo(5);
        });
    }

    @Test
    void swim42_onlyTheMemberItselfRaisesItsIncarnation() {
        Solo solo = new Solo().withMembers(4);
        solo.hear(1, Solo.alive(2, 6));
        solo.runAnswered(60_000, 3);
        assertThat(solo.spreadAbout(2).mapToLong(Delta::incarnation).max()).hasValue(6);
        assertThat(solo.spreadAbout(3).mapToLong(Delta::incarnation).max()).hasValue(0);
    }

    @Test
    void swim42_aliveOverridesSuspectOnlyWithAHigherIncarnation() {
        Solo solo = new Solo().withMembers(3);
        solo.hear(1, Solo.suspect(2, 0, 3));
        solo.hear(3, Solo.alive(2, 0));
        assertThat(solo.state(2)).isEqualTo(MemberState.SUSPECT);
        solo.hear(3, Solo.alive(2, 1));
        assertThat(solo.state(2)).isEqualTo(MemberState.ALIVE);
    }

    @Test
    void swim42_suspectOverridesAliveOfTheSameIncarnationAndNotOfAHigherOne() {
        Solo solo = new Solo().withMembers(3);
        solo.hear(1, Solo.alive(2, 3));
        solo.hear(1, Solo.suspect(2, 2, 3));
        assertThat(solo.state(2)).isEqualTo(MemberState.ALIVE);
        solo.hear(1, Solo.suspect(2, 3, 3));
        assertThat(solo.state(2)).isEqualTo(MemberState.SUSPECT);
    }

    @Test
    void swim42_deadOverridesAliveAndSuspectOfItsIncarnation() {
        Solo solo = new Solo().withMembers(3);
        solo.hear(1, Solo.dead(2, 0, 3), Solo.suspect(2, 0, 3), Solo.alive(2, 0));
        assertThat(solo.state(2)).isEqualTo(MemberState.DEAD);
    }

    /** Departure: the paper's "confirm" is final; here a higher incarnation brings a member back. */
    @Test
    void swim42_departure_aMemberDeclaredDeadByMistakeComesBack() {
        Solo solo = new Solo().withMembers(3);
        solo.hear(1, Solo.dead(2, 0, 3));
        solo.hear(3, Solo.alive(2, 1));
        assertThat(solo.state(2)).isEqualTo(MemberState.ALIVE);
    }

    // SWIM §4.3: round-robin probe targets

    @Test
    void swim43_everyMemberIsProbedOnceInEachPass() {
        Solo solo = new Solo().withMembers(10);
        solo.runAnswered(11_000);
        solo.forget();
        solo.runAnswered(200_000);
        List<NodeId> targets = solo.messages(Message.Ping.class).stream()
                .map(Message.Ping::target)
                .toList();
        for (int from = 0; from + 19 <= targets.size(); from++) {
            Set<NodeId> window = new HashSet<>(targets.subList(from, from + 19));
            assertThat(window).as("any 2n - 1 = 19 probes meet all 10 members").hasSize(10);
        }
    }

    // Lifeguard §IV-A: self-awareness

    @Test
    void lifeguard4a_theHealthScoreRisesWithFailedProbesAndStretchesTheInterval() {
        Solo solo = new Solo().withMembers(12);
        solo.run(3_000);
        assertThat(solo.gossip.localHealth()).isPositive();
        long pings = solo.messages(Message.Ping.class).size();
        solo.run(24_000);
        assertThat(solo.messages(Message.Ping.class).size() - pings).isLessThanOrEqualTo(6);
        assertThat(solo.gossip.localHealth()).isEqualTo(LocalHealth.WORST);
    }

    @Test
    void lifeguard4a_anAnsweredProbeHealsTheScore() {
        Solo solo = new Solo().withMembers(3);
        solo.hear(1, Solo.suspect(0, 0, 2));
        assertThat(solo.gossip.localHealth()).isEqualTo(1);
        solo.runAnswered(5_000);
        assertThat(solo.gossip.localHealth()).isZero();
    }

    @Test
    void lifeguard4a_nacksOfAllHelpersLeaveTheScoreAlone() {
        Solo solo = new Solo().withMembers(6);
        Message.Ping ping = (Message.Ping) firstPing(solo).packet().message();
        solo.run(600);
        for (Solo.Sent one : List.copyOf(solo.sent)) {
            if (one.packet().message() instanceof Message.IndirectPing) {
                int helper = Integer.parseInt(one.to().host().substring(7)) - 1;
                solo.receive(helper, new Message.Nack(ping.sequence()));
            }
        }
        solo.run(450);
        assertThat(solo.state(Solo.number(ping.target()))).isEqualTo(MemberState.SUSPECT);
        assertThat(solo.gossip.localHealth()).isZero();
    }

    @Test
    void lifeguard4a_aHelperSaysThatItIsWellAfterFourFifthsOfTheTimeout() {
        Solo solo = new Solo().withMembers(3);
        solo.forget();
        solo.receive(1, new Message.IndirectPing(77, Solo.process(2).node(), 1, Solo.address(2)));
        solo.runAnswered(399, 2);
        assertThat(solo.messages(Message.Nack.class)).isEmpty();
        solo.runAnswered(1, 2);
        assertThat(solo.messages(Message.Nack.class)).containsExactly(new Message.Nack(77));
    }

    @Test
    void lifeguard4a_havingToRefuteCountsAgainstOneself() {
        Solo solo = new Solo().withMembers(3);
        solo.hear(1, Solo.dead(0, 0, 2));
        assertThat(solo.gossip.localHealth()).isEqualTo(1);
    }

    // Lifeguard §IV-B: the suspicion timeout shrinks with independent confirmations

    @Test
    void lifeguard4b_theTimeoutShrinksLogarithmicallyFromMaxToMin() {
        long min = ClusterMath.minSuspicionMillis(GossipConfig.lan(), 500);
        assertThat(min).isCloseTo(10_795, within(1L));
        long max = 6 * min;
        assertThat(ClusterMath.suspicionMillis(0, 2, min, max)).isEqualTo(max);
        assertThat(ClusterMath.suspicionMillis(1, 2, min, max)).isBetween(min + 1, max - 1);
        assertThat(ClusterMath.suspicionMillis(2, 2, min, max)).isEqualTo(min);
        assertThat(ClusterMath.suspicionMillis(9, 2, min, max)).isEqualTo(min);
    }

    @Test
    void lifeguard4b_smallClustersWaitFourToTwentyFourSeconds() {
        GossipConfig lan = GossipConfig.lan();
        assertThat(ClusterMath.confirmationsWanted(lan, 3)).isZero();
        assertThat(new Suspicion(lan, 3, Solo.process(1).node(), 0).deadlineMillis())
                .isEqualTo(4_000);
        assertThat(new Suspicion(lan, 10, Solo.process(1).node(), 0).deadlineMillis())
                .isEqualTo(24_000);
    }

    @Test
    void lifeguard4b_onlyIndependentAccusersCountAndNewOnesArePassedOn() {
        Suspicion suspicion =
                new Suspicion(GossipConfig.lan(), 10, Solo.process(1).node(), 0);
        assertThat(suspicion.confirm(Solo.process(1).node())).isFalse();
        assertThat(suspicion.deadlineMillis()).isEqualTo(24_000);
        assertThat(suspicion.confirm(Solo.process(2).node())).isTrue();
        assertThat(suspicion.confirm(Solo.process(2).node())).isFalse();
        assertThat(suspicion.confirm(Solo.process(3).node())).isTrue();
        assertThat(suspicion.confirm(Solo.process(4).node())).isFalse();
        assertThat(suspicion.deadlineMillis()).isEqualTo(4_000);
    }

    // Lifeguard §IV-C: the buddy system

    @Test
    void lifeguard4c_aPingToASuspectCarriesTheSuspicion() {
        Solo solo = new Solo().withMembers(8);
        solo.runAnswered(60_000);
        solo.hear(1, Solo.suspect(2, 0, 3));
        // Whatever was to be spread has been by now: only the buddy rule can put the suspicion on a ping.
        solo.runAnswered(2_000);
        assertThat(solo.gossip.unspread()).isZero();
        solo.forget();
        solo.runAnswered(15_000);
        List<Solo.Sent> pings = solo.sent.stream()
                .filter(one -> one.packet().message() instanceof Message.Ping
                        && one.to().equals(Solo.address(2)))
                .toList();
        assertThat(pings)
                .isNotEmpty()
                .allSatisfy(ping -> assertThat(ping.packet().deltas())
                        .anyMatch(delta ->
                                delta.process().equals(Solo.process(2)) && delta.state() == MemberState.SUSPECT));
    }

    @Test
    void lifeguard4c_theAnswerToSuchAPingCarriesTheRefutation() {
        Solo solo = new Solo().withMembers(3);
        solo.forget();
        solo.receive(1, new Message.Ping(9, Solo.process(0).node(), 1), Solo.suspect(0, 0, 2));
        assertThat(solo.sent.get(0).packet().deltas()).first().satisfies(delta -> {
            assertThat(delta.process()).isEqualTo(Solo.process(0));
            assertThat(delta.incarnation()).isEqualTo(1);
        });
    }

    private static Solo.Sent firstPing(Solo solo) {
        while (solo.messages(Message.Ping.class).isEmpty()) {
            solo.run(1);
        }
        return solo.sent.stream()
                .filter(one -> one.packet().message() instanceof Message.Ping)
                .findFirst()
                .orElseThrow();
    }
}
