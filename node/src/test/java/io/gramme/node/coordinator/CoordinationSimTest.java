package io.gramme.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.coordinator.TestCluster.TestNode;
import io.gramme.ring.Key;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CoordinationSimTest {
    private static final Key KEY = Key.of("cart", "alice");

    static WriteResult.Written written(WriteResult result) {
        assertThat(result).isInstanceOf(WriteResult.Written.class);
        return (WriteResult.Written) result;
    }

    static RequestFailure failure(Object result) {
        assertThat(result).isInstanceOf(RequestFailure.class);
        return (RequestFailure) result;
    }

    static List<String> values(ReadResult result) {
        assertThat(result).isInstanceOf(ReadResult.Found.class);
        return ((ReadResult.Found) result)
                .view().siblings().stream()
                        .map(sibling -> sibling.content().value().toString())
                        .sorted()
                        .toList();
    }

    @Test
    void whatWasPutThroughAnyNodeIsReadThroughAnyOther() {
        TestCluster cluster = new TestCluster(5);
        for (TestNode writer : cluster.nodes) {
            Key key = Key.of("b", "k" + writer.index);
            WriteResult.Written put = written(writer.put(key, "v" + writer.index, null));
            assertThat(put.achieved().durable()).isGreaterThanOrEqualTo(2);
            for (TestNode reader : cluster.nodes) {
                assertThat(values(reader.get(key))).containsExactly("v" + writer.index);
            }
            cluster.runFor(100);
            for (int slot = 0; slot < 3; slot++) {
                assertThat(cluster.owner(key, slot).held(key)).isNotNull();
            }
        }
    }

    @Test
    void aKeyNeverWrittenIsNotFoundByTheVotesOfOwners() {
        TestCluster cluster = new TestCluster(5);
        ReadResult result = cluster.node(0).get(KEY);
        assertThat(result).isInstanceOf(ReadResult.NotFound.class);
        assertThat(((ReadResult.NotFound) result).context()).isNull();
        assertThat(((ReadResult.NotFound) result).achieved().owners()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void anOverwriteWithTheContextReplacesAndOneWithoutIsASibling() {
        TestCluster cluster = new TestCluster(3);
        CausalContext first = written(cluster.node(0).put(KEY, "one", null)).context();
        written(cluster.node(1).put(KEY, "two", first));
        assertThat(values(cluster.node(2).get(KEY))).containsExactly("two");
        written(cluster.node(2).put(KEY, "three", null));
        assertThat(values(cluster.node(0).get(KEY))).containsExactly("three", "two");
    }

    @Test
    void oneOfThreeDeadCostsNothingAndLeavesAHintBesideTheCopy() {
        TestCluster cluster = new TestCluster(3);
        TestNode dead = cluster.owner(KEY, 2);
        cluster.kill(dead);
        TestNode writer = cluster.owner(KEY, 0);
        WriteResult.Written put = written(writer.put(KEY, "v", null));
        assertThat(put.achieved().durable()).isEqualTo(2);
        assertThat(put.achieved().hinted()).isZero();
        cluster.runFor(2_000);
        assertThat(writer.hints.kept).containsKey(KEY);
        assertThat(Objects.requireNonNull(writer.hints.kept.get(KEY)).owners()).containsExactly(dead.index);
        assertThat(values(cluster.owner(KEY, 1).get(KEY))).containsExactly("v");
    }

    @Test
    void twoOfThreeDeadIsRefusedWithNumbersAndNames() {
        TestCluster cluster = new TestCluster(3);
        cluster.kill(cluster.owner(KEY, 1));
        cluster.kill(cluster.owner(KEY, 2));
        TestNode writer = cluster.owner(KEY, 0);
        RequestFailure first = failure(writer.put(KEY, "v", null));
        assertThat(first.outcome()).isEqualTo(Outcome.PARTIAL);
        RequestFailure second = failure(writer.put(KEY, "w", null));
        assertThat(second.reason()).isEqualTo(RequestFailure.Reason.NOT_ENOUGH_REPLICAS);
        assertThat(second.outcome()).isEqualTo(Outcome.NONE);
        assertThat(second.needed()).isEqualTo(2);
        assertThat(second.got()).isEqualTo(1);
        assertThat(second.failed())
                .extracting(RequestFailure.FailedNode::reason)
                .containsOnly("unreachable");
        WriteRequest.Options one = new WriteRequest.Options(1, null, List.of(), false, false, false, false);
        written(writer.put(TestCluster.request(KEY, "w", null, null, one)));
    }

    @Test
    void allOwnersDeadAFallbackCoordinatesAndReadsFindTheHints() {
        TestCluster cluster = new TestCluster(6);
        for (int slot = 0; slot < 3; slot++) {
            cluster.kill(cluster.owner(KEY, slot));
        }
        TestNode writer = cluster.fallback(KEY, 1);
        WriteResult.Written put = written(writer.put(KEY, "v", null));
        assertThat(put.achieved().owners()).isZero();
        assertThat(put.achieved().hinted()).isGreaterThanOrEqualTo(2);
        assertThat(values(cluster.fallback(KEY, 0).get(KEY))).containsExactly("v");
    }

    @Test
    void aReadRepairsTheOwnerThatMissedAWrite() {
        TestCluster cluster = new TestCluster(3);
        TestNode away = cluster.owner(KEY, 1);
        cluster.kill(away);
        written(cluster.owner(KEY, 0).put(KEY, "v", null));
        cluster.revive(away);
        assertThat(away.held(KEY)).isNull();
        assertThat(values(cluster.owner(KEY, 2).get(KEY))).containsExactly("v");
        cluster.runFor(200);
        KeyRecord repaired = away.held(KEY);
        assertThat(repaired).isNotNull();
    }
}
