package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.client.transport.RawAnswer;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import io.gramme.testkit.WithGramme;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Three nodes of which one or two die by {@code kill -9}. */
@WithGramme
class DeadNodesTest {
    private static final Duration RETURN = Duration.ofSeconds(30);

    @Test
    void aKilledNodeCostsNoRequestMoreThanOneErrorAndGetsEveryWriteItMissed(RealCluster cluster) {
        Kv kv = new Kv(cluster, "killed-under-load");
        RealNode victim = cluster.node(2);
        long knownAtMillis;
        Load load = new Load(kv, "w", 8, cluster::running);
        try (load) {
            load.awaitWrites(300);
            victim.kill();
            Await.until("the death is not known", Duration.ofSeconds(60), () -> seenAlive(cluster, victim));
            knownAtMillis = load.millis();
            load.awaitWrites(load.acknowledged().size() + 500);
        }
        Map<String, String> written = load.acknowledged();
        assertThat(load.wrong()).isEmpty();
        assertThat(load.failures()).allSatisfy(failed -> {
            assertThat(failed.attempt()).as("%s", failed).isEqualTo(1);
            assertThat(failed.atMillis()).as("%s", failed).isLessThan(knownAtMillis);
        });
        assertThat(cluster.hints()).isPositive();

        victim.start();
        cluster.awaitReady();
        Duration took =
                Await.until("hints are left", RETURN, () -> cluster.hints() == 0 ? "" : cluster.hints() + " hints");
        System.out.printf(
                "killed under load: %d writes, %d errors, all delivered %d ms after the node was back%n",
                written.size(), load.failures().size(), took.toMillis());
        for (RealNode owner : cluster.nodes()) {
            holdsAll(cluster, owner, kv, written);
        }
    }

    private static String seenAlive(RealCluster cluster, RealNode victim) {
        for (RealNode node : cluster.running()) {
            for (JsonNode member : cluster.adminJson(node, "/v1/admin/members").path("members")) {
                boolean it = member.path("name").asText().equals(victim.name());
                if (it && member.path("state").asText().equals("alive")) {
                    return node.name() + " sees it alive";
                }
            }
        }
        return "";
    }

    /** Whether a node by itself holds all of it: the others stand still meanwhile. */
    private static void holdsAll(RealCluster cluster, RealNode node, Kv kv, Map<String, String> written) {
        List<RealNode> others =
                cluster.running().stream().filter(other -> other != node).toList();
        others.forEach(RealNode::pause);
        try {
            assertThat(kv.missing(node, written, "r=1")).isEmpty();
        } finally {
            others.forEach(RealNode::resume);
        }
    }

    @Test
    void withTwoOfThreeDeadAWriteOfTwoSaysWhoIsMissingAndAWriteOfOneWorks(RealCluster cluster) {
        Kv kv = new Kv(cluster, "two-dead");
        RealNode left = cluster.node(1);
        cluster.node(2).kill();
        cluster.node(3).kill();

        RawAnswer refused = kv.put(left, "k", "v", "w=2", null);
        assertThat(refused.status()).as(Kv.text(refused)).isEqualTo(503);
        JsonNode problem = Kv.json(refused);
        assertThat(problem.path("type").asText()).containsAnyOf("not-enough-replicas", "quorum-failed");
        assertThat(problem.path("required").asInt()).isEqualTo(2);
        assertThat(problem.path("received").asInt()).isLessThan(2);
        assertThat(problem.path("failed").findValuesAsText("node")).contains("n2", "n3");
        assertThat(problem.path("retryable").asBoolean()).isTrue();

        RawAnswer written = kv.put(left, "alone", "v", "w=1", null);
        assertThat(written.status()).as(Kv.text(written)).isEqualTo(204);
        assertThat(kv.values(left, "alone", "r=1")).containsExactly("v");
        assertThat(kv.get(left, "alone", "r=2").status()).isEqualTo(503);
    }
}
