package io.gramme.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.Bucket;
import io.gramme.client.Codec;
import io.gramme.client.Context;
import io.gramme.client.GrammeClient;
import io.gramme.client.Versioned;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The extension as its users see it: three real nodes, killed, paused, back. */
@WithGramme
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithGrammeTest {
    private static Bucket<String, String> texts(GrammeClient gramme) {
        return gramme.bucket("texts", Codec.utf8(), Codec.utf8());
    }

    @Test
    @Order(1)
    void givesAClusterThatServesWhileANodeIsKilled(RealCluster cluster, GrammeClient gramme) {
        Bucket<String, String> texts = texts(gramme);
        texts.put("before", "the kill", Context.none());
        RealNode victim = cluster.node(2);
        victim.kill();
        assertThat(victim.isRunning()).isFalse();
        texts.put("after", "the kill", Context.none());
        assertThat(texts.get("before").map(Versioned::value)).contains("the kill");
        assertThat(texts.get("after").map(Versioned::value)).contains("the kill");
    }

    @Test
    @Order(2)
    void hasHealedTheClusterBeforeTheNextTestAndKeptWhatWasStored(RealCluster cluster, GrammeClient gramme) {
        assertThat(cluster.running()).hasSize(3);
        assertThat(texts(gramme).get("after").map(Versioned::value)).contains("the kill");
        Await.until(
                "hints are left", Duration.ofSeconds(30), () -> cluster.hints() == 0 ? "" : cluster.hints() + " hints");
    }

    @Test
    @Order(3)
    void pausesANodeSoThatItStandsStillAndResumesIt(RealCluster cluster) {
        RealNode paused = cluster.node(3);
        paused.pause();
        assertThat(paused.isRunning()).isTrue();
        assertThat(NodeStatus.of(cluster, paused).missing(List.of())).contains("does not answer");
        paused.resume();
        cluster.awaitReady();
    }

    @Test
    @Order(4)
    void stopsANodeCleanlyAndStartsItAgain(RealCluster cluster) {
        RealNode node = cluster.node(1);
        node.stop();
        assertThat(node.lastLines(5)).anyMatch(line -> line.contains("stopped cleanly"));
        assertThat(node.awaitExit(Duration.ofSeconds(1))).isZero();
        node.start();
        cluster.awaitReady();
    }
}
