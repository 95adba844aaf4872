package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchRouteTest {
    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    private static RawHttp.Answer batch(String body) throws IOException {
        return RawHttp.send(NODES.data(), "POST", "/v1/batch", body);
    }

    private static JsonNode results(String... operations) throws IOException {
        RawHttp.Answer answer = batch("{\"operations\":[" + String.join(",", operations) + "]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("results");
    }

    private static String op(String op, String key, String more) {
        return "{\"op\":\"" + op + "\",\"bucket\":\"batch\",\"key\":\"" + key + "\"" + more + "}";
    }

    private static List<String> statuses(JsonNode results) {
        List<String> statuses = new ArrayList<>();
        results.forEach(result -> statuses.add(result.path("status").asText()));
        return statuses;
    }

    @Test
    void eachOperationHasItsOwnResultInOrder() throws IOException {
        JsonNode results = results(
                op("put", "a", ",\"value\":{\"n\":1},\"metadata\":{\"from\":\"batch\"}"),
                op("get", "a", ""),
                op("get", "nothing", ""),
                op("put", "b", ",\"text\":\"hello\""),
                "{\"op\":\"put\",\"bucket\":\"batch\",\"keyBase64\":\"/wA=\",\"base64\":\"AAE=\"}",
                "{\"op\":\"get\",\"bucket\":\"batch\",\"keyBase64\":\"/wA=\"}",
                op("delete", "b", ""),
                op("delete", "b", ",\"force\":true"),
                op("get", "b", ""));
        assertThat(statuses(results)).containsExactly("204", "200", "404", "204", "204", "200", "428", "204", "404");
        assertThat(results.get(1)
                        .path("siblings")
                        .get(0)
                        .path("value")
                        .path("n")
                        .asInt())
                .isEqualTo(1);
        assertThat(results.get(5).path("siblings").get(0).path("base64").asText())
                .isEqualTo("AAE=");
        assertThat(results.get(8).path("context").asText())
                .as("of the tombstone")
                .isNotEmpty();
        assertThat(RawHttp.get(NODES.data(), "/v1/kv/batch/a").header("Gramme-Meta-From"))
                .isEqualTo("batch");
    }

    @Test
    void numbersOfAValueKeepTheirDigits() throws IOException {
        results(op("put", "digits", ",\"value\":[0.12345678901234567890123,1.10,12345678901234567890]"));
        assertThat(RawHttp.get(NODES.data(), "/v1/kv/batch/digits").text())
                .isEqualTo("[0.12345678901234567890123,1.10,12345678901234567890]");
    }

    @Test
    void operationsOnOneKeyKeepTheirOrder() throws IOException {
        List<String> operations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            operations.add(op("put", "same", ",\"text\":\"" + i + "\""));
            operations.add(op("get", "same", ""));
            operations.add(op("delete", "same", ",\"force\":true"));
        }
        JsonNode results = results(operations.toArray(String[]::new));
        for (int i = 0; i < 40; i++) {
            JsonNode read = results.get(3 * i + 1);
            assertThat(read.path("siblings").findValuesAsText("text")).containsExactly(Integer.toString(i));
        }
    }

    @Test
    void whatIsWrongWithOneOperationIsItsOwnResult() throws IOException {
        JsonNode results = results(
                "7",
                "{}",
                op("fly", "k", ""),
                op("put", "k", ""),
                op("put", "k", ",\"text\":\"a\",\"base64\":\"AA==\""),
                op("put", "k", ",\"base64\":\"*\""),
                op("put", "k", ",\"text\":\"v\",\"context\":\"forged\""),
                op("put", "k", ",\"text\":\"v\",\"w\":99"),
                op("put", "k", ",\"text\":\"v\",\"w\":4"),
                op("put", "k", ",\"text\":\"v\",\"contentType\":\"a\\nb\""),
                op("put", "k", ",\"text\":\"v\",\"ttl\":\"soon\""),
                op("put", "k", ",\"text\":\"v\",\"wish\":1"),
                op("get", "k".repeat(1025), ""),
                op("get", "", ""),
                op("put", "k", ",\"text\":\"" + "v".repeat((1 << 20) + 1) + "\""),
                op("put", "fine", ",\"text\":\"v\",\"ifNoneMatch\":\"*\""));
        assertThat(statuses(results))
                .containsExactly(
                        "400", "400", "400", "400", "400", "400", "400", "400", "400", "400", "400", "400", "414",
                        "400", "413", "204");
        assertThat(results.get(6).path("problem").path("type").asText()).endsWith("/invalid-context");
    }

    @Test
    void linesGoInAndComeOut() throws IOException {
        String body = op("put", "line", ",\"text\":\"v\"") + "\n\n" + op("get", "line", "") + "\n";
        Map<String, String> headers = Map.of("Content-Type", "application/x-ndjson");
        RawHttp.Answer answer =
                RawHttp.once(NODES.data(), "POST", "/v1/batch", headers, body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        List<Integer> statuses = new ArrayList<>();
        for (String line : answer.text().split("\n")) {
            statuses.add(new ObjectMapper().readTree(line).path("status").asInt());
        }
        assertThat(statuses).containsExactly(204, 200);
    }

    @Test
    void aThousandIsTheMostAndWhatIsNoBatchIsRefused() throws IOException {
        String[] thousand = new String[1_000];
        java.util.Arrays.setAll(thousand, i -> op("get", "k" + i, ""));
        assertThat(results(thousand)).hasSize(1_000);
        assertThat(results()).isEmpty();
        assertThat(batch("{\"operations\":[" + "7,".repeat(1_000) + "7]}").status())
                .isEqualTo(400);
        assertThat(batch("{\"operations\":7}").status()).isEqualTo(400);
        assertThat(batch("nonsense").status()).isEqualTo(400);
        assertThat(batch("").status()).isEqualTo(400);
        assertThat(RawHttp.get(NODES.data(), "/v1/batch").status()).isEqualTo(405);
        Map<String, String> xml = Map.of("Accept", "text/xml");
        assertThat(RawHttp.once(NODES.data(), "POST", "/v1/batch", xml, "[]".getBytes())
                        .status())
                .isEqualTo(406);
    }
}
