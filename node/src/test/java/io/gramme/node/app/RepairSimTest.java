package io.gramme.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.app.SimCluster.Spec;
import io.gramme.node.background.Task;
import io.gramme.node.causality.Actor;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.http.RepairSource;
import io.gramme.node.http.RepairView;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Trees;
import io.gramme.ring.Key;
import io.gramme.ring.Partitions;
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

    /** Has everything compared at once; the task is in the list as soon as the node has begun. */
    private static List<Task> repairAll(Process at, RepairSource front) {
        List<Task> tasks = new ArrayList<>();
        at.node.control().execute(() -> tasks.add(front.start(null)));
        return tasks;
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

    @Test
    void aDueMarkBringsTheRoundWithinSeconds() throws Exception {
        SimCluster cluster = new SimCluster(12);
        List<Process> nodes = three(cluster, "10m");
        Key key = keys(1).get(0);
        plant(nodes.get(0), key, record(7));
        ShardRepair repair = nodes.get(1).node.repair().shard(0);
        nodes.get(1)
                .node
                .control()
                .execute(() ->
                        repair.exchanges().markDue(nodes.get(1).knownRing().partition(key)));
        cluster.run(Duration.ofSeconds(5));
        assertThat(holds(nodes.get(1), key)).isTrue();
        assertThat(repair.exchanges().due()).isZero();
    }

    @Test
    void driftOfARealTreeIsAnAlarmAndIsPutRight() throws Exception {
        SimCluster cluster = new SimCluster(13);
        List<Process> nodes = three(cluster, "10m");
        List<Key> keys = keys(50);
        keys.forEach(key -> nodes.forEach(node -> plant(node, key, record(7))));
        cluster.run(Duration.ofSeconds(1));
        Process node = nodes.get(0);
        Key key = keys.get(3);
        int partition = node.knownRing().partition(key);
        Partitions division = node.knownRing().shape().partitions();
        node.node.control().execute(() -> {
            trees(node).tree(partition).add(division.leaf(key.hash()), key.hash(), 99);
            node.node.repair().shard(0).exchanges().markDue(partition);
        });
        cluster.run(Duration.ofSeconds(20));
        assertThat(node.alarms()).hasSize(1);
        assertThat(node.alarms().get(0)).contains("tree of partition " + partition);
        node.node
                .control()
                .execute(() -> node.node.repair().shard(0).exchanges().markDue(partition));
        cluster.run(Duration.ofSeconds(20));
        assertThat(node.alarms()).hasSize(1);
    }

    private static Trees trees(Process at) {
        return (Trees) records(at).storage();
    }

    @Test
    void aRestoredDiskServesNothingBeforeARoundWithEachOtherOwner() throws Exception {
        SimCluster cluster = new SimCluster(14);
        List<Process> nodes = three(cluster, "10m");
        List<Key> keys = keys(100);
        keys.forEach(key -> nodes.forEach(node -> plant(node, key, record(7))));
        cluster.run(Duration.ofSeconds(1));
        Process node = nodes.get(0);
        ShardRepair repair = node.node.repair().shard(0);
        cluster.net.cut(List.of(node.spec.at), List.of(nodes.get(2).spec.at));
        node.node.control().execute(() -> node.node.membership().onDamage());
        cluster.run(Duration.ofSeconds(20));
        assertThat(node.node.identity().current().generation()).isEqualTo(1);
        assertThat(repair.partitionTrust().doubtful())
                .as("one owner is out of reach")
                .hasSize(16);
        assertThat(repair.maySpeak(3)).isFalse();
        // What it holds is no vote, neither where another node asks nor where it asks itself.
        for (Process asked : List.of(nodes.get(1), node)) {
            assertThat(read(cluster, asked, keys.get(0), 3)).isNotInstanceOf(ReadResult.Found.class);
        }
        assertThat(read(cluster, nodes.get(1), keys.get(0), 2)).isInstanceOf(ReadResult.Found.class);

        node.kill();
        Process again = cluster.start(node.spec);
        cluster.runUntil("ready", () -> again.node.isReady());
        ShardRepair after = again.node.repair().shard(0);
        assertThat(after.partitionTrust().doubtful())
                .as("doubts outlive the process")
                .hasSize(16);
        cluster.net.heal();
        cluster.runUntil("trusted", () -> after.partitionTrust().doubtful().isEmpty());
        assertThat(after.maySpeak(3)).isTrue();
        assertThat(keys).allMatch(key -> holds(again, key));
    }

    private static ReadResult read(SimCluster cluster, Process at, Key key, int r) {
        ReadRequest request = new ReadRequest(key, r, null, 1_000, false, null, "get");
        List<ReadResult> results = new ArrayList<>();
        at.node.control().execute(() -> at.node.coordinator(0).read(request, results::add));
        cluster.runUntil("an answer", () -> !results.isEmpty());
        return results.get(0);
    }

    @Test
    void aWholeClusterOfRestoredDisksComesUpByItself() throws Exception {
        SimCluster cluster = new SimCluster(15);
        List<Process> nodes = three(cluster, "10m");
        List<Key> keys = keys(60);
        for (int i = 0; i < keys.size(); i++) {
            plant(nodes.get(i % 3), keys.get(i), record(7));
        }
        for (Process node : nodes) {
            node.node.control().execute(() -> node.node.membership().onDamage());
        }
        cluster.run(Duration.ofMillis(500));
        assertThat(nodes).anyMatch(node -> !node.node.repair().shard(0).maySpeak(3));
        cluster.runUntil(
                "all trusted",
                () -> nodes.stream()
                        .allMatch(node -> node.node
                                .repair()
                                .shard(0)
                                .partitionTrust()
                                .doubtful()
                                .isEmpty()));
        for (Process node : nodes) {
            assertThat(keys).allMatch(key -> holds(node, key));
        }
    }

    @Test
    void aTaskComparesEverythingNowAndTellsHowFarItIs() throws Exception {
        SimCluster cluster = new SimCluster(16);
        List<Process> nodes = three(cluster, "1d");
        List<Key> keys = keys(90);
        for (int i = 0; i < keys.size(); i++) {
            plant(nodes.get(i % 3), keys.get(i), record(7));
        }
        cluster.run(Duration.ofSeconds(1));
        Process node = nodes.get(0);
        RepairSource front = node.node.repair().front(node.node.tasks());
        List<Task> tasks = repairAll(node, front);
        cluster.runUntil(
                "the task is over",
                () -> !tasks.isEmpty() && tasks.get(0).state().isOver());
        assertThat(tasks.get(0).state()).isEqualTo(Task.State.DONE);
        assertThat(tasks.get(0).done()).isEqualTo(32);
        assertThat(tasks.get(0).total()).isEqualTo(32);
        assertThat(tasks.get(0).detail()).contains("keys repaired");
        assertThat(keys).allMatch(key -> holds(node, key));

        List<RepairView> views = new ArrayList<>();
        node.node.control().execute(() -> front.view(views::add));
        cluster.run(Duration.ofMillis(10));
        assertThat(views).hasSize(1);
        assertThat(views.get(0).pairs()).hasSize(32).allSatisfy(pair -> {
            assertThat(pair.due()).isFalse();
            assertThat(pair.secondsAgo()).isNotNegative();
        });
        assertThat(views.get(0).totals().rounds()).isGreaterThanOrEqualTo(32);
        assertThat(views.get(0).budget().fullBytesPerSecond()).isEqualTo(4 << 20);
    }

    @Test
    void aTaskSaysWhomItCouldNotReachAndStopsWhenAsked() throws Exception {
        SimCluster cluster = new SimCluster(17);
        List<Process> nodes = three(cluster, "1d");
        nodes.get(2).kill();
        Process node = nodes.get(0);
        RepairSource front = node.node.repair().front(node.node.tasks());
        List<Task> tasks = new ArrayList<>();
        node.node.control().execute(() -> {
            tasks.add(front.start(3));
            tasks.add(front.start(null));
        });
        cluster.run(Duration.ofMillis(5));
        node.node.control().execute(() -> tasks.get(1).cancel());
        cluster.runUntil(
                "both are over",
                () -> tasks.stream().allMatch(task -> task.state().isOver()));
        assertThat(tasks.get(0).state()).isEqualTo(Task.State.FAILED);
        assertThat(tasks.get(0).detail()).contains("1 failed").contains("unreachable");
        assertThat(tasks.get(1).state()).isEqualTo(Task.State.CANCELLED);
        assertThat(tasks.get(1).done()).isLessThan(32);
    }

    @Test
    void aTaskGoesOnWithOthersWhileADeadOwnerWaitsForAnotherTry() throws Exception {
        SimCluster cluster = new SimCluster(19);
        List<Process> nodes = three(cluster, "1d");
        nodes.get(2).kill();
        Process node = nodes.get(0);
        List<Task> tasks = repairAll(node, node.node.repair().front(node.node.tasks()));
        cluster.run(Duration.ofSeconds(12));
        assertThat(tasks.get(0).state()).as(tasks.get(0).detail()).isEqualTo(Task.State.FAILED);
        assertThat(tasks.get(0).done()).isEqualTo(32);
        assertThat(tasks.get(0).detail()).contains("16 failed");
    }

    @Test
    void aNodeThatLostEverythingIsRefilledWithoutWaitingForEachPauseInTurn() throws Exception {
        SimCluster cluster = new SimCluster(18);
        List<Process> nodes = three(cluster, "1d");
        List<Key> keys = keys(400);
        nodes.subList(0, 2).forEach(node -> keys.forEach(key -> plant(node, key, record(7))));
        cluster.run(Duration.ofSeconds(1));
        Process empty = nodes.get(2);
        empty.node
                .control()
                .execute(() -> empty.node.repair().shard(0).exchanges().markAllDue());
        // 16 partitions that differ, half a second between two looks at each, two exchanges at once that do something.
        cluster.run(Duration.ofMillis(2_500));
        assertThat(keys).allMatch(key -> holds(empty, key));
        assertThat(empty.node.repair().shard(0).exchanges().due()).isZero();
    }
}
