package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.testkit.Await;
import io.gramme.testkit.GrammeExtension;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Directories and addresses that change hands, files that disagree, clusters that meet: on real processes. */
class FoundingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    static final GrammeExtension GRAMME = GrammeExtension.of(RealCluster.builder());

    private static void awaitLog(RealNode node, String regex) {
        Await.until(
                node.name() + " does not say " + regex,
                PATIENCE,
                () -> node.lastLines(400).stream().anyMatch(line -> line.matches(".*" + regex + ".*"))
                        ? ""
                        : "it says " + node.lastLines(3));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walked = Files.walk(from)) {
            for (Path path : walked.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    @Test
    void aNodeThatReturnsAtAnotherAddressIsFound(RealCluster cluster) {
        Kv kv = new Kv(cluster, "moved");
        kv.put(cluster.node(3), "k", "before", "w=3", null);
        RealNode moved = cluster.node(3);
        String before = moved.peer();
        moved.kill();
        moved.moveToOtherPorts().start();
        assertThat(moved.peer()).isNotEqualTo(before);
        cluster.awaitReady();
        assertThat(kv.values(moved, "k", "r=3")).containsExactly("before");
        assertThat(kv.put(moved, "k2", "after", "w=3", null).status()).isEqualTo(204);
    }

    @Test
    void anEmptiedDirectoryIsANewNodeThatTellsHowItGetsItsPlace(RealCluster cluster) throws IOException {
        RealNode node = cluster.node(2);
        node.kill();
        Path aside = node.dataDirectory().resolveSibling("aside");
        Files.move(node.dataDirectory(), aside);
        try {
            node.start();
            awaitLog(node, "gramme plan replace n2 n2~[0-9a-f]{4}");
            assertThat(new Kv(cluster, "emptied")
                            .put(cluster.node(1), "k", "v", "w=2", null)
                            .status())
                    .isEqualTo(204);
        } finally {
            node.kill();
            Files.move(node.dataDirectory(), node.dataDirectory().resolveSibling("newcomer"));
            Files.move(aside, node.dataDirectory());
        }
    }

    @Test
    void aCopiedDirectoryIsRefusedAndTheFirstOneGoesOn(RealCluster cluster) throws IOException {
        RealNode original = cluster.node(3);
        original.kill();
        RealNode copied = cluster.more("n3");
        copy(original.dataDirectory(), copied.dataDirectory());
        original.start();
        cluster.awaitReady();
        assertThat(copied.start().awaitExit(PATIENCE)).isNotZero();
        assertThat(copied.lastLines(20)).anyMatch(line -> line.contains("copy"));
        assertThat(cluster.running()).hasSize(3);
        cluster.awaitReady();
    }

    @Test
    void aFileWithAnotherQOrNRefusesToStartNamingBoth(RealCluster cluster) {
        RealNode node = cluster.node(1);
        node.kill();
        refuses(node, "replication.partitions", "512", "256");
        refuses(node, "replication.n", "2", "3");
    }

    private static void refuses(RealNode node, String key, String wrong, String founded) {
        node.set(key, wrong).start();
        try {
            assertThat(node.awaitExit(PATIENCE)).isOne();
            assertThat(node.lastLines(5))
                    .anyMatch(line -> line.contains(key + " is " + wrong) && line.contains("founded with " + founded));
        } finally {
            node.set(key, founded);
        }
    }

    @Test
    void twoClustersThatMeetStayTwoAndSaySo(RealCluster cluster) {
        RealNode alone = cluster.more("m1").set("cluster.bootstrapExpect", "1").set("replication.n", "1");
        alone.set("cluster.seeds", "[\"" + alone.peer() + "\"]").start();
        awaitLog(alone, "m1 is ready");
        alone.kill();
        alone.set("cluster.bootstrapExpect", "all")
                .set(
                        "cluster.seeds",
                        "[\"" + alone.peer() + "\", \"" + cluster.node(1).peer() + "\"]")
                .start();
        try {
            awaitLog(alone, "(other_cluster|another cluster|other cluster)");
            assertThat(cluster.adminJson(cluster.node(1), "/v1/admin/members").path("members"))
                    .hasSize(3);
            assertThat(cluster.adminJson(alone, "/v1/admin/members").path("members"))
                    .hasSize(1);
            assertThat(new Kv(cluster, "two").put(alone, "k", "v", "", null).status())
                    .isEqualTo(204);
        } finally {
            alone.kill();
        }
    }
}
