package io.gramme.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The bars of the design for detection and traffic, at 3, 50 and 500 members. The figures are printed as a table;
 * {@code -Dgramme.gossip.seeds=n} runs n seeds, {@code -Dgramme.gossip.figures=file} writes the table there.
 */
class FiguresSimTest {
    private static final int SEEDS = Integer.getInteger("gramme.gossip.seeds", 1);
    private static final int STEADY_MILLIS = 20_000;

    private static final Figures FAULTS = new Figures("Faults among 500", "scenario", "members", "outcome");

    private record Row(int size, long joined, long suspected, long dead, double udpBytes, double stateBytes) {}

    private static List<Row> measured(int size, int seeds) {
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            rows.add(measured(new SimCluster(seed, size).started()));
        }
        return rows;
    }

    private static Row measured(SimCluster cluster) {
        int size = cluster.nodes.size();
        SimNetwork network = cluster.network;
        long udp = cluster.nodes.stream().mapToLong(node -> node.bytesUdp).sum();
        long state = cluster.nodes.stream().mapToLong(node -> node.bytesState).sum();
        network.run(STEADY_MILLIS);
        double perMember = 1000.0 / STEADY_MILLIS / size;
        double udpBytes =
                (cluster.nodes.stream().mapToLong(node -> node.bytesUdp).sum() - udp) * perMember;
        double stateBytes =
                (cluster.nodes.stream().mapToLong(node -> node.bytesState).sum() - state) * perMember;
        SimNode victim = cluster.nodes.get(size - 1);
        victim.kill();
        long killed = network.now();
        cluster.runUntil(
                60_000, () -> cluster.running().stream().noneMatch(node -> node.sees(victim) == MemberState.ALIVE));
        long suspected = network.now() - killed;
        cluster.runUntil(60_000, () -> cluster.allSee(victim, MemberState.DEAD));
        return new Row(size, cluster.joinedMillis, suspected, network.now() - killed, udpBytes, stateBytes);
    }

    @Test
    void aDeadMemberOfFiveHundredIsSuspectedInSixSecondsAndDeadInTwentyAtAConstantCost() {
        List<Row> three = measured(3, 5 * SEEDS);
        List<Row> fifty = measured(50, 5 * SEEDS);
        List<Row> fiveHundred = new ArrayList<>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            SimCluster cluster = new SimCluster(seed, 500).started();
            fiveHundred.add(measured(cluster));
            faultsAmongFiveHundred(cluster);
        }
        table(List.of(three, fifty, fiveHundred));
        FAULTS.print();
        assertThat(three).allSatisfy(row -> {
            assertThat(row.suspected).isLessThanOrEqualTo(6_000);
            assertThat(row.dead).isLessThanOrEqualTo(10_000);
        });
        assertThat(fiveHundred).allSatisfy(row -> {
            assertThat(row.suspected).isLessThanOrEqualTo(6_000);
            assertThat(row.dead).isLessThanOrEqualTo(20_000);
        });
        double ratio = mean(fiveHundred.stream().map(Row::udpBytes))
                / mean(fifty.stream().map(Row::udpBytes));
        assertThat(ratio).isBetween(0.9, 1.1);
    }

    private static void faultsAmongFiveHundred(SimCluster cluster) {
        cluster.nodes.get(499).start(cluster.seeds);
        cluster.runUntil(60_000, cluster::allSeeAll);
        FalsePositives counted = Scenarios.oneSlowMember(cluster, 20_000);
        assertThat(counted.deaths).isZero();
        FAULTS.row(
                "one member stalls 20 s",
                500,
                counted.deaths + " false deaths and " + counted.suspicions
                        + " false suspicions of others; alive everywhere after");
        long restarted = Scenarios.massRestart(cluster);
        FAULTS.row(
                "all restart at once (memberlist#311)",
                500,
                "everybody sees every new run after " + Figures.seconds(restarted));
    }

    private static void table(List<List<Row>> sizes) {
        Figures figures = new Figures(
                "Detection and traffic",
                "members",
                "runs",
                "all see all after start",
                "suspected everywhere, median / worst",
                "dead everywhere, median / worst",
                "UDP B/s per member",
                "push-pull B/s per member");
        for (List<Row> rows : sizes) {
            figures.row(
                    rows.get(0).size,
                    rows.size(),
                    worst(rows.stream().map(Row::joined)),
                    spread(rows.stream().map(Row::suspected)),
                    spread(rows.stream().map(Row::dead)),
                    Math.round(mean(rows.stream().map(Row::udpBytes))),
                    Math.round(mean(rows.stream().map(Row::stateBytes))));
        }
        figures.print();
    }

    private static String worst(java.util.stream.Stream<Long> millis) {
        return Figures.seconds(millis.mapToLong(Long::longValue).max().orElseThrow());
    }

    private static String spread(java.util.stream.Stream<Long> millis) {
        long[] sorted = millis.mapToLong(Long::longValue).sorted().toArray();
        return Figures.seconds(sorted[sorted.length / 2]) + " / " + Figures.seconds(sorted[sorted.length - 1]);
    }

    private static double mean(java.util.stream.Stream<Double> values) {
        return values.mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
