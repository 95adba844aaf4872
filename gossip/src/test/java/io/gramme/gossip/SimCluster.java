package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;

/** What the scenarios have in common: a cluster that is up and quiet, and the questions asked of it. */
final class SimCluster {
    final SimNetwork network;
    /** When everybody first saw everybody. */
    long joinedMillis;

    final List<SimNode> nodes;
    final List<Address> seeds = new ArrayList<>();

    SimCluster(long seed, int size) {
        this(seed, size, GossipConfig.lan());
    }

    SimCluster(long seed, int size, GossipConfig config) {
        network = new SimNetwork(seed, config);
        nodes = network.nodes;
        for (int number = 0; number < size; number++) {
            SimNode node = network.add(number);
            if (number < 3) {
                seeds.add(node.address);
            }
        }
    }

    /** Everybody up within half a second, then time until all is told. */
    SimCluster started() {
        for (SimNode node : nodes) {
            network.schedule(network.now() + network.random.nextInt(500), () -> {
                node.start(seeds);
                node.carryOut(node.gossip.onRingMembers(network.now(), ids()), null);
            });
        }
        network.run(600);
        runUntil(120_000, this::allSeeAll);
        joinedMillis = network.now();
        runUntil(
                120_000,
                () -> nodes.stream().filter(node -> node.running).allMatch(node -> node.gossip.unspread() == 0));
        return this;
    }

    List<NodeId> ids() {
        return nodes.stream().map(SimNode::id).toList();
    }

    boolean allSeeAll() {
        List<SimNode> running = running();
        return running.stream()
                .allMatch(at -> at.gossip != null && running.stream().allMatch(at::seesRun));
    }

    List<SimNode> running() {
        return nodes.stream().filter(node -> node.running).toList();
    }

    boolean allSee(SimNode node, MemberState state) {
        return running().stream().filter(at -> at != node).allMatch(at -> at.sees(node) == state);
    }

    /** Runs in steps of 50 ms (250 in large clusters) until the condition holds; the millis it took. Fails when it does not come to hold. */
    long runUntil(long atMost, java.util.function.BooleanSupplier condition) {
        long start = network.now();
        while (!condition.getAsBoolean()) {
            if (network.now() - start > atMost) {
                throw new AssertionError("not reached within " + atMost + " ms of virtual time");
            }
            network.run(nodes.size() > 100 ? 250 : 50);
        }
        return network.now() - start;
    }
}
