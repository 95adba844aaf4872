package io.gramme.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.testkit.Await;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import io.gramme.testkit.WithGramme;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever comes in: a clear error or a closed connection, a counter, no stack trace, no node down, nothing lost. */
@WithGramme
class BadInputTest {
    private static final long SEED = Long.getLong("gramme.seed", 4711);
    private static final int ATTACKS = Integer.getInteger("gramme.attacks", 40);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, String> kept = new TreeMap<>();

    @BeforeEach
    void store(RealCluster cluster) {
        Kv kv = new Kv(cluster, "kept");
        for (int i = 0; i < 20; i++) {
            assertThat(kv.put(cluster.node(1 + i % 3), "k" + i, "v", "", null).status())
                    .isEqualTo(204);
            kept.put("k" + i, "v");
        }
    }

    @AfterEach
    void nothingIsDownAndNothingLost(RealCluster cluster) {
        assertThat(cluster.running()).hasSize(3);
        Kv kv = new Kv(cluster, "kept");
        for (RealNode node : cluster.nodes()) {
            kept.keySet().forEach(key -> assertThat(kv.values(node, key, "")).contains("v"));
            assertThat(node.lastLines(200)).noneMatch(line -> line.contains("stopping at once"));
        }
    }

    private static double counter(RealCluster cluster, RealNode node, String name) {
        String text = Kv.text(cluster.client()
                .exchange(node.admin(), RawRequest.of("GET", "/metrics", Map.of()), PATIENCE)
                .join());
        return text.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The HTTP library itself answers the preface of HTTP/2, which is not spoken here, with 501. */
    @Test
    void randomBytesAtTheHttpPortsGetAnErrorOrAClosedConnection(RealCluster cluster) throws IOException {
        Random random = new Random(SEED);
        for (RealNode node : cluster.nodes()) {
            for (URI port : new URI[] {node.data(), node.admin()}) {
                for (int i = 0; i < ATTACKS; i++) {
                    String answer = send(address(port), bytes(random, i));
                    assertThat(answer)
                            .as("seed %d, attack %d at %s", SEED, i, port)
                            .doesNotContain("Exception")
                            .doesNotContain("\tat ")
                            .matches("(?s)|HTTP/1\\.[01] 4\\d\\d .*|HTTP/2\\.0 501 .*");
                }
            }
        }
    }

    @Test
    void randomBytesAtThePeerPortAreCountedAndCutOff(RealCluster cluster) throws IOException {
        Random random = new Random(SEED);
        for (RealNode node : cluster.nodes()) {
            double faults = counter(cluster, node, "gramme_peer_faults_total");
            double packets = counter(cluster, node, "gramme_gossip_packets_refused_total");
            InetSocketAddress peer = address(URI.create("tcp://" + node.peer()));
            for (int i = 0; i < ATTACKS; i++) {
                assertThat(send(peer, bytes(random, i))).doesNotContain("Exception");
                datagram(peer, bytes(random, i));
            }
            Await.until("nothing is counted at " + node.name(), PATIENCE, () -> {
                double faultsNow = counter(cluster, node, "gramme_peer_faults_total");
                double packetsNow = counter(cluster, node, "gramme_gossip_packets_refused_total");
                return faultsNow > faults && packetsNow > packets
                        ? ""
                        : "faults " + faults + " -> " + faultsNow + ", packets " + packets + " -> " + packetsNow;
            });
        }
    }

    private static byte[] bytes(Random random, int attack) {
        byte[] noise = new byte[1 + random.nextInt(attack % 8 == 0 ? 65_000 : 400)];
        random.nextBytes(noise);
        String[] beginnings = {"", "GET ", "PUT /v1/kv/a/b HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"};
        byte[] beginning = beginnings[attack % beginnings.length].getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[beginning.length + noise.length];
        System.arraycopy(beginning, 0, all, 0, beginning.length);
        System.arraycopy(noise, 0, all, beginning.length, noise.length);
        return all;
    }

    private static InetSocketAddress address(URI uri) {
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** Sends bytes, ends the stream, and gives all that comes back until the other side ends it too. */
    private static String send(InetSocketAddress to, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                return all(socket.getInputStream());
            } catch (SocketException reset) {
                return "";
            }
        }
    }

    private static String all(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[4096];
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
            all.write(some, 0, n);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static void datagram(InetSocketAddress to, byte[] bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            int length = Math.min(bytes.length, 1400);
            socket.send(new DatagramPacket(bytes, length, to));
        }
    }

    @Test
    void whatIsTooLargeOrUnreadableIsNamed(RealCluster cluster) {
        String value = "/v1/kv/bad/k";
        double before = counter(cluster, cluster.node(1), "gramme_http_requests_total");
        assertProblem(cluster, put("/v1/kv/bad/" + "k".repeat(1025), Map.of(), "v"), 414, "key-too-long");
        assertProblem(cluster, put("/v1/kv/bad/" + "k".repeat(20_000), Map.of(), "v"), 414, "key-too-long");
        assertProblem(cluster, put(value, Map.of("X-Large", "x".repeat(80_000)), "v"), 431, "headers-too-large");
        assertProblem(cluster, put(value, Map.of(), "v".repeat((1 << 20) + 1)), 413, "");
        assertProblem(cluster, put("/v1/buckets/bad", Map.of("Content-Type", "application/json"), "{\"r\":"), 400, "");
        assertProblem(cluster, put(value + "?w=99", Map.of(), "v"), 400, "invalid-parameter");
        assertProblem(cluster, put(value + "?w=two", Map.of(), "v"), 400, "invalid-parameter");
        assertProblem(cluster, RawRequest.of("TRACE", value, Map.of()), 405, "");
        assertProblem(cluster, RawRequest.of("GET", "/v1/kv/bad/%zz", Map.of()), 400, "");
        assertThat(counter(cluster, cluster.node(1), "gramme_http_requests_total"))
                .isGreaterThan(before);
        assertThat(new Kv(cluster, "bad").values(cluster.node(2), "k", "")).isEmpty();
    }

    @Test
    void contextsThatAreForgedOrOfAnotherKeyAreRefusedAndChangeNothing(RealCluster cluster) {
        Kv kv = new Kv(cluster, "contexts");
        kv.put(cluster.node(1), "mine", "v", "", Kv.context(kv.put(cluster.node(1), "mine", "v")));
        String other = Kv.context(kv.put(cluster.node(2), "other", "v"));
        String own = Kv.context(kv.get(cluster.node(1), "mine", ""));
        for (int i = 0; i < own.length(); i += 3) {
            char turned = own.charAt(i) == 'A' ? 'B' : 'A';
            String forged = own.substring(0, i) + turned + own.substring(i + 1);
            assertProblem(cluster, mine(forged), 400, "invalid-context");
        }
        assertProblem(cluster, mine(other), 400, "invalid-context");
        assertProblem(cluster, mine("no context"), 400, "invalid-context");
        assertProblem(cluster, mine("A".repeat(6000)), 400, "invalid-context");
        assertThat(kv.values(cluster.node(3), "mine", "")).contains("v").doesNotContain("forged");
    }

    private static RawRequest mine(String context) {
        return put("/v1/kv/contexts/mine", Map.of("Gramme-Context", context), "forged");
    }

    private static RawRequest put(String target, Map<String, String> headers, String body) {
        return new RawRequest("PUT", target, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertProblem(RealCluster cluster, RawRequest request, int status, String type) {
        RawAnswer answer = cluster.exchange(cluster.node(1), request);
        String text = Kv.text(answer);
        String what = request.method() + " "
                + request.target().substring(0, Math.min(60, request.target().length()));
        assertThat(answer.status()).as("%s: %s", what, text).isEqualTo(status);
        assertThat(answer.header("content-type")).as(what).startsWith("application/problem+json");
        assertThat(Kv.json(answer).path("type").asText()).as(what).endsWith(type);
        assertThat(text).doesNotContain("Exception").doesNotContain("\\tat ");
    }

    @Test
    void aPeerWithAWrongSecretOrOfAnotherClusterIsRefusedAndCounted(RealCluster cluster) {
        RealNode stranger = cluster.more("stranger").set("cluster.secret", "not the right secret");
        double before = refusals(cluster);
        try {
            stranger.start();
            Await.until("no refusal is counted", PATIENCE, () -> refusals(cluster) > before ? "" : "" + before);
            assertThat(cluster.adminJson(cluster.node(1), "/v1/admin/members").toString())
                    .doesNotContain("stranger");
        } finally {
            stranger.kill();
        }
    }

    private static double refusals(RealCluster cluster) {
        return cluster.nodes().stream()
                .mapToDouble(node -> counter(cluster, node, "gramme_peer_hellos_refused_total")
                        + counter(cluster, node, "gramme_gossip_packets_refused_total"))
                .sum();
    }
}
