package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListRouteTest {
    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    @BeforeAll
    static void fill() throws IOException {
        try (RawHttp http = new RawHttp(NODES.data())) {
            for (int i = 0; i < 25; i++) {
                http.request("PUT", "/v1/kv/listed/" + (i % 2 == 0 ? "even" : "odd") + i, Map.of(), "v".getBytes());
            }
            http.request("PUT", "/v1/kv/listed/%FF%00", Map.of(), "bytes".getBytes());
            http.request("PUT", "/v1/kv/listed/%2E%2E", Map.of(), "dots".getBytes());
            http.request("PUT", "/v1/kv/listed/even0", Map.of("Content-Type", "text/plain"), "sibling".getBytes());
            http.request("PUT", "/v1/kv/elsewhere/even0", Map.of(), "v".getBytes());
            for (int i = 1; i < 25; i += 4) {
                RawHttp.Answer gone =
                        http.request("DELETE", "/v1/kv/listed/odd" + i + "?force=true", Map.of(), new byte[0]);
                assertThat(gone.status()).isEqualTo(204);
            }
        }
    }

    private static RawHttp.Answer list(String query) throws IOException {
        return RawHttp.get(NODES.data(), "/v1/kv/listed" + query);
    }

    @Test
    void pagesFollowEachOtherToTheEndWithoutDeletedKeys() throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        int pages = 0;
        String cursor = "";
        do {
            RawHttp.Answer answer = list("?limit=7" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Gramme-Coverage")).isEqualTo("full");
            JsonNode json = answer.json();
            assertThat(json.path("keys").size()).isLessThanOrEqualTo(7);
            for (JsonNode key : json.path("keys")) {
                assertThat(seen.add(
                                key.has("key")
                                        ? key.path("key").asText()
                                        : "base64 " + key.path("keyBase64").asText()))
                        .isTrue();
            }
            cursor = json.path("cursor").asText("");
            assertThat(cursor.isEmpty() ? null : answer.header("Link"))
                    .isEqualTo(cursor.isEmpty() ? null : "</v1/kv/listed?limit=7&cursor=" + cursor + ">; rel=\"next\"");
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isGreaterThan(2);
        assertThat(seen)
                .hasSize(13 + 6 + 2)
                .contains("even0", "odd3", "..", "base64 /wA=")
                .doesNotContain("odd1");
    }

    @Test
    void aPrefixIsOfBytesAndValuesComeWithTheirContext() throws IOException {
        JsonNode even = list("?prefix=even&values=true&limit=1000").json();
        assertThat(even.path("keys")).hasSize(13);
        for (JsonNode key : even.path("keys")) {
            assertThat(key.path("context").asText()).isNotEmpty();
            assertThat(key.path("siblings").size())
                    .isEqualTo(key.path("key").asText().equals("even0") ? 2 : 1);
        }
        assertThat(list("?prefix=%FF").json().path("keys").findValuesAsText("keyBase64"))
                .containsExactly("/wA=");
        assertThat(list("?prefix=nothing").json().path("keys")).isEmpty();
    }

    @Test
    void linesOfJsonRunToTheEndAndSaySo() throws IOException {
        Map<String, String> lines = Map.of("Accept", "application/x-ndjson");
        RawHttp.Answer answer = RawHttp.once(NODES.data(), "GET", "/v1/kv/listed", lines, new byte[0]);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(answer.header("Gramme-Coverage")).as("the trailer").isEqualTo("full");
        List<JsonNode> documents = new ArrayList<>();
        for (String line : answer.text().split("\n")) {
            documents.add(new ObjectMapper().readTree(line));
        }
        JsonNode end = documents.remove(documents.size() - 1);
        assertThat(documents).hasSize(21);
        assertThat(end.path("end").asBoolean()).isTrue();
        assertThat(end.path("count").asInt()).isEqualTo(21);
        assertThat(end.path("coverage").asText()).isEqualTo("full");
        RawHttp.Answer few = RawHttp.once(NODES.data(), "GET", "/v1/kv/listed?limit=3", lines, new byte[0]);
        assertThat(few.text().lines()).hasSize(4);
        assertThat(few.text()).contains("\"cursor\"");
    }

    @Test
    void aCursorIsGoodForItsBucketAndPrefixOnly() throws IOException {
        String cursor = list("?limit=2").json().path("cursor").asText();
        assertThat(list("?limit=2&cursor=" + cursor).status()).isEqualTo(200);
        assertThat(list("?prefix=e&cursor=" + cursor).problem()).isEqualTo("invalid-parameter");
        assertThat(RawHttp.get(NODES.data(), "/v1/kv/elsewhere?cursor=" + cursor)
                        .problem())
                .isEqualTo("invalid-parameter");
        Random random = new Random(16);
        for (int i = 0; i < 200; i++) {
            char[] forged = cursor.toCharArray();
            forged[random.nextInt(forged.length - 1)] ^= 1;
            assertThat(list("?cursor=" + new String(forged)).status())
                    .as(new String(forged))
                    .isEqualTo(400);
        }
    }

    @Test
    void whatCannotBeMeantIsRefused() throws IOException {
        assertThat(list("?limit=0").problem()).isEqualTo("invalid-parameter");
        assertThat(list("?limit=1001").problem()).isEqualTo("invalid-parameter");
        assertThat(list("?r=4").problem()).isEqualTo("invalid-parameter");
        assertThat(list("?prefix=" + "p".repeat(1025)).status()).isEqualTo(414);
        Map<String, String> xml = Map.of("Accept", "application/xml");
        assertThat(RawHttp.once(NODES.data(), "GET", "/v1/kv/listed", xml, new byte[0])
                        .status())
                .isEqualTo(406);
        RawHttp.Answer delete = RawHttp.send(NODES.data(), "DELETE", "/v1/kv/listed", "");
        assertThat(delete.status()).isEqualTo(405);
        assertThat(delete.header("Allow")).isEqualTo("GET, HEAD, POST");
        assertThat(delete.text()).contains("a value has a key: /v1/kv/{bucket}/{key}");
        RawHttp.Answer head = RawHttp.send(NODES.data(), "HEAD", "/v1/kv/listed", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Gramme-Coverage")).isEqualTo("full");
    }
}
