package io.gramme.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.chaos.sim.DiskSpeed;
import io.gramme.chaos.sim.Link;
import io.gramme.chaos.sim.Simulation;
import io.gramme.chaos.sim.Trace;
import io.gramme.node.app.NodeMetrics;
import io.gramme.node.causality.Sibling;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics;
import io.gramme.node.metrics.CoordinatorMetrics;
import io.gramme.node.metrics.HandoffMetrics;
import io.gramme.node.metrics.MembershipMetrics;
import io.gramme.node.metrics.PurgeMetrics;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.ScriptedFaults;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.ForwardMessage.Forwarded;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole nodes serve in the simulated world, and every fault of it reaches them. */
class SimClusterTest {
    private static final FoundedDisks FOUNDED = new FoundedDisks();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static SimCluster three(long seed) throws Exception {
        return SimCluster.ready(new Simulation(seed, Trace.hashOnly()), ClusterShape.of(3), FOUNDED);
    }

    private static Key key(int number) {
        return Key.of("cart", "key" + number);
    }

    private static void put(SimCluster cluster, int machine, int key, String value) {
        WriteResult result = cluster.await(cluster.write(machine, key(key), value, null));
        assertThat(result).isInstanceOf(WriteResult.Written.class);
    }

    private static List<String> get(SimCluster cluster, int machine, int key) {
        ReadResult result = cluster.await(cluster.read(machine, key(key)));
        assertThat(result).isInstanceOf(ReadResult.Found.class);
        return ((ReadResult.Found) result)
                .view().siblings().stream().map(SimClusterTest::text).toList();
    }

    private static String text(Sibling sibling) {
        return sibling.content().value().toString();
    }

    @Test
    void emptyMachinesFoundAClusterThatServes() throws Exception {
        SimCluster cluster = SimCluster.empty(new Simulation(1, Trace.hashOnly()), ClusterShape.of(5));
        cluster.startAll();
        assertThat(cluster.runUntil(MINUTE, cluster::allServe)).isTrue();
        put(cluster, 0, 1, "v");
        assertThat(get(cluster, 4, 1)).containsExactly("v");
    }

    @Test
    void aReadyClusterServesAndIsSureOfItsDisksWithinFourVirtualSeconds() throws Exception {
        SimCluster cluster =
                SimCluster.founded(new Simulation(2, Trace.hashOnly()), ClusterShape.of(5), FOUNDED, NodeMetrics.NONE);
        long before = cluster.simulation().loop().nowNanos();
        cluster.startAll();
        assertThat(cluster.runUntil(MINUTE, cluster::allServe)).isTrue();
        assertThat(cluster.simulation().loop().nowNanos() - before).isLessThan(4_000_000_000L);
    }

    /** Found by the simulator (swarm seed 51): only nodes that founded or joined in this very process compared anything. */
    @Test
    void nodesThatFindTheirRingOnTheirDisksCompareTheirPartitions() throws Exception {
        int[] exchanges = new int[1];
        NodeMetrics metrics = new NodeMetrics(
                MembershipMetrics.NONE,
                CoordinatorMetrics.NONE,
                AdmissionMetrics.NONE,
                HandoffMetrics.NONE,
                new AntiEntropyMetrics() {
                    @Override
                    public void exchanged(Outcome outcome, long nanos) {
                        exchanges[0]++;
                    }
                },
                BackgroundMetrics.NONE,
                PurgeMetrics.NONE);
        ClusterShape shape = ClusterShape.of(3).with("repair.interval", "1s");
        SimCluster cluster = SimCluster.founded(new Simulation(2, Trace.hashOnly()), shape, FOUNDED, metrics);
        cluster.startAll();
        cluster.run(Duration.ofSeconds(5));
        assertThat(exchanges[0]).isGreaterThan(16);
    }

    @Test
    void oneSeedGivesOneTrace() throws Exception {
        String first = trace(7);
        assertThat(trace(7)).isEqualTo(first);
        assertThat(trace(8)).isNotEqualTo(first);
    }

    private static String trace(long seed) throws Exception {
        SimCluster cluster = three(seed);
        for (int i = 0; i < 20; i++) {
            put(cluster, i % 3, i, "v" + i);
        }
        return cluster.simulation().trace().hashText();
    }

    @Test
    void writesGoOnWithoutOneMachineAndSurviveAPowerCutOfAll() throws Exception {
        SimCluster cluster = three(3);
        cluster.machine(2).kill(Crash.syncedOnly());
        for (int i = 0; i < 20; i++) {
            put(cluster, i % 2, i, "v" + i);
        }
        cluster.machine(0).kill(Crash.syncedOnly());
        cluster.machine(1).kill(Crash.arbitrary(cluster.simulation().fork("crash")));
        cluster.startAll();
        assertThat(cluster.runUntil(MINUTE, cluster::allServe)).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(get(cluster, 2, i)).containsExactly("v" + i);
        }
    }

    @Test
    void aMachineThatIsCutOffRefusesAndComesBack() throws Exception {
        SimCluster cluster = three(4);
        cluster.simulation().network().partition(List.of("n1"), List.of("n2", "n3"));
        WriteResult alone = cluster.await(cluster.write(0, key(1), "alone", null));
        assertThat(alone).isInstanceOf(RequestFailure.class);
        put(cluster, 1, 1, "together");
        cluster.simulation().network().heal();
        cluster.run(Duration.ofSeconds(20));
        assertThat(get(cluster, 0, 1)).contains("together");
    }

    @Test
    void aFailedFsyncStopsTheProcess() throws Exception {
        SimCluster cluster = three(5);
        ScriptedFaults faults = new ScriptedFaults();
        faults.failForceAfter(0);
        cluster.machine(1).disk().inject(faults);
        cluster.write(1, key(1), "lost", null);
        assertThat(cluster.runUntil(MINUTE, () -> !cluster.machine(1).isRunning()))
                .isTrue();
        assertThat(cluster.machine(1).fatalFaults()).hasSize(1);
    }

    @Test
    void anOldDiskRaisesTheGeneration() throws Exception {
        SimCluster cluster = three(6);
        SimFiles old = cluster.machine(1).disk().image(Crash.syncedOnly());
        for (int i = 0; i < 5; i++) {
            put(cluster, 1, i, "v" + i);
        }
        cluster.run(Duration.ofSeconds(5));
        cluster.machine(1).kill(Crash.syncedOnly());
        cluster.start(1);
        assertThat(cluster.runUntil(MINUTE, cluster::allServe)).isTrue();
        cluster.machine(1).kill(Crash.syncedOnly());
        cluster.machine(1).insert(old);
        cluster.start(1);
        assertThat(cluster.runUntil(MINUTE, cluster::allServe)).isTrue();
        assertThat(cluster.node(1).node().identity().current().generation()).isEqualTo(1);
        assertThat(get(cluster, 1, 3)).containsExactly("v3");
    }

    @Test
    void aSlowDiskIsNotADeadOne() throws Exception {
        SimCluster cluster = three(8);
        cluster.machine(2).disk(new DiskSpeed(Duration.ofMillis(300), 1));
        for (int i = 0; i < 5; i++) {
            put(cluster, 0, i, "v" + i);
        }
        assertThat(cluster.machine(2).isRunning()).isTrue();
    }

    @Test
    void severalShardsServeFromDisksOfOne() throws Exception {
        ClusterShape shape = ClusterShape.of(3);
        SimCluster cluster = SimCluster.ready(new Simulation(9, Trace.hashOnly()), shape.withShards(2), FOUNDED);
        for (int i = 0; i < 20; i++) {
            put(cluster, i % 3, i, "v" + i);
            assertThat(get(cluster, (i + 1) % 3, i)).containsExactly("v" + i);
        }
    }

    /** A copy that was served after a refusal made that refusal a lie (swarm seed 329); no connection makes copies. */
    @Test
    void aForwardedWriteIsServedOnceHoweverOftenTheNetworkDeliversIt() throws Exception {
        SimCluster cluster = SimCluster.ready(new Simulation(10, Trace.hashOnly()), ClusterShape.of(5), FOUNDED);
        List<String> forwards = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        List<String> acks = new ArrayList<>();
        List<String> writes = new ArrayList<>();
        cluster.tap((machine, message) -> {
            if (message instanceof Forward) {
                forwards.add(machine);
            } else if (message instanceof Forwarded) {
                answers.add(machine);
            } else if (message instanceof ReplicaWrite) {
                writes.add(machine);
            } else if (message instanceof WriteAck) {
                acks.add(machine);
            }
        });
        cluster.simulation().network().ordinary(Link.HEALTHY.with(new Link.Loss(0, 0, 0, 1)));
        for (int i = 0; i < 20; i++) {
            put(cluster, 0, i, "v" + i);
        }
        cluster.run(Duration.ofSeconds(1));
        assertThat(answers).hasSameSizeAs(forwards).isNotEmpty();
        assertThat(acks).as("of the others both copies are served").hasSize(2 * writes.size());
    }
}
