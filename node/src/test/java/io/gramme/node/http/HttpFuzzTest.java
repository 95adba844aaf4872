package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.Awaiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Malformed requests against real nodes: each is answered, with a status of the table, and nothing is left behind: no
 * request under way, no connection, no buffer, no heap. The build sends some hundreds; {@code -Dgramme.fuzz.requests=10000 -Dgramme.fuzz.seed=7} sends more.
 */
class HttpFuzzTest {
    private static final Set<Integer> FIVE_HUNDREDS = Set.of(503, 504, 507);

    private static final int REQUESTS = Integer.getInteger("gramme.fuzz.requests", 600);
    /** Less than a kilobyte for each of ten thousand; what caches and counters of the JVM take is about two megabytes. */
    private static final long MOST_GROWN = 8L << 20;

    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    @Test
    void everyMalformedRequestIsAnsweredAndLeavesNothingBehind() throws Exception {
        long seed = Long.getLong("gramme.fuzz.seed", 20_261_126L);
        TreeMap<Integer, Integer> statuses = new TreeMap<>();
        try (Leaks leaks = new Leaks()) {
            // What is made once, by the first requests of a kind, is no leak.
            attack(seed, 0, REQUESTS / 4, statuses);
            long heap = Leaks.heap();
            attack(seed, REQUESTS / 4, REQUESTS, statuses);
            assertThat(statuses.keySet()).allMatch(status -> status < 500 || FIVE_HUNDREDS.contains(status));
            for (int node = 0; node < 3; node++) {
                assertThat(RawHttp.get(NODES.cluster().adminPort(node), "/health/live")
                                .status())
                        .isEqualTo(200);
            }
            RawHttp.Answer put = RawHttp.send(NODES.data(), "PUT", "/v1/kv/fuzzed/after?w=3", "v");
            assertThat(put.status()).isEqualTo(204);
            awaitNothingUnderWay();
            assertThat(leaks.buffers()).as("buffers that nobody released").isEmpty();
            long grown = Leaks.heap() - heap;
            System.out.printf(
                    "fuzz: %d requests from seed %d, statuses %s, heap grown by %d KiB%n",
                    REQUESTS, seed, statuses, grown >> 10);
            assertThat(grown).as("bytes of heap").isLessThan(MOST_GROWN);
        }
    }

    private static void attack(long seed, int from, int to, TreeMap<Integer, Integer> statuses) {
        for (int i = from; i < to; i++) {
            byte[] request = new MalformedRequests(new Random(seed + i)).next();
            int port = i % 3 == 0 ? NODES.admin() : NODES.data();
            statuses.merge(answer(port, request, seed + i), 1, Integer::sum);
        }
    }

    private static int answer(int port, byte[] request, long seed) {
        try (RawHttp http = new RawHttp(port)) {
            http.write(request);
            RawHttp.Answer answer = http.read(isHead(request));
            String what = "seed " + seed + ", " + answer.status() + " for " + shown(request);
            assertThat(answer.header("Gramme-Request-Id")).as(what).matches("[0-9a-f]{16}");
            if (answer.status() >= 400 && !isHead(request)) {
                assertThat(answer.header("Content-Type")).as(what).isEqualTo("application/problem+json");
                assertThat(answer.json().path("type").asText()).as(what).startsWith(Problem.TYPE_BASE);
                assertThat(answer.text()).as(what).doesNotContain("Exception").doesNotContain("at io.");
            }
            return answer.status();
        } catch (IOException | RuntimeException silent) {
            throw new AssertionError("seed " + seed + " was not answered: " + shown(request), silent);
        }
    }

    private static String shown(byte[] request) {
        return new String(request, 0, Math.min(request.length, 300), StandardCharsets.ISO_8859_1);
    }

    private static boolean isHead(byte[] request) {
        return new String(request, 0, Math.min(5, request.length), StandardCharsets.ISO_8859_1).equals("HEAD ");
    }

    private static void awaitNothingUnderWay() throws Exception {
        Awaiting.until(
                "nothing is under way",
                Duration.ofSeconds(20),
                () -> RawHttp.once(NODES.admin(), "GET", "/metrics", Map.of(), new byte[0])
                        .text(),
                HttpFuzzTest::isIdle);
    }

    private static boolean isIdle(String metrics) {
        boolean idle = metrics.lines()
                .filter(line -> line.startsWith("gramme_inflight"))
                .filter(line -> !line.startsWith("gramme_inflight_limit"))
                .allMatch(line -> line.endsWith(" 0") || line.endsWith(" 0.0"));
        // This question's own connection is one.
        boolean alone = metrics.lines()
                .filter(line -> line.startsWith("gramme_http_connections "))
                .anyMatch(line -> line.endsWith(" 1") || line.endsWith(" 1.0"));
        return idle && alone;
    }
}
