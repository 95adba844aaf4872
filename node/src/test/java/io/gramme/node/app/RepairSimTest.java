package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.causality.Actor;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole nodes repair each other, with the real engine and wire. */
class RepairSimTest {
    private static final List<Integer> PORTS = List.of(7072, 7172, 7272);

    private static List<Process> three(SimCluster cluster, String interval) throws Exception {
        List<Process> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(cluster.start(new Spec("n" + (i + 1), PORTS.get(i), PORTS).with("repair.interval", interval)));
        }
        cluster.runUntil(
                "all serve",
                () -> nodes.stream()
                        .allMatch(one -> one.node.isReady()
                                && one.node.views(0).current().mayCoordinate()));
        return nodes;
    }

    private static List<Key> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> Key.of("b", "key" + i)).toList();
    }

    private static KeyRecord record(int writer) {
        Dot dot = new Dot(Actor.of(writer, 0, 1), 1);
        Content content = Content.value(ValueBytes.of("v"), "text/plain", 0);
        Sibling sibling = new Sibling(dot, 100 + writer, content, null, List.of());
        return new KeyRecord(CausalContext.of(dot, 100 + writer), List.of(sibling), SiblingsMode.KEEP, List.of());
    }

    /** Puts a record on one node only. */
    private static void plant(Process at, Key key, KeyRecord record) {
        at.node
                .control()
                .execute(
                        () -> records(at).receive(Storage.WriteKind.RELIEF, Space.LIVE, key, record, durability -> {}));
    }

    private static RecordStore records(Process at) {
        return Objects.requireNonNull(at.node.records(0));
    }

    private static boolean holds(Process at, Key key) {
        return records(at).lookup(Space.LIVE, key) instanceof RecordStore.Held;
    }

    @Test
    void everyPairIsComparedWithinTheIntervalWithoutBeingAsked() throws Exception {
        SimCluster cluster = new SimCluster(11);
        List<Process> nodes = three(cluster, "1m");
        List<Key> keys = keys(200);
        for (int i = 0; i < keys.size(); i++) {
            plant(nodes.get(i % 3), keys.get(i), record(7));
        }
        cluster.run(Duration.ofSeconds(75));
        for (Process node : nodes) {
            assertThat(keys).allMatch(key -> holds(node, key));
            assertThat(node.fatal).isEmpty();
        }
    }
}
