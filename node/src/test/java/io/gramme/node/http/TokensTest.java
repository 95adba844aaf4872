package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.node.app.LiveCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may do what, on one node with three tokens. */
class TokensTest {
    private static LiveCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        String yaml = "auth:\n  tokens:\n"
                + token("app", "[read, write]", ", buckets: [cart]")
                + token("reader", "[read]", "")
                + token("root", "[admin]", "")
                + token("keeper", "[admin]", ", buckets: [cart]");
        cluster = LiveCluster.start(1, Map.of("yaml", yaml));
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    private static String token(String name, String allow, String more) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest((name + "-secret").getBytes(StandardCharsets.UTF_8));
        return "  - {name: " + name + ", hash: \"sha256:" + HexFormat.of().formatHex(hash) + "\", allow: " + allow
                + more + "}\n";
    }

    private static int status(int port, String who, String method, String target) throws IOException {
        return answer(port, who, method, target).status();
    }

    private static RawHttp.Answer answer(int port, String who, String method, String target) throws IOException {
        Map<String, String> headers = who.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + who + "-secret");
        byte[] body = method.equals("PUT") || method.equals("PATCH") ? "{}".getBytes() : new byte[0];
        return RawHttp.once(port, method, target, headers, body);
    }

    private static int data(String who, String method, String target) throws IOException {
        return status(cluster.dataPort(0), who, method, target);
    }

    private static int admin(String who, String method, String target) throws IOException {
        return status(cluster.adminPort(0), who, method, target);
    }

    @Test
    void withoutATokenOrWithAWrongOneTheAnswerIs401AndSaysHow() throws IOException {
        RawHttp.Answer none = answer(cluster.dataPort(0), "", "GET", "/v1/kv/cart/k");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"gramme\"");
        assertThat(none.problem()).isEqualTo("unauthorized");
        assertThat(none.json().path("outcome").asText()).isEqualTo("none");
        RawHttp.Answer wrong = answer(cluster.dataPort(0), "nobody", "PUT", "/v1/kv/cart/k");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("WWW-Authenticate")).contains("invalid_token");
        assertThat(admin("", "GET", "/v1/admin/cluster")).isEqualTo(401);
        assertThat(admin("", "GET", "/metrics")).isEqualTo(401);
        assertThat(data("", "GET", "/v1/ring")).isEqualTo(401);
        Map<String, String> basic = Map.of("Authorization", "Basic YXBwOmFwcA==");
        assertThat(RawHttp.once(cluster.dataPort(0), "GET", "/v1/kv/cart/k", basic, new byte[0])
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whatMonitorsNeedIsOpen() throws IOException {
        assertThat(admin("", "GET", "/health/live")).isEqualTo(200);
        assertThat(admin("", "GET", "/health/ready")).isEqualTo(200);
        assertThat(admin("", "GET", "/version")).isEqualTo(200);
        assertThat(admin("app", "GET", "/metrics")).isEqualTo(200);
    }

    @Test
    void aTokenWorksOnItsBucketsOnly() throws IOException {
        assertThat(data("app", "PUT", "/v1/kv/cart/k")).isEqualTo(204);
        assertThat(data("app", "GET", "/v1/kv/cart/k")).isEqualTo(200);
        assertThat(data("app", "GET", "/v1/kv/c%61rt/k"))
                .as("decoded before it is compared")
                .isEqualTo(200);
        assertThat(data("app", "PUT", "/v1/kv/other/k")).isEqualTo(403);
        assertThat(data("app", "GET", "/v1/kv/other/k")).isEqualTo(403);
        assertThat(data("app", "POST", "/v1/kv/other")).isEqualTo(403);
        assertThat(data("app", "GET", "/v1/locate/other/k")).isEqualTo(403);
        assertThat(data("app", "GET", "/v1/locate/cart/k")).isEqualTo(200);
        assertThat(data("app", "GET", "/v1/ring")).isEqualTo(200);
    }

    @Test
    void readingIsNotWritingAndWritingIsNotAdministering() throws IOException {
        assertThat(data("reader", "PUT", "/v1/kv/cart/k")).isEqualTo(403);
        assertThat(data("reader", "DELETE", "/v1/kv/cart/k?force=true")).isEqualTo(403);
        assertThat(data("reader", "GET", "/v1/kv/any/k")).isEqualTo(404);
        assertThat(data("app", "PUT", "/v1/buckets/cart")).isEqualTo(403);
        assertThat(data("root", "PUT", "/v1/kv/cart/k"))
                .as("administration is no writing")
                .isEqualTo(403);
        assertThat(data("root", "GET", "/v1/kv/any/k")).isEqualTo(404);
    }

    @Test
    void administrationOfTheClusterTakesATokenForAllBuckets() throws IOException {
        assertThat(admin("reader", "GET", "/v1/admin/cluster")).isEqualTo(200);
        assertThat(admin("root", "GET", "/v1/admin/cluster")).isEqualTo(200);
        assertThat(admin("app", "GET", "/v1/admin/cluster")).isEqualTo(403);
        assertThat(admin("keeper", "GET", "/v1/admin/explain/cart/k")).isEqualTo(403);
        assertThat(admin("reader", "DELETE", "/v1/admin/tasks/none")).isEqualTo(403);
        assertThat(admin("root", "DELETE", "/v1/admin/tasks/none")).isEqualTo(404);
        assertThat(data("keeper", "PUT", "/v1/buckets/cart")).isIn(200, 201);
        assertThat(data("keeper", "PUT", "/v1/buckets/other")).isEqualTo(403);
        assertThat(answer(cluster.dataPort(0), "app", "GET", "/v1/buckets")
                        .json()
                        .path("buckets"))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aRefusedBodyLeavesTheConnectionUsable() throws IOException {
        try (RawHttp http = new RawHttp(cluster.dataPort(0))) {
            assertThat(http.request("PUT", "/v1/kv/cart/big", Map.of(), new byte[300_000])
                            .status())
                    .isEqualTo(401);
            Map<String, String> token = Map.of("Authorization", "bearer app-secret");
            assertThat(http.request("PUT", "/v1/kv/cart/big", token, new byte[3_000])
                            .status())
                    .isEqualTo(204);
        }
    }
}
