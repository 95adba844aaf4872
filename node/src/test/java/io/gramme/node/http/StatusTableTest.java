package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.node.app.Awaiting;
import io.gramme.node.app.LiveCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The failures that take a fault, against real nodes: dead ones, draining ones, one alone, full disks, too many
 * connections. What takes none is reached by {@link ContractTest}, {@link KvRouteTest} and {@link TokensTest}.
 */
class StatusTableTest {
    private static RawHttp.Answer put(int port, String target, Map<String, String> headers) throws IOException {
        return RawHttp.once(port, "PUT", target, headers, "v".getBytes(StandardCharsets.UTF_8));
    }

    /** An answer, asked for again until it is the wanted one. */
    private static RawHttp.Answer until(Predicate<RawHttp.Answer> wanted, Awaiting.Asking<RawHttp.Answer> asking)
            throws Exception {
        return Awaiting.until("the wanted answer", Duration.ofSeconds(20), asking, wanted);
    }

    private static void assertProblem(RawHttp.Answer answer, int status, String type, String outcome) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.problem()).as(answer.text()).isEqualTo(type);
        assertThat(answer.json().path("outcome").asText()).as(answer.text()).isEqualTo(outcome);
        if (status == 503) {
            assertThat(answer.header("Retry-After")).as(answer.text()).matches("\\d+");
        }
    }

    @Test
    void twoOfThreeDeadAreNamedAndWhatIsStaleIsNotShown() throws Exception {
        try (LiveCluster cluster = LiveCluster.start(3, Map.of())) {
            cluster.stop(1);
            cluster.stop(2);
            int port = cluster.dataPort(0);
            RawHttp.Answer few = until(
                    answer -> answer.status() == 503 && answer.problem().equals("not-enough-replicas"),
                    () -> put(port, "/v1/kv/t/few", Map.of()));
            assertProblem(few, 503, "not-enough-replicas", "none");
            assertThat(few.json().path("required").asInt()).isEqualTo(2);
            assertThat(few.json().path("received").asInt()).isLessThan(2);
            List<String> missing = new ArrayList<>();
            few.json()
                    .path("failed")
                    .forEach(node -> missing.add(node.path("node").asText()));
            assertThat(missing).containsExactlyInAnyOrder("n2", "n3");
            RawHttp.Answer read = RawHttp.get(port, "/v1/kv/t/few");
            assertThat(read.status()).isEqualTo(503);
            RawHttp.Answer list = until(answer -> answer.status() == 503, () -> RawHttp.get(port, "/v1/kv/t"));
            assertProblem(list, 503, "not-enough-replicas", "none");
            assertThat(RawHttp.get(cluster.adminPort(0), "/health/ready").status())
                    .isEqualTo(200);
            assertThat(until(
                                    answer -> answer.status() == 503,
                                    () -> RawHttp.get(cluster.adminPort(0), "/health/cluster"))
                            .status())
                    .isEqualTo(503);

            RawHttp.Answer one = put(port, "/v1/kv/t/stale?w=1", Map.of());
            assertThat(one.status()).isEqualTo(204);
            cluster.stop(0);
            cluster.startAgain(1);
            cluster.startAgain(2);
            Map<String, String> after = Map.of("Gramme-Read-After", one.header("Gramme-Context"));
            RawHttp.Answer stale = until(
                    answer -> answer.status() == 503 && answer.problem().equals("stale"),
                    () -> RawHttp.once(cluster.dataPort(1), "GET", "/v1/kv/t/stale?timeout=500ms", after, new byte[0]));
            assertThat(stale.status()).as(stale.text()).isEqualTo(503);
            assertThat(stale.problem()).isEqualTo("stale");
        }
    }

    @Test
    void ownersThatMustAnswerAndDoNotAreNotReplacedByFallbacks() throws Exception {
        try (LiveCluster cluster = LiveCluster.start(4, Map.of())) {
            String dead = "n4";
            cluster.stop(3);
            int port = cluster.dataPort(0);
            String key = keyOf(port, dead);
            RawHttp.Answer primaries = until(
                    answer -> answer.status() == 503 && answer.problem().equals("primaries-unavailable"),
                    () -> put(port, "/v1/kv/t/" + key + "?pw=3", Map.of()));
            assertThat(primaries.status()).as(primaries.text()).isEqualTo(503);
            assertThat(primaries.problem()).as(primaries.text()).isEqualTo("primaries-unavailable");
            RawHttp.Answer others = null;
            for (int partition = 0; partition < 16 && (others == null || others.status() != 409); partition++) {
                others = RawHttp.send(cluster.adminPort(0), "POST", "/v1/admin/repair?partition=" + partition, "");
            }
            assertProblem(others, 409, "conflict", "none");
            assertThat(put(port, "/v1/kv/t/" + key + "?w=3", Map.of()).status())
                    .as("a fallback stands in")
                    .isEqualTo(204);
        }
    }

    private static String keyOf(int port, String owner) throws IOException {
        for (int i = 0; ; i++) {
            JsonNode place = RawHttp.get(port, "/v1/locate/t/k" + i).json();
            for (JsonNode one : place.path("owners")) {
                if (one.asText().equals(owner)) {
                    return "k" + i;
                }
            }
        }
    }

    @Test
    void aDrainingNodeADeadlineSiblingsAndConnectionsAreToldApart() throws Exception {
        try (LiveCluster cluster = LiveCluster.start(3, Map.of("limits.connections", "16"))) {
            int port = cluster.dataPort(0);
            tooManyConnections(port);
            deadline(port);
            siblings(port);
            cluster.node(0).drain();
            RawHttp.Answer draining = until(
                    answer -> answer.status() == 503 && answer.problem().equals("draining"),
                    () -> put(port, "/v1/kv/t/draining", Map.of()));
            assertProblem(draining, 503, "draining", "none");
        }
    }

    /** Peers that are there and refuse: what was sent makes the difference to {@code not-enough-replicas}. */
    @Test
    void aQuorumThatPeersRefuseHasFailedAndLeftAPart() throws Exception {
        try (LiveCluster cluster = LiveCluster.start(3, Map.of())) {
            int port = cluster.dataPort(0);
            cluster.fullDisks(1, 2);
            for (int full = 1; full <= 2; full++) {
                // It looks at its disk when it starts.
                cluster.stop(full);
                cluster.startAgain(full);
            }
            AtomicInteger tries = new AtomicInteger();
            // Until its connections to them are there again, nothing is sent.
            RawHttp.Answer failed = until(
                    answer -> answer.status() == 503 && !answer.problem().equals("not-enough-replicas"),
                    () -> put(port, "/v1/kv/t/failed" + tries.incrementAndGet(), Map.of()));
            assertProblem(failed, 503, "quorum-failed", "partial");
            assertThat(failed.json().path("required").asInt()).isEqualTo(2);
            assertThat(failed.json().path("received").asInt()).isEqualTo(1);
            assertThat(failed.json().path("failed").findValuesAsText("node")).containsExactlyInAnyOrder("n2", "n3");
            assertThat(failed.json().path("retryable").asBoolean()).isTrue();
            RawHttp.Answer again = put(port, "/v1/kv/t/again", Map.of());
            assertProblem(again, 503, "quorum-failed", "partial");
            RawHttp.Answer shown = RawHttp.get(port, "/v1/kv/t/again?r=1");
            assertThat(shown.status()).as("a part was left: " + shown.text()).isEqualTo(200);
        }
    }

    private static void tooManyConnections(int port) throws Exception {
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                RawHttp http = new RawHttp(port);
                open.add(http);
                http.request("GET", "/v1/ring", Map.of(), new byte[0]);
            }
            assertProblem(RawHttp.get(port, "/v1/ring"), 503, "overloaded", "none");
            RawHttp silent = new RawHttp(port);
            open.add(silent);
            assertThat(silent.isClosed()).as("one too many that says nothing").isTrue();
        } finally {
            for (RawHttp http : open) {
                http.close();
            }
        }
        assertThat(until(answer -> answer.status() == 200, () -> RawHttp.get(port, "/v1/ring"))
                        .status())
                .isEqualTo(200);
    }

    private static void deadline(int port) throws Exception {
        RawHttp.Answer late = until(
                answer -> answer.status() == 504,
                () -> RawHttp.once(port, "PUT", "/v1/kv/t/late?timeout=1ms&w=3", Map.of(), new byte[1 << 20]));
        assertProblem(late, 504, "quorum-timeout", "unknown");
    }

    private static void siblings(int port) throws Exception {
        try (RawHttp http = new RawHttp(port)) {
            RawHttp.Answer last = null;
            for (int i = 0; i <= 100; i++) {
                last = http.request("PUT", "/v1/kv/t/many", Map.of(), ("v" + i).getBytes());
            }
            assertProblem(last, 409, "too-many-siblings", "none");
            assertThat(last.header("Gramme-Context")).isNotEmpty();
            http.request("PUT", "/v1/buckets/strict", Map.of(), "{\"requireContext\":true}".getBytes());
            RawHttp.Answer first = http.request("PUT", "/v1/kv/strict/k?returnbody=true", Map.of(), "v".getBytes());
            RawHttp.Answer second =
                    first.status() == 428 ? first : http.request("PUT", "/v1/kv/strict/k", Map.of(), "w".getBytes());
            assertProblem(second, 428, "context-required", "none");
        }
    }

    @Test
    void aFullDiskRefusesNewDataAndNothingElse() throws Exception {
        try (LiveCluster cluster = LiveCluster.start(1, Map.of())) {
            put(cluster.dataPort(0), "/v1/kv/t/before", Map.of());
            cluster.stop(0);
            cluster.fullDisks(0);
            cluster.startAgain(0);
            int port = cluster.dataPort(0);
            RawHttp.Answer full = until(answer -> answer.status() == 507, () -> put(port, "/v1/kv/t/full", Map.of()));
            assertProblem(full, 507, "disk-full", "none");
            assertThat(RawHttp.get(port, "/v1/kv/t/before").status())
                    .as("reads go on")
                    .isEqualTo(200);
            RawHttp.Answer delete = RawHttp.send(port, "DELETE", "/v1/kv/t/before?force=true", "");
            assertThat(delete.status()).as("deletes go on").isEqualTo(204);
        }
    }

    @Test
    void aNodeAloneIsStarting() throws Exception {
        try (LiveCluster cluster = LiveCluster.startLonely(3)) {
            assertProblem(put(cluster.dataPort(0), "/v1/kv/t/k", Map.of()), 503, "starting", "none");
            assertThat(RawHttp.get(cluster.adminPort(0), "/health/ready").status())
                    .isEqualTo(503);
            assertThat(RawHttp.get(cluster.adminPort(0), "/health/live").status())
                    .isEqualTo(200);
            assertProblem(RawHttp.get(cluster.adminPort(0), "/v1/admin/explain/b/k"), 503, "starting", "none");
        }
    }
}
