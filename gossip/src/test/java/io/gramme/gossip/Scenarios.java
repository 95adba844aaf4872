package io.gramme.gossip;

import java.util.List;

/** Faults played on a cluster of any size; after each one everybody sees everybody again. */
final class Scenarios {
    private Scenarios() {}

    /** One member handles nothing for so long. Gives what the others believed meanwhile and in the 10 s after. */
    static FalsePositives oneSlowMember(SimCluster cluster, long stallMillis) {
        FalsePositives counted = new FalsePositives();
        SimNode slow = cluster.nodes.get(cluster.nodes.size() / 2);
        counted.faulty.add(slow);
        cluster.network.observer = counted;
        slow.stall(stallMillis);
        cluster.network.run(stallMillis);
        counted.slowSeenDead = cluster.nodes.get(0).sees(slow) == MemberState.DEAD;
        cluster.network.run(10_000);
        cluster.runUntil(60_000, cluster::allSeeAll);
        return counted;
    }

    /**
     * memberlist#311: all restart at once with low incarnations while old dead messages are about. A tenth dies first
     * and is declared dead, and a witness restarts last: what it spreads and hears until then is of the old runs. Gives
     * the millis until everybody sees every new run.
     */
    static long massRestart(SimCluster cluster) {
        SimNetwork network = cluster.network;
        int size = cluster.nodes.size();
        List<SimNode> first = cluster.nodes.subList(size - Math.max(1, size / 10), size);
        first.forEach(SimNode::kill);
        cluster.runUntil(
                60_000,
                () -> first.stream()
                        .allMatch(dead ->
                                cluster.running().stream().anyMatch(node -> node.sees(dead) == MemberState.DEAD)));
        SimNode witness = cluster.nodes.get(0);
        cluster.running().stream().filter(node -> node != witness).forEach(SimNode::kill);
        long start = network.now();
        for (SimNode node : cluster.nodes) {
            long at = start + (node == witness ? 1_500 : network.random.nextInt(1_000));
            network.schedule(at, () -> {
                node.kill();
                node.start(cluster.seeds);
            });
        }
        network.run(1_600);
        cluster.runUntil(90_000, cluster::allSeeAll);
        return network.now() - start;
    }
}
