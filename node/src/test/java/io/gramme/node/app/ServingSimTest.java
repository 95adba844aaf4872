package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.membership.Liveness;
import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three whole nodes serve: through restarts, a dead node, a clean stop. */
class ServingSimTest {
    private static final List<Integer> PORTS = List.of(7072, 7172, 7272);

    private static List<Process> three(SimCluster cluster) throws Exception {
        List<Process> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(cluster.start(new Spec("n" + (i + 1), PORTS.get(i), PORTS)));
        }
        untilServing(cluster, nodes);
        return nodes;
    }

    private static void untilServing(SimCluster cluster, List<Process> nodes) {
        cluster.runUntil("all serve", () -> nodes.stream().allMatch(ServingSimTest::serves));
    }

    private static boolean serves(Process process) {
        return process.node.isReady() && process.node.views(0).current().mayCoordinate();
    }

    private static Key key(int number) {
        return Key.of("cart", "key" + number);
    }

    private static WriteResult put(SimCluster cluster, Process at, Key key, String value) {
        Content content = Content.value(
                ValueBytes.of(value.getBytes(StandardCharsets.UTF_8)), "text/plain", at.clock.wallMillis());
        WriteRequest request = new WriteRequest(key, content, null, null, WriteRequest.Options.DEFAULT, 2_000, "put");
        List<WriteResult> results = new ArrayList<>();
        at.node.control().execute(() -> at.node.coordinator(0).write(request, results::add));
        cluster.runUntil("an answer", () -> !results.isEmpty());
        return results.get(0);
    }

    private static ReadResult get(SimCluster cluster, Process at, Key key) {
        ReadRequest request = new ReadRequest(key, null, null, 2_000, false, null, "get");
        List<ReadResult> results = new ArrayList<>();
        at.node.control().execute(() -> at.node.coordinator(0).read(request, results::add));
        cluster.runUntil("an answer", () -> !results.isEmpty());
        return results.get(0);
    }

    private static String only(ReadResult result) {
        assertThat(result).isInstanceOf(ReadResult.Found.class);
        ReadResult.Found found = (ReadResult.Found) result;
        assertThat(found.view().siblings()).hasSize(1);
        return new String(found.view().siblings().get(0).content().value().toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void whatOneNodeWritesEveryNodeReads() throws Exception {
        SimCluster cluster = new SimCluster(1);
        List<Process> nodes = three(cluster);
        for (int i = 0; i < 30; i++) {
            assertThat(put(cluster, nodes.get(i % 3), key(i), "v" + i)).isInstanceOf(WriteResult.Written.class);
        }
        for (int i = 0; i < 30; i++) {
            assertThat(only(get(cluster, nodes.get((i + 1) % 3), key(i)))).isEqualTo("v" + i);
        }
    }

    @Test
    void aNodeThatWasLongAwayCountsFromTheMomentItIsHeardOfAgain() throws Exception {
        SimCluster cluster = new SimCluster(4);
        List<Process> nodes = three(cluster);
        nodes.get(2).kill();
        put(cluster, nodes.get(0), key(0), "makes n1 look for n3");
        cluster.run(Duration.ofSeconds(30));
        Process back = cluster.start(nodes.get(2).spec);
        ClusterViews seen = nodes.get(0).node.views(0);
        cluster.runUntil("n1 hears n3", () -> seen.current().peer(2).liveness() == Liveness.ALIVE && serves(back));
        nodes.get(1).kill();
        assertThat(put(cluster, nodes.get(0), key(1), "v1")).isInstanceOf(WriteResult.Written.class);
    }

    @Test
    void writesGoOnWithoutOneNodeAndSurviveTheDeathOfAll() throws Exception {
        SimCluster cluster = new SimCluster(2);
        List<Process> nodes = three(cluster);
        nodes.get(2).kill();
        for (int i = 0; i < 20; i++) {
            assertThat(put(cluster, nodes.get(i % 2), key(i), "v" + i)).isInstanceOf(WriteResult.Written.class);
        }
        nodes.get(0).kill();
        nodes.get(1).kill();

        List<Process> again = new ArrayList<>();
        for (Process each : nodes) {
            again.add(cluster.start(each.spec));
        }
        untilServing(cluster, again);
        for (int i = 0; i < 20; i++) {
            assertThat(only(get(cluster, again.get(2), key(i)))).isEqualTo("v" + i);
        }
        assertThat(again).allSatisfy(one -> assertThat(one.alarms()).isEmpty());
        assertThat(again).allSatisfy(one -> assertThat(one.fatal).isEmpty());
        assertThat(again.get(0).node.identity().current().run())
                .as("an unclean start")
                .isEqualTo(1);
    }

    @Test
    void aCleanStopKeepsWhatWasWrittenAndTheNextStartIsARunOfItsOwn() throws Exception {
        SimCluster cluster = new SimCluster(3);
        Process alone = cluster.start(new Spec("n1", 7072, List.of()));
        untilServing(cluster, List.of(alone));
        assertThat(put(cluster, alone, key(1), "kept")).isInstanceOf(WriteResult.Written.class);
        alone.stop();

        Process again = cluster.start(alone.spec);
        untilServing(cluster, List.of(again));
        assertThat(only(get(cluster, again, key(1)))).isEqualTo("kept");
        assertThat(again.node.identity().current().run()).isOne();
        assertThat(again.node.identity().current().bootCounter()).isEqualTo(2);
    }
}
