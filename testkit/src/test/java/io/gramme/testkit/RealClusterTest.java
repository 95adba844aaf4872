package io.gramme.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the harness promises: nothing is left behind, and what fails says why. */
class RealClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Starts one node, says its process id and folder, and waits to be killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws InterruptedException {
            RealCluster cluster = RealCluster.builder().nodes(1).create();
            cluster.startAll();
            ProcessHandle node = ProcessHandle.current().children().findFirst().orElseThrow();
            System.out.println(node.pid() + " " + cluster.directory());
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    @Test
    void nodesHaltWhenTheTestThatStartedThemIsKilled() throws IOException {
        Process test = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ClassPath.text(),
                        Victim.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(test.getInputStream(), StandardCharsets.UTF_8))) {
            String[] words = said.readLine().split(" ", 2);
            Optional<ProcessHandle> node = ProcessHandle.of(Long.parseLong(words[0]));
            assertThat(node).isPresent();
            test.destroyForcibly();
            Await.until("the node outlives its test", PATIENCE, () -> node.get().isAlive() ? "it runs" : "");
            deleteAll(Path.of(words[1]));
        } finally {
            test.destroyForcibly();
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var walked = Files.walk(directory)) {
            for (Path path : walked.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Test
    void closeEndsPausedNodesTooAndDeletesTheFolder() {
        RealCluster cluster = RealCluster.builder().nodes(1).create();
        RealNode node = cluster.node(1).start();
        node.pause();
        cluster.close();
        assertThat(node.isRunning()).isFalse();
        assertThat(cluster.directory()).doesNotExist();
    }

    @Test
    void aNodeThatMayNotStartIsToldWithItsLogAndTheFolderIsKept() throws IOException {
        RealCluster cluster =
                RealCluster.builder().nodes(1).set("node.colour", "blue").create();
        try {
            cluster.startAll();
            assertThatThrownBy(cluster::awaitReady)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("n1 ended")
                    .hasMessageContaining("node.colour");
            assertThat(cluster.node(1).awaitExit(PATIENCE)).isOne();
            cluster.keep();
        } finally {
            cluster.close();
        }
        assertThat(cluster.node(1).log()).exists();
        deleteAll(cluster.directory());
    }

    @Test
    void awaitNamesWhatWasMissingWhenTheTimeIsOver() {
        assertThatThrownBy(() -> Await.until("no luck", Duration.ofMillis(50), () -> "the tide is out"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no luck after 50 ms: the tide is out");
    }

    @Test
    void settingsBecomeOneSectionEach() {
        assertThat(NodeYaml.text(Map.of("node.name", "n1", "node.zone", "a", "cluster.seeds", "[\"h:1\"]")))
                .isEqualTo("cluster:\n  seeds: [\"h:1\"]\nnode:\n  name: n1\n  zone: a\n");
        assertThat(NodeYaml.text(Map.of("listen.data", "127.0.0.1:1"))).contains("data: \"127.0.0.1:1\"");
    }

    @Test
    void portsAreGivenOnce() {
        FreePorts ports = new FreePorts(1);
        assertThat(List.of(ports.take(), ports.take(), ports.take())).doesNotHaveDuplicates();
    }
}
