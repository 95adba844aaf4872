package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.membership.Liveness;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.transport.ClockMessage.ClockAsk;
import io.gramme.node.transport.ClockMessage.ClockIs;
import io.gramme.node.transport.Outcome;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Ring;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Design §3: founding makes one cluster or none, whatever the network does meanwhile. */
class FoundingSimTest {
    private static List<Integer> ports(int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(7072 + 100 * i);
        }
        return ports;
    }

    private static List<Spec> specs(int count) {
        List<Spec> specs = new ArrayList<>();
        for (int port : ports(count)) {
            specs.add(new Spec("n" + (specs.size() + 1), port, ports(count)));
        }
        return specs;
    }

    private static List<Process> start(SimCluster cluster, List<Spec> specs) throws IOException {
        List<Process> started = new ArrayList<>();
        for (Spec spec : specs) {
            started.add(cluster.start(spec));
        }
        return started;
    }

    private static void untilReady(SimCluster cluster, List<Process> nodes) {
        cluster.runUntil("all ready", () -> nodes.stream().allMatch(one -> one.node.isReady()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void seedsFoundOneClusterThatSeatsThemAll(int count) throws Exception {
        SimCluster cluster = new SimCluster(count);
        List<Process> seeds = start(cluster, specs(count));

        untilReady(cluster, seeds);

        Ring ring = seeds.get(0).knownRing();
        assertThat(ring.members().seated()).hasSize(count);
        assertThat(seeds).allSatisfy(one -> assertThat(one.ring()).isEqualTo(ring));
        assertThat(seeds).allSatisfy(one -> assertThat(one.alarms()).isEmpty());
        cluster.runUntil(
                "all may coordinate",
                () -> seeds.stream().allMatch(one -> one.node.views(0).current().mayCoordinate()));
        assertThat(cluster.loop.nowNanos()).as("founding takes less than 5 s").isLessThan(5_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void foundersWhoAreReadyKnowEachOtherWithinAFewTurns(long seed) throws Exception {
        SimCluster cluster = new SimCluster(seed);
        List<Process> seeds = start(cluster, specs(3));
        untilReady(cluster, seeds);

        cluster.run(Duration.ofMillis(300));

        assertThat(seeds)
                .allSatisfy(one -> assertThat(one.knownRing().members().all())
                        .allSatisfy(member -> assertThat(one.node
                                        .views(0)
                                        .current()
                                        .peer(member.index())
                                        .liveness())
                                .isEqualTo(Liveness.ALIVE)));
    }

    @Test
    void fewerFoundersThanExpectedFoundNothing() throws Exception {
        SimCluster cluster = new SimCluster(11);
        List<Process> two = start(cluster, specs(3).subList(0, 2));

        cluster.run(Duration.ofSeconds(30));

        assertThat(two).allSatisfy(one -> assertThat(one.ring()).isNull());
    }

    @Test
    void aSideWithoutTheMajorityOfTheListFoundsNothing() throws Exception {
        SimCluster cluster = new SimCluster(12);
        List<Spec> specs = specs(5);
        specs.forEach(spec -> spec.with("cluster.bootstrapExpect", "2"));
        cluster.net.cut(
                specs.subList(0, 2).stream().map(spec -> spec.at).toList(),
                specs.subList(2, 5).stream().map(spec -> spec.at).toList());
        List<Process> nodes = start(cluster, specs);
        untilReady(cluster, nodes.subList(2, 5));
        cluster.run(Duration.ofSeconds(10));
        assertThat(nodes.subList(0, 2)).allSatisfy(one -> assertThat(one.ring()).isNull());

        cluster.net.heal();
        untilReady(cluster, nodes);
        ClusterId id = nodes.get(4).knownRing().shape().cluster();
        assertThat(nodes)
                .allSatisfy(one -> assertThat(one.knownRing().shape().cluster()).isEqualTo(id));
        assertThat(nodes.get(0).knownRing().members().seated()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cutsLossAndCrashesWhileFoundingNeverMakeTwoClusters(long seed) throws Exception {
        Randomness chance = new SeededRandomness(seed);
        SimCluster cluster = new SimCluster(seed);
        cluster.net.lossOfDatagrams = 0.2;
        int count = chance.nextInt(2) == 0 ? 3 : 5;
        List<Spec> specs = specs(count);
        specs.forEach(spec -> spec.with("cluster.bootstrapExpect", String.valueOf(count / 2 + 1)));
        List<Process> running = new ArrayList<>();
        for (Spec spec : specs) {
            running.add(cluster.start(spec));
            cluster.run(Duration.ofMillis(chance.nextInt(700)));
        }
        Set<ClusterId> founded = new HashSet<>();
        for (int round = 0; round < 12; round++) {
            disturb(cluster, running, chance);
            cluster.run(Duration.ofMillis(chance.nextInt(1_200)));
            running.forEach(one -> {
                if (one.ring() != null) {
                    founded.add(one.knownRing().shape().cluster());
                }
            });
        }
        cluster.net.heal();
        untilReady(cluster, running);
        running.forEach(one -> founded.add(one.knownRing().shape().cluster()));
        assertThat(founded).as("clusters of seed " + seed).hasSize(1);
        assertThat(running).allSatisfy(one -> assertThat(one.fatal).isEmpty());
    }

    private static void disturb(SimCluster cluster, List<Process> running, Randomness chance) throws IOException {
        int victim = chance.nextInt(running.size());
        switch (chance.nextInt(3)) {
            case 0 -> {
                running.get(victim).kill();
                running.set(victim, cluster.start(running.get(victim).spec));
            }
            case 1 ->
                cluster.net.cut(
                        List.of(running.get(victim).spec.at),
                        List.of(running.get((victim + 1 + chance.nextInt(running.size() - 1)) % running.size())
                                .spec
                                .at));
            default -> cluster.net.heal();
        }
    }

    @Test
    void aNodeWithAnotherQStopsAndNamesBoth() throws Exception {
        SimCluster cluster = new SimCluster(21);
        List<Process> seeds = start(cluster, specs(3));
        untilReady(cluster, seeds);
        Process late = cluster.start(new Spec("n4", 7372, ports(3)).with("replication.partitions", "64"));
        cluster.runUntil("told", () -> !late.fatal.isEmpty());
        assertThat(late.fatal.get(0)).contains("64").contains("16");

        seeds.get(0).kill();
        seeds.get(0).spec.with("replication.partitions", "32");
        assertThatThrownBy(() -> cluster.start(seeds.get(0).spec))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("32")
                .hasMessageContaining("16");
    }

    @Test
    void aLateNodeJoinsWithoutASeat() throws Exception {
        SimCluster cluster = new SimCluster(22);
        List<Process> seeds = start(cluster, specs(3));
        untilReady(cluster, seeds);
        Process late = cluster.start(new Spec("n4", 7372, ports(3)));
        untilReady(cluster, List.of(late));
        cluster.runUntil(
                "known to all",
                () -> seeds.stream()
                        .allMatch(one -> one.node.membership().members().size() == 4));
        assertThat(late.knownRing()).isEqualTo(seeds.get(0).knownRing());
        assertThat(late.node.views(0).current().selfIndex()).isNegative();
    }

    @Test
    void anEmptiedDirectoryIsANewNodeThatWaitsForItsPlace() throws Exception {
        SimCluster cluster = new SimCluster(23);
        List<Process> seeds = start(cluster, specs(3));
        untilReady(cluster, seeds);
        Process emptied = seeds.get(0);
        emptied.kill();
        emptied.spec.files = SimFiles.empty();
        Process again = cluster.start(emptied.spec);
        untilReady(cluster, List.of(again));

        assertThat(again.node.identity().current().node())
                .isNotEqualTo(emptied.node.identity().current().node());
        String waiting = "n1~" + again.node.identity().current().node().prefix();
        assertThat(again.node.membership().shownName()).isEqualTo(waiting);
        assertThat(again.alarms()).anyMatch(text -> text.contains("gramme plan replace n1 " + waiting));
    }

    /**
     * The second founder votes for the first cluster, which the third does not hear of, and loses its disk. The third has
     * known it before; so the emptied one and the third do not make another cluster, though they are a majority.
     */
    @Test
    void aFounderWhoseDirectoryWasEmptiedVotesForNoSecondCluster() throws Exception {
        SimCluster cluster = new SimCluster(24);
        List<Spec> specs = specs(3);
        specs.forEach(spec -> spec.with("cluster.bootstrapExpect", "2"));
        Process second = cluster.start(specs.get(1));
        Process third = cluster.start(specs.get(2));
        cluster.run(Duration.ofMillis(300));
        assertThat(third.ring()).isNull();
        cluster.net.cut(List.of(specs.get(2).at), List.of(specs.get(0).at, specs.get(1).at));
        Process first = cluster.start(specs.get(0));
        untilReady(cluster, List.of(first, second));
        ClusterId founded = first.knownRing().shape().cluster();

        first.kill();
        second.kill();
        second.spec.files = SimFiles.empty();
        cluster.net.heal();
        Process emptied = cluster.start(second.spec);
        cluster.run(Duration.ofSeconds(20));
        assertThat(emptied.ring()).isNull();
        assertThat(third.ring()).isNull();
        assertThat(third.alarms()).anyMatch(text -> text.contains("is another node than before"));
        assertThat(emptied.alarms()).anyMatch(text -> text.contains("this directory was emptied"));
        third.kill();
        third = cluster.start(third.spec);
        cluster.run(Duration.ofSeconds(20));
        assertThat(third.ring()).as("it remembers across a restart").isNull();

        Process back = cluster.start(first.spec);
        untilReady(cluster, List.of(back, emptied, third));
        assertThat(List.of(back, emptied, third))
                .allSatisfy(one -> assertThat(one.knownRing().shape().cluster()).isEqualTo(founded));
    }

    @Test
    void aMemberThatComesBackAtOtherAddressesHasTheRingSayThem() throws Exception {
        SimCluster cluster = new SimCluster(25);
        List<Process> seeds = start(cluster, specs(3));
        untilReady(cluster, seeds);
        long before = seeds.get(0).knownRing().epoch().number();
        Process moved = seeds.get(1);
        moved.kill();
        moved.spec.at = SimCluster.address(7572);
        Process again = cluster.start(moved.spec);
        untilReady(cluster, List.of(again));
        List<Process> all = List.of(seeds.get(0), again, seeds.get(2));
        cluster.runUntil(
                "all rings say it",
                () -> all.stream()
                        .allMatch(one -> one.knownRing()
                                .members()
                                .byId(again.node.identity().current().node())
                                .orElseThrow()
                                .addresses()
                                .peer()
                                .equals("127.0.0.1:7572")));
        cluster.run(Duration.ofSeconds(30));
        assertThat(all)
                .allSatisfy(one -> assertThat(one.knownRing().epoch().number())
                        .as("one epoch, and no more")
                        .isEqualTo(before + 1));
        assertThat(all).allSatisfy(one -> assertThat(one.fatal).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50})
    void everyFounderReachesEveryOtherHoweverTheirFirstConnectionsWereMade(long seed) throws Exception {
        SimCluster cluster = new SimCluster(seed);
        List<Process> seeds = start(cluster, specs(3));
        untilReady(cluster, seeds);
        cluster.run(Duration.ofSeconds(10));
        List<Outcome> outcomes = new ArrayList<>();
        for (Process from : seeds) {
            for (Process to : seeds) {
                if (from != to) {
                    from.node
                            .control()
                            .execute(() -> from.node
                                    .transport(0)
                                    .request(
                                            to.node.identity().current().node(), new ClockAsk(), 1_000, outcomes::add));
                }
            }
        }
        cluster.run(Duration.ofSeconds(2));
        assertThat(outcomes).hasSize(6).allMatch(outcome -> outcome instanceof ClockIs);
    }
}
