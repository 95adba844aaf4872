package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.transport.RawAnswer;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import io.gramme.testkit.WithGramme;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Six nodes, and all three owners of a key away: the rest take the write and bring it to them. */
@WithGramme(nodes = 6)
class AllOwnersDeadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    void allThreeOwnersKilled(RealCluster cluster) {
        fallbacksTakeTheWrite(cluster, "killed", RealNode::kill, RealNode::start);
    }

    @Test
    void allThreeOwnersStandStill(RealCluster cluster) {
        fallbacksTakeTheWrite(cluster, "paused", RealNode::pause, RealNode::resume);
    }

    private static void fallbacksTakeTheWrite(
            RealCluster cluster, String bucket, Consumer<RealNode> take, Consumer<RealNode> giveBack) {
        Kv kv = new Kv(cluster, bucket);
        List<RealNode> owners = cluster.owners(bucket, "k");
        assertThat(owners).hasSize(3);
        List<RealNode> others =
                cluster.nodes().stream().filter(node -> !owners.contains(node)).toList();
        owners.forEach(take);

        // Until the failure is known a write may fail, and says so: the same write again makes it no second one.
        Duration known = Await.until("no write gets through", PATIENCE, () -> attempt(kv, others.get(0)));
        Await.until("no write gets through", PATIENCE, () -> attempt(kv, others.get(1)));
        assertThat(kv.values(others.get(2), "k", "r=2")).containsExactly("through fallbacks");

        owners.forEach(giveBack);
        long begun = System.nanoTime();
        cluster.awaitReady();
        Await.until("hints are left", PATIENCE, () -> cluster.hints() == 0 ? "" : cluster.hints() + " hints");
        System.out.printf(
                "all owners %s: the first write got through after %d ms, delivered %d ms after their return%n",
                bucket, known.toMillis(), (System.nanoTime() - begun) / 1_000_000);
        for (RealNode owner : owners) {
            holdsByItself(cluster, owner, kv);
        }
    }

    private static String attempt(Kv kv, RealNode at) {
        try {
            Map<String, String> headers = Map.of("Content-Type", "text/plain", "Idempotency-Key", "the one write");
            RawAnswer answer = kv.cluster().exchange(at, kv.putRequest("k", "through fallbacks", "w=2", headers));
            if (answer.status() != 204) {
                return answer.status() + " " + Kv.text(answer);
            }
            assertThat(answer.header("gramme-durable")).contains("owners=0");
            return "";
        } catch (CompletionException noAnswer) {
            return String.valueOf(noAnswer.getCause());
        }
    }

    private static void holdsByItself(RealCluster cluster, RealNode owner, Kv kv) {
        List<RealNode> rest =
                cluster.nodes().stream().filter(node -> node != owner).toList();
        rest.forEach(RealNode::pause);
        try {
            assertThat(kv.missing(owner, Map.of("k", "through fallbacks"), "r=1"))
                    .isEmpty();
        } finally {
            rest.forEach(RealNode::resume);
        }
    }
}
