package io.gramme.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What this project adds to the papers: identities, stalls, health, keys, memory of the dead. */
class AdditionsTest {
    @Test
    void aQuietClusterIsNoStall() {
        Solo solo = new Solo().withMembers(4);
        solo.runAnswered(60_000);
        solo.hear(1, Solo.alive(2, 1));
        solo.runAnswered(10_000);
        assertThat(solo.gossip.counters().stalls()).isZero();
    }

    @Test
    void aStalledProcessBlamesNobodyForTheTimeItSlept() {
        Solo solo = new Solo().withMembers(4);
        solo.hear(1, Solo.suspect(2, 0, 3));
        solo.runAnswered(2_000);
        solo.now += 60_000;
        solo.runAnswered(100);
        assertThat(solo.gossip.counters().stalls()).isEqualTo(1);
        assertThat(solo.state(2)).isEqualTo(MemberState.SUSPECT);
        assertThat(List.of(solo.state(1), solo.state(3), solo.state(4))).containsOnly(MemberState.ALIVE);
    }

    @Test
    void anUnhealthyProcessAnswersNoProbeAndRefutesOnlyWhenItIsWellAgain() {
        Solo solo = new Solo().withMembers(3);
        solo.did(solo.gossip.onHealth(solo.now, false));
        solo.forget();
        solo.receive(1, new Message.Ping(5, Solo.process(0).node(), 1), Solo.suspect(0, 0, 2));
        solo.receive(1, new Message.IndirectPing(6, Solo.process(2).node(), 1, Solo.address(2)));
        assertThat(solo.sent).isEmpty();
        assertThat(solo.gossip.self().incarnation()).isZero();
        solo.did(solo.gossip.onHealth(solo.now, true));
        assertThat(solo.gossip.self().incarnation()).isEqualTo(1);
    }

    @Test
    void anOldDeadMessageDoesNotTouchTheNextRun() {
        Solo solo = new Solo().withMembers(3);
        ProcessId next = new ProcessId(Solo.process(2).node(), 2, 5);
        solo.hear(1, Solo.alive(2, 100), Delta.alive(next, 0, new Delta.Told(Solo.meta(2), Solo.marks())));
        solo.hear(1, Solo.dead(2, 100, 3), Solo.alive(2, 101));
        assertThat(solo.state(2)).isEqualTo(MemberState.ALIVE);
        assertThat(solo.gossip.member(next.node()).orElseThrow().process()).isEqualTo(next);
    }

    @Test
    void anotherProcessAtTheAddressProvesTheOldOneGoneOnceOnly() {
        Solo solo = new Solo().withMembers(1);
        solo.run(1_001);
        Message.Ping ping = solo.messages(Message.Ping.class).get(0);
        solo.receive(5, new Message.Ack(ping.sequence()));
        assertThat(solo.state(1)).isEqualTo(MemberState.DEAD);
        solo.hear(1, Solo.alive(1, 1));
        solo.forget();
        solo.run(1_001);
        solo.receive(5, new Message.Ack(solo.messages(Message.Ping.class).get(0).sequence()));
        assertThat(solo.state(1)).isEqualTo(MemberState.SUSPECT);
    }

    @Test
    void packetsOfAnotherClusterOrKeyAreDroppedAndCounted() {
        Solo solo = new Solo().withMembers(1);
        Envelope otherKey = new Envelope(SimNetwork.CLUSTER, new Secrets(new byte[32]));
        Envelope otherCluster = new Envelope(new ClusterId(1, 1), SimNetwork.SECRETS);
        for (Envelope envelope : List.of(otherKey, otherCluster)) {
            Writer out = envelope.open(Envelope.Form.DATAGRAM, 64);
            PacketCodec.writeHead(out, Solo.process(4), Solo.marks(), new Message.News());
            out.number(1);
            Fields.write(out, Solo.alive(4, 0));
            out.number(0);
            solo.did(solo.gossip.onDatagram(solo.now, Solo.address(4), envelope.seal(out)));
        }
        solo.did(solo.gossip.onDatagram(solo.now, Solo.address(4), new byte[3]));
        Counters counters = solo.gossip.counters();
        assertThat(counters.droppedUnsigned()).isEqualTo(1);
        assertThat(counters.droppedOtherCluster()).isEqualTo(1);
        assertThat(counters.droppedMalformed()).isEqualTo(1);
        assertThat(solo.state(4)).isNull();
        assertThat(solo.effects).anyMatch(effect -> effect instanceof Effect.OtherClusterMet);
    }

    @Test
    void bothKeysOfARotationAreAccepted() {
        Solo solo = new Solo();
        byte[] next = new byte[32];
        byte[] signedBefore = solo.bytes(Solo.process(1), new Message.News(), Solo.alive(1, 0));
        solo.envelope.rotate(new Secrets(next));
        byte[] signedAfter = solo.bytes(Solo.process(2), new Message.News(), Solo.alive(2, 0));
        solo.did(solo.gossip.onSecrets(solo.now, new Secrets(next, SimNetwork.SECRETS.current())));
        solo.did(solo.gossip.onDatagram(solo.now, Solo.address(1), signedBefore));
        solo.did(solo.gossip.onDatagram(solo.now, Solo.address(2), signedAfter));
        assertThat(solo.state(1)).isEqualTo(MemberState.ALIVE);
        assertThat(solo.state(2)).isEqualTo(MemberState.ALIVE);
    }

    @Test
    void ringMembersAreNeverForgottenOthersAfterTheirTime() {
        long hour = 3_600_000;
        assertThat(GossipConfig.lan().forgetMillis()).isEqualTo(72 * hour);
        Solo solo = new Solo(forgettingAfter(2 * hour)).withMembers(3);
        solo.did(solo.gossip.onRingMembers(solo.now, List.of(Solo.process(1).node())));
        solo.hear(9, Solo.dead(1, 0, 9), Solo.dead(2, 0, 9));
        solo.runAnswered(2 * hour - 60_000);
        assertThat(solo.state(2)).isEqualTo(MemberState.DEAD);
        solo.runAnswered(3 * 60_000);
        assertThat(solo.state(2)).isNull();
        assertThat(solo.state(1)).isEqualTo(MemberState.DEAD);
        solo.forget();
        solo.runAnswered(hour);
        assertThat(solo.effects)
                .filteredOn(effect -> effect instanceof Effect.ExchangeState exchange
                        && exchange.to().equals(Solo.address(1)))
                .as("the dead ring member is tried about every 30 s")
                .hasSizeBetween(110, 130);
    }

    private static GossipConfig forgettingAfter(long millis) {
        return new GossipConfig(1_000, 500, 3, 4, 6, 4, 200, 3, 30_000, 30_000, 30_000, 1_000, millis, 1_000);
    }

    @Test
    void bannedNodesAreForgottenAndNotHeard() {
        Solo solo = new Solo().withMembers(2);
        solo.did(solo.gossip.onBanned(solo.now, List.of(Solo.process(1).node())));
        assertThat(solo.state(1)).isNull();
        solo.hear(2, Solo.alive(1, 9));
        solo.hear(1, Solo.alive(3, 0));
        assertThat(solo.state(1)).isNull();
        assertThat(solo.state(3)).isNull();
    }

    @Test
    void theGreatestMarksOfADeadRunAreKeptAndTold() {
        Solo solo = new Solo();
        ProcessId old = new ProcessId(Solo.process(1).node(), 9, 4);
        solo.hear(2, Delta.alive(old, 0, new Delta.Told(Solo.meta(1), new Marks(3, 70, 900))));
        solo.forget();
        // The node comes back with an older disk.
        solo.hear(1, Solo.alive(1, 0));
        assertThat(solo.sent).anySatisfy(one -> {
            assertThat(one.to()).isEqualTo(Solo.address(1));
            assertThat(one.packet().deltas()).anyMatch(delta -> delta.process().equals(old));
        });
        assertThat(solo.gossip.greatest()).contains(new Greatest(old.node(), 9, new Marks(3, 70, 900)));
    }

    @Test
    void aProcessToldOfAGreaterBootCounterReportsARestoredDisk() {
        Solo solo = new Solo().withMembers(1);
        solo.forget();
        ProcessId later = new ProcessId(Solo.process(0).node(), 4, 5);
        solo.hear(1, Delta.alive(later, 0, new Delta.Told(Solo.meta(0), Solo.marks())));
        assertThat(solo.effects.get(0))
                .isEqualTo(new Effect.ToldOfGreaterSelf(
                        new Greatest(later.node(), 4, Solo.marks()),
                        Solo.process(1).node()));
        solo.did(solo.gossip.onIdentityRaised(solo.now, 5, new Marks(2, 0, 0)));
        assertThat(solo.gossip.self().process().bootCounter()).isEqualTo(5);
        assertThat(solo.gossip.self().marks()).isEqualTo(new Marks(2, 0, 0));
    }

    @Test
    void aSecondAccusationOfAHigherIncarnationHasItsOwnTime() {
        Solo solo = new Solo().withMembers(2);
        solo.hear(1, Solo.suspect(2, 0, 1));
        solo.runAnswered(3_900, 2);
        solo.hear(1, Solo.suspect(2, 5, 1));
        solo.runAnswered(3_900, 2);
        assertThat(solo.state(2)).isEqualTo(MemberState.SUSPECT);
        solo.runAnswered(200, 2);
        assertThat(solo.state(2)).isEqualTo(MemberState.DEAD);
    }

    @Test
    void aSuspectIsProbedOnceMoreBeforeItsTimeIsUp() {
        for (int suspect = 1; suspect <= 5; suspect++) {
            int number = suspect;
            Solo solo = new Solo().withMembers(30);
            solo.runAnswered(40_000);
            solo.hear(29, Solo.suspect(number, 0, 28), Solo.suspect(number, 0, 27), Solo.suspect(number, 0, 26));
            long deadline = solo.now + ClusterMath.minSuspicionMillis(GossipConfig.lan(), 31);
            solo.runAnswered(deadline - 2_001 - solo.now, number);
            solo.forget();
            solo.runAnswered(2_000, number);
            assertThat(solo.messages(Message.Ping.class))
                    .anyMatch(ping -> ping.target().equals(Solo.process(number).node()));
        }
    }

    @Test
    void aProbeOutOfTurnCostsNoTurn() {
        ProbeOrder order = new ProbeOrder(bound -> 0);
        java.util.stream.IntStream.rangeClosed(1, 6)
                .forEach(number -> order.add(Solo.process(number).node()));
        order.next(node -> true);
        order.promote(Solo.process(4).node());
        assertThat(order.next(node -> true)).isEqualTo(Solo.process(4).node());
        java.util.Set<NodeId> pass = new java.util.HashSet<>();
        for (int probes = 5; probes > 0; probes--) {
            pass.add(order.next(node -> true));
        }
        assertThat(pass).hasSize(5).contains(Solo.process(4).node());
    }

    @Test
    void aSuspectThatAnswersIsNotDeclaredDeadHoweverLongItsRefutationIsMissing() {
        Solo solo = new Solo().withMembers(2);
        solo.hear(1, Solo.suspect(2, 0, 1));
        solo.runAnswered(60_000);
        assertThat(solo.state(2)).isEqualTo(MemberState.SUSPECT);
        solo.runAnswered(10_000, 2);
        assertThat(solo.state(2)).isEqualTo(MemberState.DEAD);
    }

    @Test
    void leavingIsNoFailure() {
        Solo solo = new Solo().withMembers(2);
        solo.hear(
                1,
                Delta.accusation(
                        Solo.process(1), 0, MemberState.LEFT, Solo.process(1).node()));
        assertThat(solo.state(1)).isEqualTo(MemberState.LEFT);
        solo.forget();
        solo.did(solo.gossip.onLeave(solo.now));
        solo.run(300);
        assertThat(solo.spreadAbout(0))
                .allMatch(delta -> delta.state() == MemberState.LEFT)
                .isNotEmpty();
    }

    @Test
    void aWinningAnnouncementIsReportedAndPassedOnALosingOneIsNot() {
        Solo solo = new Solo().withMembers(2);
        Announcement mine = new Announcement(3, 7, new byte[] {1});
        solo.did(solo.gossip.onAnnounce(solo.now, mine));
        solo.run(300);
        assertThat(solo.sent).anyMatch(one -> one.packet().announcements().contains(mine));
        Solo other = new Solo().withMembers(2);
        other.did(other.gossip.onAnnounce(0, new Announcement(3, 8, new byte[] {2})));
        byte[] newer = announced(other, new Announcement(3, 8, new byte[] {2}));
        byte[] older = announced(other, new Announcement(3, 6, new byte[] {9}));
        solo.forget();
        solo.did(solo.gossip.onDatagram(solo.now, Solo.address(1), older));
        assertThat(solo.effects).isEmpty();
        solo.did(solo.gossip.onDatagram(solo.now, Solo.address(1), newer));
        assertThat(solo.effects)
                .containsExactly(new Effect.AnnouncementChanged(
                        new Announcement(3, 8, new byte[] {2}), Solo.process(1).node()));
    }

    private static byte[] announced(Solo solo, Announcement announcement) {
        Writer out = solo.envelope.open(Envelope.Form.DATAGRAM, 64);
        PacketCodec.writeHead(out, Solo.process(1), Solo.marks(), new Message.News());
        out.number(0).number(1);
        Fields.write(out, announcement);
        return solo.envelope.seal(out);
    }
}
