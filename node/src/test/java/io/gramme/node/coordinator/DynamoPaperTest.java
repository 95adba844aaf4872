package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.ring.Key;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What "Dynamo: Amazon's Highly Available Key-value Store" (SOSP 2007) claims of gets and puts, claim by claim. */
class DynamoPaperTest {
    private static final Key KEY = Key.of("cart", "alice");

    /** §2.3: conflicts are resolved when reading, so that writes are never rejected for them. */
    @Test
    void alwaysWriteableThoughWritersDoNotSeeEachOther() {
        TestCluster cluster = new TestCluster(3);
        CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "a", null));
        CoordinationSimTest.written(cluster.owner(KEY, 1).put(KEY, "b", null));
        assertThat(CoordinationSimTest.values(cluster.owner(KEY, 2).get(KEY))).containsExactly("a", "b");
    }

    /** §4.1: put() takes the context that get() gave; get() returns one object or all with conflicting versions. */
    @Test
    void aPutWithTheContextOfAGetReconcilesWhatTheGetShowed() {
        TestCluster cluster = new TestCluster(3);
        CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "a", null));
        CoordinationSimTest.written(cluster.owner(KEY, 1).put(KEY, "b", null));
        ReadResult.Found both = (ReadResult.Found) cluster.owner(KEY, 2).get(KEY);
        CoordinationSimTest.written(
                cluster.owner(KEY, 2).put(KEY, "a+b", both.view().context()));
        assertThat(CoordinationSimTest.values(cluster.owner(KEY, 0).get(KEY))).containsExactly("a+b");
    }

    /** §4.3: each key is replicated at N hosts, the ones of its preference list. */
    @Test
    void aWriteIsOnItsNOwnersAndNowhereElse() {
        TestCluster cluster = new TestCluster(6);
        CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "v", null));
        cluster.runFor(100);
        for (TestNode node : cluster.nodes) {
            assertThat(node.held(KEY) != null).isEqualTo(cluster.row(KEY).contains(node.index));
            assertThat(node.hints.kept).isEmpty();
        }
    }

    /** §4.4: a version that descends from another replaces it; versions on parallel branches are both kept. */
    @Test
    void descentReplacesAndParallelBranchesStay() {
        TestCluster cluster = new TestCluster(3);
        CausalContext root = CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "D1", null))
                .context();
        CausalContext second = CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "D2", root))
                .context();
        CoordinationSimTest.written(cluster.owner(KEY, 1).put(KEY, "D3", second));
        CoordinationSimTest.written(cluster.owner(KEY, 2).put(KEY, "D4", second));
        ReadResult.Found branches = (ReadResult.Found) cluster.owner(KEY, 0).get(KEY);
        assertThat(CoordinationSimTest.values(branches)).containsExactly("D3", "D4");
        CoordinationSimTest.written(
                cluster.owner(KEY, 0).put(KEY, "D5", branches.view().context()));
        assertThat(CoordinationSimTest.values(cluster.owner(KEY, 1).get(KEY))).containsExactly("D5");
    }

    /** §4.5: a node that is not in the preference list does not coordinate a put; it forwards it to one that is. */
    @Test
    void aPutAtAStrangerIsForwardedOnce() {
        TestCluster cluster = new TestCluster(5);
        TestNode stranger = cluster.fallback(KEY, 0);
        CoordinationSimTest.written(stranger.put(KEY, "v", null));
        assertThat(cluster.network.log.stream().filter(line -> line.contains("Forward ")))
                .hasSize(1)
                .first()
                .asString()
                .startsWith(stranger.index + " -> ");
        assertThat(stranger.held(KEY)).isNull();
        assertThat(stranger.hints.kept).isEmpty();
    }

    /** §4.5: R + W > N yields a quorum-like system: a read sees the write that was acknowledged before it. */
    @Test
    void aReadThatOverlapsTheWriteSeesIt() {
        for (int missed = 0; missed < 3; missed++) {
            TestCluster cluster = new TestCluster(3);
            TestNode away = cluster.owner(KEY, missed);
            cluster.kill(away);
            TestNode writer = cluster.owner(KEY, (missed + 1) % 3);
            CoordinationSimTest.written(writer.put(KEY, "v", null));
            cluster.revive(away);
            assertThat(CoordinationSimTest.values(away.get(KEY))).containsExactly("v");
        }
    }

    /** §4.5: the coordinator answers a put once W-1 others responded, a get once R did; the slowest are not waited for. */
    @Test
    void theSlowestReplicaIsNotWaitedFor() {
        TestCluster cluster = new TestCluster(3);
        TestNode writer = cluster.owner(KEY, 0);
        TestNode slow = cluster.owner(KEY, 2);
        cluster.network.fault(writer.id, slow.id, FakeNetwork.Fault.REQUEST_LOST);
        long began = cluster.loop.nowNanos();
        CoordinationSimTest.written(writer.put(KEY, "v", null));
        assertThat(CoordinationSimTest.values(writer.get(KEY))).containsExactly("v");
        assertThat(cluster.loop.nowNanos() - began).isLessThan(10 * FakeNetwork.LATENCY_NANOS);
    }

    /** §4.6: operations go to the first N healthy nodes; a stand-in keeps the replica with a hint of whom it is for. */
    @Test
    void aFallbackKeepsTheReplicaWithAHint() {
        TestCluster cluster = new TestCluster(6);
        TestNode away = cluster.owner(KEY, 1);
        cluster.kill(away);
        TestNode fallback = cluster.fallback(KEY, 0);
        WriteResult.Written put =
                CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "v", null));
        cluster.runFor(50);
        assertThat(put.achieved().durable()).isGreaterThanOrEqualTo(2);
        assertThat(Objects.requireNonNull(fallback.hints.kept.get(KEY)).owners())
                .containsExactly(away.index);
        assertThat(fallback.held(KEY)).as("in a separate store").isNull();
    }

    /** §4.6: with W = 1 a write is only rejected when all nodes are unavailable. */
    @Test
    void withW1OneLivingNodeIsEnough() {
        TestCluster cluster = new TestCluster(3);
        cluster.kill(cluster.owner(KEY, 1));
        cluster.kill(cluster.owner(KEY, 2));
        WriteRequest.Options one = new WriteRequest.Options(1, null, List.of(), false, false, false, false);
        WriteRequest request = TestCluster.request(KEY, "v", null, null, one);
        CoordinationSimTest.written(cluster.owner(KEY, 0).put(request));
    }

    /** §5: if stale versions were returned in any of the responses, the coordinator updates those nodes (read repair). */
    @Test
    void staleReplicasAreUpdatedByARead() {
        TestCluster cluster = new TestCluster(3);
        CausalContext first = CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "old", null))
                .context();
        cluster.runFor(50);
        TestNode stale = cluster.owner(KEY, 2);
        cluster.kill(stale);
        CoordinationSimTest.written(cluster.owner(KEY, 0).put(KEY, "new", first));
        cluster.revive(stale);
        assertThat(CoordinationSimTest.values(cluster.owner(KEY, 1).get(KEY))).containsExactly("new");
        cluster.runFor(100);
        assertThat(Objects.requireNonNull(stale.held(KEY))
                        .siblings()
                        .get(0)
                        .content()
                        .value())
                .hasToString("new");
    }

    /** §6: a strict quorum would be unavailable where the sloppy one still serves. */
    @Test
    void aStrictBucketRefusesWhereASloppyOneServes() {
        TestCluster strict = new TestCluster(6);
        strict.bucket =
                new io.gramme.node.buckets.BucketSettings(null, null, null, null, false, null, null, null, null);
        strict.kill(strict.owner(KEY, 1));
        strict.kill(strict.owner(KEY, 2));
        RequestFailure first = CoordinationSimTest.failure(strict.owner(KEY, 0).put(KEY, "v", null));
        assertThat(first.outcome()).isEqualTo(Outcome.PARTIAL);
        RequestFailure refused =
                CoordinationSimTest.failure(strict.owner(KEY, 0).put(KEY, "v", null));
        assertThat(refused.reason()).isEqualTo(Reason.NOT_ENOUGH_REPLICAS);
        TestCluster sloppy = new TestCluster(6);
        sloppy.kill(sloppy.owner(KEY, 1));
        sloppy.kill(sloppy.owner(KEY, 2));
        CoordinationSimTest.written(sloppy.owner(KEY, 0).put(KEY, "v", null));
    }
}
