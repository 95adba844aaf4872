package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.transport.RawAnswer;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import io.gramme.testkit.WithGramme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Nothing concurrent is hidden, on whatever path it came. */
@WithGramme
class SiblingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static void assertShown(Kv kv, String key, String... values) {
        for (RealNode node : kv.cluster().running()) {
            for (int r = 1; r <= kv.cluster().running().size(); r++) {
                assertThat(kv.values(node, key, "r=" + r))
                        .as("%s at %s with r=%d", key, node.name(), r)
                        .containsExactlyInAnyOrder(values);
            }
        }
    }

    private static String written(RawAnswer answer) {
        assertThat(answer.status()).as(Kv.text(answer)).isEqualTo(204);
        return Kv.context(answer);
    }

    @Test
    void blindWritesAtDifferentNodesAreSiblingsAtEveryNodeAndQuorum(RealCluster cluster) {
        Kv kv = new Kv(cluster, "siblings");
        written(kv.put(cluster.node(1), "k", "a", "w=3", null));
        written(kv.put(cluster.node(2), "k", "b", "w=3", null));
        written(kv.put(cluster.node(3), "k", "c", "w=3", null));
        assertShown(kv, "k", "a", "b", "c");
        RawAnswer read = kv.get(cluster.node(2), "k", "");
        written(kv.put(cluster.node(1), "k", "abc", "w=3", Kv.context(read)));
        assertShown(kv, "k", "abc");
    }

    @Test
    void aPutWithTheContextOfAnEarlierPutReplacesThatOneAlone(RealCluster cluster) {
        Kv kv = new Kv(cluster, "put-contexts");
        String first = written(kv.put(cluster.node(1), "k", "a1", "w=3", null));
        written(kv.put(cluster.node(2), "k", "b", "w=3", null));
        String second = written(kv.put(cluster.node(1), "k", "a2", "w=3", first));
        assertShown(kv, "k", "a2", "b");
        written(kv.put(cluster.node(3), "k", "a3", "w=3", second));
        assertShown(kv, "k", "a3", "b");
    }

    @Test
    void writesThatReachANodeOnlyAsHintsAreSiblingsToo(RealCluster cluster) {
        Kv kv = new Kv(cluster, "hinted-siblings");
        String before = written(kv.put(cluster.node(1), "k", "before", "w=3", null));
        cluster.node(3).kill();
        written(kv.put(cluster.node(1), "k", "a", "", before));
        written(kv.put(cluster.node(2), "k", "b", "", before));
        cluster.node(3).start();
        cluster.awaitReady();
        Await.until("hints are left", PATIENCE, () -> cluster.hints() == 0 ? "" : cluster.hints() + " hints");
        assertShown(kv, "k", "a", "b");
    }

    @Test
    void twoClientsThatReadBeforeTheyWriteNeverSeeMoreThanAHandfulOfSiblings(RealCluster cluster)
            throws InterruptedException, ExecutionException, TimeoutException {
        Kv kv = new Kv(cluster, "interleaved");
        List<CompletableFuture<Integer>> clients = new ArrayList<>();
        for (int client = 0; client < 2; client++) {
            int number = client;
            clients.add(CompletableFuture.supplyAsync(() -> readAndWrite(kv, number)));
        }
        int most = 0;
        for (CompletableFuture<Integer> client : clients) {
            most = Math.max(most, client.get(2, TimeUnit.MINUTES));
        }
        System.out.printf("1000 interleaved writes: at most %d siblings seen%n", most);
        assertThat(most).isBetween(1, 4);
    }

    /** The most siblings that one of 500 reads, each followed by a write, has shown. */
    private static int readAndWrite(Kv kv, int client) {
        int most = 0;
        for (int i = 0; i < 500; i++) {
            RealNode node = kv.cluster().node(1 + (i + client) % 3);
            RawAnswer read = kv.get(node, "k", "");
            most = Math.max(most, Kv.values(read).size());
            String context = read.header("gramme-context");
            written(kv.put(node, "k", client + "-" + i, "", context));
        }
        return most;
    }
}
