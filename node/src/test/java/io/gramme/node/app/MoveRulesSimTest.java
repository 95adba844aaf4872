package io.gramme.node.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.SimCluster.Process;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.node.ringchange.ShardMoves.Progress;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Reserved;
import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.PlanRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each rule of a move where it matters: without it, one of these fails. */
class MoveRulesSimTest {
    private static List<PeerAddress> addresses(List<Process> nodes) {
        return nodes.stream().map(node -> node.spec.at).toList();
    }

    /** A key of the first partition that the ring takes from one node and gives to another. */
    private static Key keyThatMoves(Ring ring, int from, int to) {
        for (int i = 0; i < 10_000; i++) {
            Key key = Key.of("moves", "key" + i);
            int partition = ring.partition(key);
            if (ring.isOwner(partition, from)
                    && ring.target(partition).contains(to)
                    && !ring.target(partition).contains(from)) {
                return key;
            }
        }
        throw new AssertionError("no partition goes from " + from + " to " + to);
    }

    private static long streamed(Process node) {
        return node.node.moves().node().transfers().incoming().stream()
                .mapToLong(Progress::receivedBytes)
                .sum();
    }

    @Test
    void nothingIsStreamedBeforeEveryLiveMemberActsByTheNewRing() throws Exception {
        SimCluster cluster = new SimCluster(91);
        List<Process> three = RingMoves.three(cluster);
        for (int i = 0; i < 40; i++) {
            RingMoves.put(cluster, three.get(0), Key.of("b", "key" + i), "v", 2);
        }
        Process fourth = RingMoves.newcomer(cluster, 4);
        cluster.run(Duration.ofSeconds(2));
        Process late = three.get(2);
        cluster.net.cut(List.of(late.spec.at), List.of(three.get(0).spec.at, three.get(1).spec.at, fourth.spec.at));
        RingMoves.commit(cluster, three.get(0), RingMoves.join(fourth));
        for (int i = 0; i < 40; i++) {
            cluster.run(Duration.ofMillis(50));
            assertThat(streamed(fourth)).isZero();
        }
        assertThat(late.knownRing().ownership().pending())
                .as("it knows nothing")
                .isZero();
        cluster.net.heal();
        RingMoves.untilBalanced(cluster, List.of(three.get(0), three.get(1), late, fourth));
    }

    /** A ring is felt by clients of every node: it is not decided for each partition that is ready. */
    @Test
    void partitionsThatAreReadyGatherBeforeTheyAreSwitched() throws Exception {
        SimCluster cluster = new SimCluster(95);
        List<Process> nodes = new ArrayList<>(RingMoves.three(cluster));
        byte[] large = new byte[100_000];
        Arrays.fill(large, (byte) 'v');
        for (int i = 0; i < 1_000; i++) {
            RingMoves.put(cluster, nodes.get(0), Key.of("b", "key" + i), new String(large, US_ASCII), 2);
        }
        Process first = nodes.get(0);
        nodes.add(RingMoves.newcomer(cluster, 4));
        nodes.add(RingMoves.newcomer(cluster, 5));
        cluster.run(Duration.ofSeconds(2));
        Ring ring = RingMoves.commit(cluster, first, RingMoves.join(nodes.get(3), nodes.get(4)));
        List<Integer> quarterSeconds = new ArrayList<>();
        for (int quarters = 0; ring.ownership().pending() > 0; quarters++) {
            cluster.run(Duration.ofMillis(250));
            if (!first.knownRing().equals(ring)) {
                ring = first.knownRing();
                quarterSeconds.add(quarters);
                quarters = 0;
            }
        }
        assertThat(quarterSeconds).as("it takes more than one").hasSizeGreaterThan(1);
        assertThat(quarterSeconds.subList(0, quarterSeconds.size() - 1)).allMatch(quarters -> quarters >= 4 * 6 - 1);
    }

    @Test
    void whatOnlyACutOffOwnerTookIsPushedWhenItHearsThatItIsNoOwnerAnyMore() throws Exception {
        SimCluster cluster = new SimCluster(92);
        List<Process> three = RingMoves.three(cluster);
        Process fourth = RingMoves.newcomer(cluster, 4);
        cluster.run(Duration.ofSeconds(2));
        Process cutOff = three.get(2);
        List<Process> others = List.of(three.get(0), three.get(1), fourth);
        cluster.net.cut(List.of(cutOff.spec.at), addresses(others));
        cluster.run(Duration.ofSeconds(15));
        Ring moving = RingMoves.commit(cluster, three.get(0), RingMoves.join(fourth));
        Key key = keyThatMoves(moving, RingMoves.index(cutOff), 3);
        assertThat(RingMoves.put(cluster, cutOff, key, "only here", 1)).isInstanceOf(WriteResult.Written.class);
        RingMoves.untilBalanced(cluster, others);
        assertThat(RingMoves.get(cluster, three.get(0), key, null)).isInstanceOf(ReadResult.NotFound.class);
        cluster.net.heal();
        cluster.runUntil(
                "pushed",
                () -> cutOff.knownRing().ownership().pending() == 0
                        && cutOff.node.moves().node().transfers().retired().stream()
                                .allMatch(one -> one.state().equals("PUSHED"))
                        && !cutOff.node.moves().node().transfers().retired().isEmpty());
        for (Process node : others) {
            assertThat(RingMoves.get(cluster, node, key, null)).isInstanceOf(ReadResult.Found.class);
        }
    }

    private static List<Key> keys(Process node, Space space, int partition) {
        List<Key> keys = new ArrayList<>();
        RecordStore records = Objects.requireNonNull(node.node.records(0));
        try (Storage.Cursor cursor = records.storage().scan(space, partition, null)) {
            while (cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }

    @Test
    void whatAFormerOwnerKeptIsGoneBeforeThePartitionComesBack() throws Exception {
        SimCluster cluster = new SimCluster(93);
        List<Process> three = RingMoves.three(cluster);
        Process fourth = RingMoves.newcomer(cluster, 4);
        Ring moving = RingMoves.commit(cluster, three.get(0), RingMoves.join(fourth));
        Process former = three.get(1);
        int index = RingMoves.index(former);
        Key key = keyThatMoves(moving, index, 3);
        int partition = moving.partition(key);
        assertThat(RingMoves.put(cluster, former, key, "ghost", 2)).isInstanceOf(WriteResult.Written.class);
        RingMoves.untilBalanced(cluster, cluster.alive());
        cluster.runUntil(
                "retired",
                () -> keys(former, Space.LIVE, partition).isEmpty()
                        && former.node.moves().node().transfers().retired().stream()
                                .allMatch(one -> one.state().equals("PUSHED")));
        assertThat(keys(former, Space.RETIRED, partition)).containsExactly(key);
        for (Process node : List.of(three.get(0), three.get(2), fourth)) {
            purge(cluster, node, key);
        }
        RingMoves.commit(cluster, three.get(0), PlanRequest.of(new Edit.Leave(3)));
        RingMoves.untilBalanced(cluster, three);
        assertThat(three.get(0).knownRing().isOwner(partition, index)).isTrue();
        assertThat(keys(former, Space.RETIRED, partition)).isEmpty();
        for (Process node : three) {
            assertThat(RingMoves.get(cluster, node, key, null)).isInstanceOf(ReadResult.NotFound.class);
        }
    }

    /** As after a purge: the key is gone from that owner. */
    private static void purge(SimCluster cluster, Process node, Key key) {
        boolean[] gone = {false};
        node.node.control().execute(() -> {
            Storage storage = Objects.requireNonNull(node.node.records(0)).storage();
            if (storage.reserve(Storage.WriteKind.RELIEF, 0) instanceof Reserved room) {
                storage.remove(room.reservation(), Space.LIVE, key, durability -> gone[0] = true);
            }
        });
        cluster.runUntil("gone", () -> gone[0]);
    }

    @Test
    void writesToAllOwnersGoOnWhileTheNewcomerIsDownAndReachItLater() throws Exception {
        SimCluster cluster = new SimCluster(94);
        List<Process> three = RingMoves.three(cluster);
        for (int i = 0; i < 40; i++) {
            RingMoves.put(cluster, three.get(0), Key.of("b", "key" + i), "v", 2);
        }
        Process fourth = RingMoves.newcomer(cluster, 4);
        Ring moving = RingMoves.commit(cluster, three.get(0), RingMoves.join(fourth));
        fourth.kill();
        cluster.run(Duration.ofSeconds(15));
        List<Key> keys = new ArrayList<>();
        for (Process from : three) {
            Key key = keyThatMoves(moving, RingMoves.index(from), 3);
            assertThat(RingMoves.put(cluster, from, key, "marked", 3)).isInstanceOf(WriteResult.Written.class);
            keys.add(key);
        }
        Process again = cluster.start(fourth.spec);
        RingMoves.untilBalanced(cluster, List.of(three.get(0), three.get(1), three.get(2), again));
        for (Key key : keys) {
            int partition = again.knownRing().partition(key);
            assertThat(keys(again, Space.LIVE, partition)).contains(key);
        }
    }

    @Test
    void aMemberThatAPlanTookOutIsRefusedWhenItComesBack() throws Exception {
        SimCluster cluster = new SimCluster(95);
        List<Process> three = RingMoves.three(cluster);
        Process fourth = RingMoves.newcomer(cluster, 4);
        RingMoves.commit(cluster, three.get(0), RingMoves.join(fourth));
        RingMoves.untilBalanced(cluster, cluster.alive());
        fourth.kill();
        cluster.run(Duration.ofSeconds(15));
        RingMoves.commit(cluster, three.get(0), PlanRequest.of(new Edit.Leave(3)));
        RingMoves.untilBalanced(cluster, three);
        for (int i = 0; i < 100 && three.get(0).knownRing().member(3) != null; i++) {
            cluster.run(Duration.ofSeconds(1));
        }
        assertThat(three.get(0).knownRing().member(3)).isNull();
        Process again = cluster.start(fourth.spec);
        cluster.run(Duration.ofSeconds(10));
        WriteResult refused = RingMoves.put(cluster, again, Key.of("b", "k"), "v", 2);
        assertThat(refused).isNotInstanceOf(WriteResult.Written.class);
        assertThat(RingMoves.get(cluster, three.get(0), Key.of("b", "k"), null))
                .isInstanceOf(ReadResult.NotFound.class);
    }
}
