package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.client.transport.RawRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values, siblings, sessions and failures over real sockets, against a server with the statuses of the HTTP contract. */
class BucketTest {
    private static final String SIBLINGS = "{\"bucket\":\"cart\",\"key\":\"both\",\"context\":\"cs\",\"siblings\":["
            + "{\"tag\":\"t1\",\"contentType\":\"text/plain\",\"lastModified\":\"2026-01-01T00:00:00Z\",\"size\":1,\"text\":\"b\"},"
            + "{\"tag\":\"t2\",\"contentType\":\"application/octet-stream\",\"size\":1,\"base64\":\"YQ==\"}]}";

    private final Map<String, HttpServerRequest> last = new ConcurrentHashMap<>();
    private final Map<String, Buffer> bodies = new ConcurrentHashMap<>();
    private Vertx vertx;
    private HttpServer server;
    private GrammeClient client;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    last.put(request.method().name(), request);
                    bodies.put(request.method().name(), body);
                    answer(request);
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        client = GrammeClient.builder()
                .endpoint("http://127.0.0.1:" + server.actualPort())
                .requestTimeout(Duration.ofSeconds(20))
                .attemptTimeout(Duration.ofSeconds(10))
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (path.endsWith("/both") && request.method().name().equals("GET")) {
            request.response()
                    .setStatusCode(300)
                    .putHeader("Gramme-Context", "cs")
                    .putHeader("ETag", "\"e\"")
                    .end(SIBLINGS);
        } else if (path.endsWith("/none")) {
            problem(request, 404, "key-not-found", "none");
        } else if (path.endsWith("/full")) {
            problem(request, 409, "too-many-siblings", "none");
        } else if (path.endsWith("/secret")) {
            problem(request, 403, "forbidden", "none");
        } else if (request.method().name().equals("GET")) {
            request.response()
                    .putHeader("Gramme-Context", "c7")
                    .putHeader("Content-Type", "text/plain")
                    .putHeader("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
                    .putHeader("ETag", "\"e7\"")
                    .end("seven");
        } else {
            request.response()
                    .setStatusCode(204)
                    .putHeader("Gramme-Context", "c8")
                    .end();
        }
    }

    private static void problem(HttpServerRequest request, int status, String type, String outcome) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Gramme-Context", "ct")
                .end("{\"type\":\"https://gramme.io/problems/" + type + "\",\"detail\":\"d\",\"outcome\":\"" + outcome
                        + "\",\"requestId\":\"q\"}");
    }

    private Bucket<String, String> bucket() {
        return client.bucket("cart", Codec.utf8(), Codec.utf8());
    }

    @Test
    void readsAValueWithItsContext() {
        assertThat(bucket().get("seven"))
                .contains(new Versioned<>("seven", new Context("c7"), "\"e7\"", Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(bucket().get("none")).isEmpty();
        assertThat(bucket().getAll("none").context()).isEqualTo(new Context("ct"));
    }

    @Test
    void keysOfAnyBytesTravelPercentEncoded() {
        bucket().get("../a b/ü");
        assertThat(last.get("GET").uri()).startsWith("/v1/kv/cart/%2E%2E%2Fa%20b%2F%C3%BC?");
    }

    @Test
    void siblingsAreShownOrResolvedAndNeverPickedSilently() {
        Siblings<String> both = bucket().getAll("both");
        assertThat(both.all()).extracting(Sibling::value).containsExactly("b", "a");
        assertThat(both.context()).isEqualTo(new Context("cs"));
        assertThatThrownBy(() -> bucket().get("both"))
                .isInstanceOfSatisfying(
                        SiblingsException.class, e -> assertThat(e.siblings()).isEqualTo(both));
        Bucket<String, String> joined = bucket().withResolver(Resolver.merging(BucketTest::union));
        assertThat(joined.get("both").orElseThrow().value()).isEqualTo("ab");
    }

    @Test
    void anUpdateWritesTheResolvedAndChangedValueWithTheContext() {
        Bucket<String, String> joined = bucket().withResolver(Resolver.merging(BucketTest::union));
        assertThat(joined.update("both", () -> "", value -> union(value, "c"))).isEqualTo("abc");
        assertThat(bodies.get("PUT")).hasToString("abc");
        assertThat(last.get("PUT").getHeader("Gramme-Context")).isEqualTo("cs");
        assertThatThrownBy(() -> joined.update("full", () -> "", value -> value))
                .isInstanceOf(ConflictException.class);
    }

    private static String union(String a, String b) {
        return Stream.concat(a.chars().boxed(), b.chars().boxed())
                .distinct()
                .sorted()
                .collect(StringBuilder::new, (text, c) -> text.append((char) c.intValue()), StringBuilder::append)
                .toString();
    }

    @Test
    void aSessionDemandsWhatItHasSeen() {
        Bucket<String, String> mine = bucket().in(client.session());
        mine.get("a");
        assertThat(last.get("GET").getHeader("Gramme-Read-After")).isNull();
        mine.get("a");
        assertThat(last.get("GET").getHeader("Gramme-Read-After")).isEqualTo("c7");
        mine.put("a", "x", new Context("c7"));
        mine.get("a");
        assertThat(last.get("GET").getHeader("Gramme-Read-After")).isEqualTo("c8");
        mine.get("b");
        assertThat(last.get("GET").getHeader("Gramme-Read-After")).isNull();
    }

    @Test
    void failuresSayWhatTheyAre() {
        assertThatThrownBy(() -> bucket().get("secret")).isInstanceOfSatisfying(AuthException.class, e -> {
            assertThat(e.requestId()).isEqualTo("q");
            assertThat(e.retryable()).isFalse();
        });
        assertThatThrownBy(() -> bucket().delete("a", Context.none())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aServerThatIsGoneIsATransportFailureWithOutcomeNone() throws Exception {
        int port = server.actualPort();
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> bucket().put("a", "x", Context.none()))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NONE));
        RawRequest raw = RawRequest.of("GET", "/health/live", Map.of());
        assertThat(client.exchange(URI.create("http://127.0.0.1:" + port), raw, Duration.ofSeconds(5)))
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(TransportException.class);
    }

    @Test
    void theLawsAcceptAMergeAndFindALastWriterWins() {
        ResolverLaws.check(Resolver.merging(BucketTest::union), List.of("a", "b", "bc", ""));
        assertThatThrownBy(() -> ResolverLaws.check(all -> all.get(all.size() - 1), List.of("a", "b")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("commutativity");
    }
}
