package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.buckets.BucketEditor;
import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.membership.Liveness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimFiles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Design §4: who a node is, across restarts, restores, copies and moves; and how bucket settings spread. */
class IdentitySimTest {
    private static final List<Integer> PORTS = List.of(7072, 7172, 7272);

    private static List<Process> three(SimCluster cluster) throws Exception {
        List<Process> nodes = new ArrayList<>();
        for (int port : PORTS) {
            nodes.add(cluster.start(new Spec("n" + (nodes.size() + 1), port, PORTS)));
        }
        untilServing(cluster, nodes);
        cluster.run(Duration.ofSeconds(2));
        return nodes;
    }

    private static void untilServing(SimCluster cluster, List<Process> nodes) {
        cluster.runUntil(
                "all serve",
                () -> nodes.stream()
                        .allMatch(one -> one.node.isReady()
                                && one.node.views(0).current().mayCoordinate()));
    }

    private static Liveness seen(Process by, Process whom) {
        return by.node.membership().liveness(whom.node.identity().current().node());
    }

    @Test
    void aDeadNodeIsSeenAndOneThatReturnsAtAnotherAddressIsFound() throws Exception {
        SimCluster cluster = new SimCluster(31);
        List<Process> nodes = three(cluster);
        Process moved = nodes.get(2);
        moved.kill();
        cluster.runUntil("seen dead", () -> seen(nodes.get(0), moved) == Liveness.DEAD);

        moved.spec.at = SimCluster.address(7972);
        Process again = cluster.start(moved.spec);
        untilServing(cluster, List.of(again));
        cluster.runUntil("seen alive", () -> seen(nodes.get(0), again) == Liveness.ALIVE);
        assertThat(again.node.identity().current().node())
                .isEqualTo(moved.node.identity().current().node());
        assertThat(nodes.get(0)
                        .node
                        .views(0)
                        .current()
                        .peer(again.node.views(0).current().selfIndex())
                        .reachable())
                .isTrue();
    }

    @Test
    void aRestoredDiskTakesAGenerationAboveAllThatIsKnown() throws Exception {
        SimCluster cluster = new SimCluster(32);
        List<Process> nodes = three(cluster);
        Process victim = nodes.get(2);
        SimFiles old = victim.spec.files.image(new Crash.SyncedOnly());
        for (int i = 0; i < 2; i++) {
            Process last = cluster.alive().get(cluster.alive().size() - 1);
            last.kill();
            untilServing(cluster, List.of(cluster.start(victim.spec)));
            cluster.run(Duration.ofSeconds(2));
        }
        cluster.alive().get(2).kill();
        victim.spec.files = old;

        Process restored = cluster.start(victim.spec);
        cluster.runUntil("raised", () -> restored.node.identity().current().generation() == 1);
        assertThat(restored.alarms()).anyMatch(text -> text.contains("restored"));
        untilServing(cluster, List.of(restored));
        cluster.runUntil("seen alive", () -> seen(nodes.get(0), restored) == Liveness.ALIVE);
        assertThat(restored.fatal).isEmpty();
    }

    @Test
    void aCopiedDirectoryIsRefusedAndTheFirstOneGoesOn() throws Exception {
        SimCluster cluster = new SimCluster(33);
        List<Process> nodes = three(cluster);
        Process original = nodes.get(2);
        original.kill();
        Spec copy = new Spec("n3", 7972, PORTS);
        copy.files = original.spec.files.image(new Crash.SyncedOnly());
        Process again = cluster.start(original.spec);
        untilServing(cluster, List.of(again));
        cluster.run(Duration.ofSeconds(2));

        Process second = cluster.start(copy);
        cluster.runUntil("refused", () -> !second.fatal.isEmpty());
        assertThat(second.fatal.get(0)).contains("copy");
        assertThat(again.fatal).isEmpty();
    }

    /** A copy of the disk of a running node starts with a higher boot counter than the node has. */
    @Test
    void aCopyOfARunningNodesDirectoryIsRefusedAndTheNodeGoesOn() throws Exception {
        SimCluster cluster = new SimCluster(36);
        List<Process> nodes = three(cluster);
        Process original = nodes.get(2);
        Spec copy = new Spec("n3", 7972, PORTS);
        copy.files = original.spec.files.image(new Crash.SyncedOnly());

        Process second = cluster.start(copy);
        cluster.runUntil("refused", () -> !second.fatal.isEmpty());
        cluster.run(Duration.ofSeconds(40));
        assertThat(second.fatal.get(0)).contains("copy");
        assertThat(original.fatal).isEmpty();
        assertThat(original.node.identity().current().generation()).isZero();
        assertThat(seen(nodes.get(0), original)).isEqualTo(Liveness.ALIVE);
    }

    @Test
    void twoClustersThatMeetStayTwo() throws Exception {
        SimCluster cluster = new SimCluster(34);
        List<Process> nodes = three(cluster);
        Process alone = cluster.start(new Spec("m1", 8072, List.of()));
        untilServing(cluster, List.of(alone));
        alone.kill();
        alone.spec.with("cluster.seeds", "127.0.0.1:7072,127.0.0.1:8072");
        Process meeting = cluster.start(alone.spec);
        cluster.run(Duration.ofSeconds(40));

        assertThat(meeting.knownRing().shape().cluster())
                .isNotEqualTo(nodes.get(0).knownRing().shape().cluster());
        assertThat(meeting.node.membership().members()).hasSize(1);
        assertThat(nodes.get(0).node.membership().members()).hasSize(3);
    }

    @Test
    void bucketSettingsReachEveryNodeAndTheNewestWins() throws Exception {
        SimCluster cluster = new SimCluster(35);
        List<Process> nodes = three(cluster);
        byte[] bucket = "cart".getBytes(StandardCharsets.UTF_8);
        cluster.net.cut(List.of(nodes.get(2).spec.at), List.of(nodes.get(0).spec.at, nodes.get(1).spec.at));
        edit(cluster, nodes.get(0), bucket, settings(1, BucketSettings.Siblings.LWW));
        cluster.run(Duration.ofMillis(500));
        edit(cluster, nodes.get(2), bucket, settings(3, BucketSettings.Siblings.KEEP));
        cluster.net.heal();

        BucketSettings merged = settings(3, BucketSettings.Siblings.LWW);
        cluster.runUntil(
                "the same everywhere",
                () -> nodes.stream()
                        .allMatch(
                                one -> one.node.bucketViews(0).settings(bucket).equals(merged)));
        assertThat(edit(cluster, nodes.get(1), bucket, settings(2, BucketSettings.Siblings.KEEP)))
                .isInstanceOf(BucketEditor.Refused.class);

        nodes.get(1).kill();
        Process again = cluster.start(nodes.get(1).spec);
        assertThat(again.node.bucketViews(0).settings(bucket)).isEqualTo(merged);
    }

    private static BucketSettings settings(int r, BucketSettings.Siblings siblings) {
        return new BucketSettings(r, null, null, null, null, siblings, null, null, null);
    }

    private static BucketEditor.Edited edit(SimCluster cluster, Process at, byte[] bucket, BucketSettings settings) {
        List<BucketEditor.Edited> results = new ArrayList<>();
        at.node.control().execute(() -> at.node.bucketEditor(0).replace(bucket, settings, results::add));
        cluster.runUntil("edited", () -> !results.isEmpty());
        return results.get(0);
    }
}
