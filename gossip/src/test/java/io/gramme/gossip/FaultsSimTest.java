package io.gramme.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Faults that a membership protocol must survive, on virtual time. {@code -Dgramme.gossip.large=true} plays them among 500
 * members too, which takes minutes; {@code -Dgramme.gossip.seeds=n} multiplies the runs.
 */
class FaultsSimTest {
    private static final int SEEDS = Integer.getInteger("gramme.gossip.seeds", 1);
    private static final int[] SIZES =
            Boolean.getBoolean("gramme.gossip.large") ? new int[] {3, 50, 500} : new int[] {3, 50};
    private static final Figures FIGURES = new Figures("Faults", "scenario", "members", "runs", "outcome");

    @AfterAll
    static void print() {
        FIGURES.print();
    }

    @Test
    void oneSlowMemberMakesNobodyElseDead() {
        for (int size : new int[] {3, 50}) {
            int runs = 6 * SEEDS;
            int suspicions = 0;
            int deaths = 0;
            int seenDead = 0;
            for (int seed = 1; seed <= runs; seed++) {
                long stall = 5_000 + 25_000L * (seed - 1) / (runs - 1);
                FalsePositives counted = Scenarios.oneSlowMember(new SimCluster(seed, size).started(), stall);
                suspicions += counted.suspicions;
                deaths += counted.deaths;
                seenDead += counted.slowSeenDead ? 1 : 0;
            }
            FIGURES.row(
                    "one member stalls 5 to 30 s",
                    size,
                    runs,
                    deaths + " false deaths and " + suspicions + " false suspicions of others; the slow one seen dead"
                            + " in " + seenDead + " runs, alive everywhere after each");
            assertThat(deaths).isZero();
        }
    }

    @Test
    void everybodyIsVisibleAfterAMassRestart() {
        for (int size : new int[] {3, 50}) {
            long worst = 0;
            for (int seed = 1; seed <= 3 * SEEDS; seed++) {
                worst = Math.max(worst, Scenarios.massRestart(new SimCluster(seed, size).started()));
            }
            FIGURES.row(
                    "all restart at once (memberlist#311)",
                    size,
                    3 * SEEDS,
                    "everybody sees every new run after at most " + Figures.seconds(worst));
        }
    }

    @Test
    void aPartitionOfHalfAnHourHeals() {
        for (int size : SIZES) {
            partition(size);
        }
    }

    private void partition(int size) {
        SimCluster cluster = new SimCluster(7, size).started();
        int cut = size / 2;
        cluster.network.link = (from, to) -> from.number < cut == to.number < cut;
        cluster.network.run(30 * 60_000);
        assertThat(cluster.nodes.get(0).sees(cluster.nodes.get(size - 1))).isEqualTo(MemberState.DEAD);
        assertThat(cluster.nodes.get(size - 1).sees(cluster.nodes.get(0))).isEqualTo(MemberState.DEAD);
        cluster.network.link = (from, to) -> true;
        long healed = cluster.runUntil(120_000, cluster::allSeeAll);
        FIGURES.row(
                "30 minutes of partition into halves",
                size,
                1,
                "everybody sees everybody " + Figures.seconds(healed) + " after the heal");
        assertThat(healed).isLessThanOrEqualTo(60_000);
    }

    @Test
    void aFifthOfThePacketsLostKillsNobody() {
        for (int size : SIZES) {
            packetsLost(size, false);
        }
        packetsLost(50, true);
    }

    private void packetsLost(int size, boolean tcpFails) {
        SimCluster cluster = new SimCluster(11, size).started();
        FalsePositives counted = new FalsePositives();
        cluster.network.observer = counted;
        cluster.network.loss = 0.2;
        cluster.network.tcpFails = tcpFails;
        cluster.network.run(180_000);
        String scenario = "20 % of packets lost for 3 minutes" + (tcpFails ? ", TCP does not send again" : "");
        FIGURES.row(
                scenario,
                size,
                1,
                counted.deaths + " deaths, " + counted.suspicions + " suspicions, summed over the members' tables");
        assertThat(counted.deaths).isZero();
        SimNode victim = cluster.nodes.get(size - 1);
        counted.faulty.add(victim);
        victim.kill();
        long dead = cluster.runUntil(120_000, () -> cluster.allSee(victim, MemberState.DEAD));
        FIGURES.row("a real death amid it", size, 1, "dead everywhere after " + Figures.seconds(dead));
    }

    @Test
    void aLinkThatCarriesOneWayOnlyKillsNobody() {
        for (int size : SIZES) {
            SimCluster cluster = new SimCluster(13, size).started();
            FalsePositives counted = new FalsePositives();
            cluster.network.observer = counted;
            cluster.network.link = (from, to) -> !(from.number == 0 && to.number == 1);
            cluster.network.run(300_000);
            FIGURES.row(
                    "one link carries one way only for 5 minutes",
                    size,
                    1,
                    counted.deaths + " deaths, " + counted.suspicions + " suspicions");
            assertThat(counted.deaths).isZero();
        }
    }

    @Test
    void aMemberThatHearsNothingTakesNobodyWithIt() {
        SimCluster cluster = new SimCluster(37, 50).started();
        SimNode deaf = cluster.nodes.get(7);
        FalsePositives counted = new FalsePositives();
        counted.faulty.add(deaf);
        cluster.network.observer = counted;
        cluster.network.link = (from, to) -> to != deaf;
        cluster.network.run(180_000);
        FIGURES.row(
                "one member sends but hears nothing for 3 minutes",
                50,
                1,
                counted.deaths + " false deaths and " + counted.suspicions
                        + " false suspicions of others, summed over the members' tables; it is seen dead");
        assertThat(counted.deaths).isZero();
        assertThat(cluster.allSee(deaf, MemberState.DEAD)).isTrue();
        cluster.network.link = (from, to) -> true;
        cluster.runUntil(60_000, cluster::allSeeAll);
    }

    @Test
    void aRestartAtTheSameAddressSupersedesAtOnce() {
        for (int size : SIZES) {
            SimCluster cluster = new SimCluster(17, size).started();
            SimNode restarted = cluster.nodes.get(size - 1);
            FalsePositives counted = new FalsePositives();
            cluster.network.observer = counted;
            restarted.kill();
            cluster.network.run(100);
            restarted.start(cluster.seeds);
            long seen = cluster.runUntil(10_000, cluster::allSeeAll);
            FIGURES.row(
                    "restart at the same address",
                    size,
                    1,
                    "new run seen everywhere after " + Figures.seconds(seen) + ", " + counted.deaths + " deaths");
            assertThat(seen).isLessThanOrEqualTo(6_000);
            assertThat(counted.deaths).isZero();
        }
    }

    @Test
    void aStuckProcessIsSeenAsDeadAndComesBackWhenItTurns() {
        SimCluster cluster = new SimCluster(19, 3).started();
        SimNode stuck = cluster.nodes.get(2);
        stuck.carryOut(stuck.gossip.onHealth(cluster.network.now(), false), null);
        stuck.tcpAnswers = false;
        cluster.runUntil(15_000, () -> cluster.allSee(stuck, MemberState.DEAD));
        stuck.tcpAnswers = true;
        stuck.carryOut(stuck.gossip.onHealth(cluster.network.now(), true), null);
        long back = cluster.runUntil(40_000, cluster::allSeeAll);
        FIGURES.row("a process whose loops are stuck", 3, 1, "seen dead; alive " + Figures.seconds(back) + " after");
    }

    @Test
    void aCopiedDiskIsRefusedWhileItsOriginalAnswers() {
        SimCluster cluster = new SimCluster(23, 5).started();
        SimNode original = cluster.nodes.get(4);
        SimNode copy = copyOf(original, cluster);
        copy.startAs(99, cluster.seeds, List.of());
        cluster.network.run(8_000);
        assertThat(copy.identityEffects)
                .anySatisfy(effect -> assertThat(effect).isInstanceOfSatisfying(Effect.Refused.class, refused -> {
                    assertThat(refused.known()).isEqualTo(original.process);
                    assertThat(refused.verdict()).isEqualTo(Effect.Verdict.REFUSED);
                }));
        assertThat(original.identityEffects).noneMatch(effect -> effect instanceof Effect.Refused);
        assertThat(cluster.nodes)
                .filteredOn(node -> node != original && node != copy)
                .allMatch(node -> node.seesRun(original));
        assertThat(cluster.nodes.stream().flatMap(node -> node.identityEffects.stream()))
                .anyMatch(effect -> effect instanceof Effect.IdentityConflict);
        FIGURES.row("cloned identity, original alive", 5, 1, "the copy is refused, the original stays a member");
    }

    /** The disk of a running process: the copy starts with a higher boot counter than the original has. */
    @Test
    void aCopyOfARunningDiskIsRefusedWhileItsOriginalAnswers() {
        SimCluster cluster = new SimCluster(31, 5).started();
        SimNode original = cluster.nodes.get(1);
        SimNode copy = copyOf(original, cluster);
        copy.start(cluster.seeds);
        cluster.network.run(8_000);
        assertThat(copy.identityEffects)
                .anySatisfy(effect -> assertThat(effect).isInstanceOfSatisfying(Effect.Refused.class, refused -> {
                    assertThat(refused.known()).isEqualTo(original.process);
                    assertThat(refused.verdict()).isEqualTo(Effect.Verdict.REFUSED);
                }));
        assertThat(original.identityEffects)
                .noneMatch(effect -> effect instanceof Effect.Refused || effect instanceof Effect.ToldOfGreaterSelf);
        assertThat(cluster.nodes)
                .filteredOn(node -> node != original && node != copy)
                .allMatch(node -> node.seesRun(original));
        FIGURES.row("copy of a running disk", 5, 1, "the copy is refused, the original stays a member");
    }

    /** Whoever moves without a good-bye is taken for a copy until the old process is seen to be dead. */
    @Test
    void aNodeThatMovedIsTakenInOnceItsOldProcessIsSeenAsDead() {
        SimCluster cluster = new SimCluster(37, 5).started();
        SimNode old = cluster.nodes.get(4);
        old.kill();
        SimNode moved = copyOf(old, cluster);
        moved.start(cluster.seeds);
        long back = cluster.runUntil(30_000, () -> cluster.running().stream().allMatch(node -> node.seesRun(moved)));
        assertThat(moved.identityEffects).noneMatch(effect -> effect instanceof Effect.Refused);
        FIGURES.row(
                "restart at another address, at once", 5, 1, "new run seen everywhere after " + Figures.seconds(back));
    }

    @Test
    void aCopiedDiskCountsAsRestoredOnceItsOriginalIsDead() {
        SimCluster cluster = new SimCluster(29, 5).started();
        SimNode original = cluster.nodes.get(4);
        original.kill();
        cluster.runUntil(30_000, () -> cluster.allSee(original, MemberState.DEAD));
        SimNode copy = copyOf(original, cluster);
        copy.startAs(99, cluster.seeds, List.of());
        cluster.network.run(3_000);
        Effect.Refused refused = copy.identityEffects.stream()
                .filter(Effect.Refused.class::isInstance)
                .map(Effect.Refused.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(refused.verdict()).isEqualTo(Effect.Verdict.RESTORED);
        copy.bootCounter++;
        copy.marks = new Marks(copy.marks.generation() + 1, 0, 0);
        copy.carryOut(copy.gossip.onIdentityRaised(cluster.network.now(), copy.bootCounter, copy.marks), null);
        long back = cluster.runUntil(
                20_000,
                () -> cluster.running().stream()
                        .allMatch(node -> node == copy
                                || node.gossip.lookedUp(copy.id).process.bootCounter() == copy.bootCounter));
        FIGURES.row(
                "cloned identity, original dead",
                5,
                1,
                "told that the disk counts as restored; a member " + Figures.seconds(back)
                        + " after raising its counters");
    }

    @Test
    void aDiskPutBackFromABackupIsToldOfItsGreaterSelf() {
        SimCluster cluster = new SimCluster(31, 3).started();
        SimNode node = cluster.nodes.get(2);
        node.carryOut(node.gossip.onMarks(cluster.network.now(), new Marks(1, 20, 5_000)), null);
        cluster.network.run(40_000);
        node.kill();
        node.marks = new Marks(1, 10, 100);
        node.start(cluster.seeds);
        cluster.network.run(3_000);
        assertThat(node.identityEffects)
                .anySatisfy(effect -> assertThat(effect)
                        .isInstanceOfSatisfying(
                                Effect.ToldOfGreaterSelf.class,
                                told -> assertThat(told.told().marks().logSequence())
                                        .isEqualTo(5_000)));
        FIGURES.row("a disk put back from a backup", 3, 1, "told of its greater log sequence at the first exchange");
    }

    private static SimNode copyOf(SimNode original, SimCluster cluster) {
        SimNode copy = cluster.network.add(100);
        copy.id = original.id;
        copy.bootCounter = original.bootCounter;
        copy.marks = original.marks;
        return copy;
    }
}
