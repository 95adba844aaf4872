package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.ringchange.PlanAnswer;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Five nodes of which three decide (design §3). What two of them decided while the third was cut off is given up when both
 * die and the third recovers the ring: who had lost a partition by it owns it again.
 */
class RecoveredRingSimTest {
    private static final List<Integer> PORTS = List.of(7072, 7172, 7272, 7372, 7472);
    private static final int KEYS = 80;

    @Test
    void whatANodeRetiredUnderARingThatWasGivenUpIsServedByItAgain() throws Exception {
        SimCluster cluster = new SimCluster(96);
        List<Process> nodes = new ArrayList<>();
        for (int port : PORTS) {
            nodes.add(cluster.start(new Spec("n" + (nodes.size() + 1), port, PORTS)));
        }
        cluster.runUntil("all serve", () -> nodes.stream().allMatch(RingMoves::serves));
        for (int i = 0; i < KEYS; i++) {
            assertThat(RingMoves.put(cluster, nodes.get(0), key(i), "v", 3)).isInstanceOf(WriteResult.Written.class);
        }
        Process sixth = RingMoves.newcomer(cluster, 6);
        Ring before = nodes.get(0).knownRing();
        List<Process> deciders = before.group().nodes().stream()
                .map(index -> nodes.stream()
                        .filter(node -> RingMoves.index(node) == index)
                        .findFirst()
                        .orElseThrow())
                .toList();
        Process cutOff = deciders.get(0);
        List<Process> others = new ArrayList<>(nodes);
        others.remove(cutOff);
        others.add(sixth);
        cluster.net.cut(List.of(cutOff.spec.at), addresses(others));
        RingMoves.commit(cluster, deciders.get(1), RingMoves.join(sixth));
        RingMoves.untilBalanced(cluster, others);
        Process former = others.stream()
                .filter(node -> !deciders.contains(node) && node != sixth)
                .findFirst()
                .orElseThrow();
        TreeSet<Integer> lost = lost(before, former);
        assertThat(lost).as("partitions that went from it to the sixth").isNotEmpty();
        cluster.runUntil("retired", () -> lost.stream().allMatch(p -> count(former, Space.LIVE, p) == 0));
        assertThat(lost.stream().mapToInt(p -> count(former, Space.RETIRED, p)).sum())
                .as("records put aside")
                .isPositive();

        List<Process> dead = List.of(deciders.get(1), deciders.get(2), sixth);
        dead.forEach(Process::kill);
        List<String> names = List.of(deciders.get(1).spec.name, deciders.get(2).spec.name);
        List<PlanAnswer> recovered = new ArrayList<>();
        cutOff.node
                .control()
                .execute(() -> recovered.add(cutOff.node.moves().desk().recover(names)));
        cluster.runUntil("an answer", () -> !recovered.isEmpty());
        assertThat(recovered.get(0)).isInstanceOf(PlanAnswer.Decided.class);
        cluster.net.heal();
        cluster.runUntil("the recovered ring", () -> former.knownRing().epoch().term() == 2);
        cluster.runUntil(
                "back in the live key space",
                () -> lost.stream().allMatch(p -> count(former, Space.RETIRED, p) == 0)
                        && former.node.moves().node().transfers().retired().isEmpty());
        for (int i = 0; i < KEYS; i++) {
            if (lost.contains(before.partition(key(i)))) {
                assertThat(RingMoves.get(cluster, former, key(i), 1))
                        .as("%s at %s", key(i), former.spec.name)
                        .isInstanceOf(ReadResult.Found.class);
            }
        }
    }

    private static Key key(int i) {
        return Key.of("recovered", "key" + i);
    }

    private static TreeSet<Integer> lost(Ring before, Process node) {
        Ring now = node.knownRing();
        int index = RingMoves.index(node);
        TreeSet<Integer> lost = new TreeSet<>();
        for (int p = 0; p < before.shape().partitions().count(); p++) {
            if (before.isOwner(p, index) && !now.isOwner(p, index)) {
                lost.add(p);
            }
        }
        return lost;
    }

    private static List<PeerAddress> addresses(List<Process> nodes) {
        return nodes.stream().map(node -> node.spec.at).toList();
    }

    private static int count(Process node, Space space, int partition) {
        int count = 0;
        Storage storage = Objects.requireNonNull(node.node.records(0)).storage();
        try (Storage.Cursor cursor = storage.scan(space, partition, null)) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }
}
