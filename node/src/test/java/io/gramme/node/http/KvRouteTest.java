package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.node.app.Awaiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One value over HTTP, against three real nodes: headers, representations, conditions. */
class KvRouteTest {
    private static final String SIBLINGS = "application/vnd.gramme.siblings+json";

    @RegisterExtension
    static final SharedCluster NODES = new SharedCluster();

    private static RawHttp.Answer ask(String method, String key, Map<String, String> headers, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return RawHttp.once(NODES.data(), method, "/v1/kv/values/" + key, headers, bytes);
    }

    private static RawHttp.Answer put(String key, String body) throws IOException {
        return ask("PUT", key, Map.of("Content-Type", "text/plain"), body);
    }

    private static RawHttp.Answer get(String key, Map<String, String> headers) throws IOException {
        return ask("GET", key, headers, "");
    }

    @Test
    void anAnswerSaysWhatWasReached() throws IOException {
        RawHttp.Answer put = put("told", "v");
        assertThat(put.status()).isEqualTo(204);
        assertThat(put.header("Gramme-Durable")).matches("[23]; owners=[23]; hinted=0");
        assertThat(put.header("Gramme-Replies")).matches("[23]/3");
        assertThat(put.header("Gramme-Context")).isNotEmpty();
        assertThat(put.header("ETag")).matches("\"[0-9a-f]{16}\"");
        RawHttp.Answer got = get("told", Map.of());
        assertThat(got.text()).isEqualTo("v");
        assertThat(got.header("Content-Type")).isEqualTo("text/plain");
        assertThat(got.header("ETag")).isEqualTo(put.header("ETag"));
        assertThat(got.header("Gramme-Siblings")).isEqualTo("1");
        assertThat(got.header("Gramme-Ring-Epoch")).isEqualTo("1");
        assertThat(got.header("Gramme-Request-Id")).matches("[0-9a-f]{16}");
        assertThat(got.header("Last-Modified")).endsWith("GMT");
        assertThat(got.header("Vary")).isEqualTo("Accept");
        RawHttp.Answer head = ask("HEAD", "told", Map.of(), "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("1");
        assertThat(head.header("Gramme-Context")).isEqualTo(got.header("Gramme-Context"));
    }

    @Test
    void metadataTypesAndOddKeysComeBackAsTheyWere() throws IOException {
        for (String key : new String[] {".", "..", "%2F", "a%2Fb", "%FF%00", "%", "%C3%A9"}) {
            if (key.equals("%")) {
                assertThat(ask("PUT", key, Map.of(), "x").problem()).isEqualTo("invalid-parameter");
                continue;
            }
            Map<String, String> headers = Map.of("Content-Type", "image/x-odd", "Gramme-Meta-Colour", "red, blue");
            assertThat(ask("PUT", key, headers, "v " + key).status()).isEqualTo(204);
            RawHttp.Answer got = get(key, Map.of());
            assertThat(got.text()).isEqualTo("v " + key);
            assertThat(got.header("Content-Type")).isEqualTo("image/x-odd");
            assertThat(got.header("Gramme-Meta-Colour")).isEqualTo("red, blue");
        }
    }

    @Test
    void concurrentWritesAreShownAsSiblingsAndResolvedByTheirContext() throws IOException {
        put("twice", "one");
        ask("PUT", "twice", Map.of("Content-Type", "application/json"), "{\"n\":2}");
        RawHttp.Answer both = get("twice", Map.of());
        assertThat(both.status()).isEqualTo(300);
        assertThat(both.header("Content-Type")).isEqualTo(SIBLINGS);
        assertThat(both.header("Gramme-Siblings")).isEqualTo("2");
        JsonNode siblings = both.json().path("siblings");
        assertThat(siblings.findValuesAsText("text")).containsExactly("one");
        assertThat(siblings.findValues("value").get(0).path("n").asInt()).isEqualTo(2);
        assertThat(get("twice", Map.of("Accept", SIBLINGS)).status()).isEqualTo(200);
        assertThat(get("twice", Map.of("Accept", "text/plain")).status()).isEqualTo(300);
        String tag = siblings.get(0).path("tag").asText();
        RawHttp.Answer one = get("twice?sibling=" + tag, Map.of());
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.header("ETag")).isEqualTo('"' + tag + '"');
        assertThat(get("twice?sibling=" + tag, Map.of("Accept", "image/png")).status())
                .isEqualTo(406);
        assertThat(get("twice?sibling=none", Map.of()).problem()).isEqualTo("invalid-parameter");
        ask("PUT", "twice", Map.of("Gramme-Context", one.header("Gramme-Context")), "third");
        assertThat(get("twice", Map.of()).header("Gramme-Siblings"))
                .as("one replaced, one kept")
                .isEqualTo("2");
        assertThat(get("twice?sibling=" + tag, Map.of()).problem()).isEqualTo("key-not-found");
        String context = get("twice", Map.of()).header("Gramme-Context");
        RawHttp.Answer merged = ask("PUT", "twice?returnbody=true", Map.of("Gramme-Context", context), "merged");
        assertThat(merged.status()).isEqualTo(200);
        assertThat(merged.text()).isEqualTo("merged");
        assertThat(get("twice", Map.of()).text()).isEqualTo("merged");
    }

    @Test
    void returnbodyShowsTheSiblingsThatAWriteLeft() throws IOException {
        put("body", "one");
        RawHttp.Answer both = ask("PUT", "body?returnbody=true", Map.of(), "two");
        assertThat(both.status()).isEqualTo(300);
        assertThat(both.json().path("siblings")).hasSize(2);
        RawHttp.Answer document = ask("PUT", "body?returnbody=true", Map.of("Accept", SIBLINGS), "three");
        assertThat(document.status()).isEqualTo(200);
        assertThat(document.json().path("siblings")).hasSize(3);
    }

    @Test
    void conditionsAreJudgedOnBothSides() throws IOException {
        RawHttp.Answer first = put("if", "one");
        String etag = first.header("ETag");
        assertThat(get("if", Map.of("If-None-Match", etag)).status()).isEqualTo(304);
        RawHttp.Answer unchanged = get("if", Map.of("If-None-Match", "\"x\", W/" + etag));
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("ETag")).isEqualTo(etag);
        assertThat(unchanged.header("Gramme-Context")).isNotEmpty();
        assertThat(get("if", Map.of("If-Match", "\"0000000000000000\"")).problem())
                .isEqualTo("precondition-failed");
        assertThat(get("if", Map.of("If-Match", etag)).status()).isEqualTo(200);
        RawHttp.Answer exists = ask("PUT", "if", Map.of("If-None-Match", "*"), "two");
        assertThat(exists.status()).isEqualTo(412);
        assertThat(exists.header("ETag")).isEqualTo(etag);
        assertThat(exists.header("Gramme-Context")).isNotEmpty();
        assertThat(exists.json().path("outcome").asText()).isEqualTo("none");
        Map<String, String> match = Map.of("If-Match", etag, "Gramme-Context", first.header("Gramme-Context"));
        assertThat(ask("PUT", "if", match, "two").status()).isEqualTo(204);
        assertThat(ask("PUT", "if", match, "three").status()).isEqualTo(412);
        assertThat(ask("PUT", "never", Map.of("If-Match", "*"), "v").status()).isEqualTo(412);
        assertThat(ask("PUT", "new", Map.of("If-None-Match", "*"), "v").status())
                .isEqualTo(204);
        assertThat(ask("PUT", "if", Map.of("If-None-Match", etag), "v").problem())
                .isEqualTo("invalid-parameter");
        assertThat(ask("PUT", "if", Map.of("If-Match", ""), "v").problem()).isEqualTo("invalid-parameter");
        assertThat(ask("PUT", "if", Map.of("If-Match", "\"" + "t".repeat(300) + "\""), "v")
                        .status())
                .isEqualTo(412);
        assertThat(ask("DELETE", "if?force=true", Map.of("If-Match", "\"x\""), "")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void rejectedSiblingsAndMissingContextsAreToldWithTheContextToGoOnWith() throws IOException {
        put("reject", "one");
        RawHttp.Answer conflict = ask("PUT", "reject?siblings=reject", Map.of(), "two");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.problem()).isEqualTo("conflict");
        String context = conflict.header("Gramme-Context");
        assertThat(ask("PUT", "reject?siblings=reject", Map.of("Gramme-Context", context), "two")
                        .status())
                .isEqualTo(204);
        assertThat(ask("DELETE", "reject", Map.of(), "").problem()).isEqualTo("context-required");
        assertThat(ask("DELETE", "reject", Map.of(), "").status()).isEqualTo(428);
        String shown = get("reject", Map.of()).header("Gramme-Context");
        assertThat(ask("DELETE", "reject", Map.of("Gramme-Context", shown), "").status())
                .isEqualTo(204);
        RawHttp.Answer gone = get("reject", Map.of());
        assertThat(gone.problem()).isEqualTo("key-not-found");
        assertThat(gone.header("Gramme-Context")).as("of the tombstone").isNotEmpty();
    }

    @Test
    void aContextIsGoodForItsKeyAndItsClusterOnly() throws IOException {
        String context = put("mine", "v").header("Gramme-Context");
        assertThat(ask("PUT", "yours", Map.of("Gramme-Context", context), "v").problem())
                .isEqualTo("invalid-context");
        char[] forged = context.toCharArray();
        forged[forged.length / 2] = forged[forged.length / 2] == 'A' ? 'B' : 'A';
        RawHttp.Answer answer = ask("PUT", "mine", Map.of("Gramme-Context", new String(forged)), "v");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-context");
        assertThat(get("mine", Map.of("Gramme-Read-After", "!!")).problem()).isEqualTo("invalid-context");
        assertThat(get("mine?r=3", Map.of("Gramme-Read-After", context)).status())
                .isEqualTo(200);
    }

    @Test
    void anEmptyKeyIsRefusedWithWhatAKeyIs() throws IOException {
        for (String method : new String[] {"PUT", "DELETE"}) {
            RawHttp.Answer empty = RawHttp.send(NODES.data(), method, "/v1/kv/values/", "");
            assertThat(empty.status()).as(method).isEqualTo(400);
            assertThat(empty.problem()).isEqualTo("invalid-parameter");
            assertThat(empty.text()).contains("the key is empty; it takes 1 to 1024 bytes: /v1/kv/{bucket}/{key}");
        }
        assertThat(RawHttp.get(NODES.data(), "/v1/kv/values/").status()).isEqualTo(200);
    }

    @Test
    void whatIsTooLargeOrNotAcceptableIsRefusedAndTheConnectionGoesOn() throws IOException {
        try (RawHttp http = new RawHttp(NODES.data())) {
            RawHttp.Answer large = http.request("PUT", "/v1/kv/values/large", Map.of(), new byte[(1 << 20) + 1]);
            assertThat(large.status()).isEqualTo(413);
            assertThat(large.problem()).isEqualTo("value-too-large");
            assertThat(http.request("PUT", "/v1/kv/values/large", Map.of(), new byte[1 << 20])
                            .status())
                    .isEqualTo(204);
            String longKey = "/v1/kv/values/" + "k".repeat(1025);
            assertThat(http.request("GET", longKey, Map.of(), new byte[0]).problem())
                    .isEqualTo("key-too-long");
            RawHttp.Answer wrong = http.request("PATCH", "/v1/kv/values/large", Map.of(), "{}".getBytes());
            assertThat(wrong.status()).isEqualTo(405);
            assertThat(wrong.header("Allow")).isEqualTo("GET, HEAD, PUT, DELETE");
            put("plain", "v");
            RawHttp.Answer png = http.request("GET", "/v1/kv/values/plain", Map.of("Accept", "image/png"), new byte[0]);
            assertThat(png.status()).isEqualTo(406);
            RawHttp.Answer nowhere = http.request("GET", "/v1/nowhere", Map.of(), new byte[0]);
            assertThat(nowhere.problem()).isEqualTo("no-such-route");
            assertThat(nowhere.header("Gramme-Ring-Epoch")).isEqualTo("1");
        }
        String head = "GET /v1/kv/b/" + "k".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
        assertThat(raw(head).status()).isEqualTo(414);
        String headers = "GET /v1/kv/b/k HTTP/1.1\r\nHost: x\r\nX: " + "h".repeat(70_000) + "\r\n\r\n";
        assertThat(raw(headers).status()).isEqualTo(431);
        assertThat(raw("GET  HTTP/1.1 nonsense\r\n\r\n").status()).isEqualTo(400);
        assertThat(raw("\0\1\2\3 / HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
    }

    private static RawHttp.Answer raw(String request) throws IOException {
        try (RawHttp http = new RawHttp(NODES.data())) {
            http.write(request.getBytes(StandardCharsets.ISO_8859_1));
            return http.read(false);
        }
    }

    @Test
    void aBodyBeyondAllMeasureIsReadThrownAwayAndAnswered() throws IOException {
        try (RawHttp http = new RawHttp(NODES.data())) {
            long length = 30L << 20;
            http.write(("PUT /v1/kv/values/huge HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
                    .getBytes());
            byte[] block = new byte[1 << 20];
            for (long sent = 0; sent < length; sent += block.length) {
                http.write(block);
            }
            assertThat(http.read(false).status()).isEqualTo(413);
            assertThat(http.request("GET", "/v1/kv/values/huge", Map.of(), new byte[0])
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void whatCurlSendsWithoutATypeIsShownAsText() throws Exception {
        Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
        assertThat(ask("PUT", "form", form, "apples").status()).isEqualTo(204);
        RawHttp.Answer shown = get("form", Map.of("Accept", SIBLINGS));
        assertThat(shown.json().path("siblings").get(0).path("text").asText()).isEqualTo("apples");
    }

    @Test
    void aTimeToLiveEndsInNotFound() throws Exception {
        assertThat(ask("PUT", "short?ttl=1ms", Map.of(), "v").status()).isEqualTo(204);
        Awaiting.until(
                "the value's time is over",
                Duration.ofSeconds(20),
                () -> get("short", Map.of()).status(),
                status -> status == 404);
        assertThat(ask("PUT", "short?ttl=0", Map.of(), "v").problem()).isEqualTo("invalid-parameter");
        RawHttp.Answer bare = ask("PUT", "short?ttl=3600", Map.of(), "v");
        assertThat(bare.problem()).isEqualTo("invalid-parameter");
        assertThat(bare.json().path("detail").asText()).contains("ttl=3600").contains("unit");
    }

    @Test
    void aPostMakesAKeyAndTheSameOneForTheSameIdempotencyKey() throws IOException {
        Map<String, String> id = Map.of("Idempotency-Key", "order-1");
        RawHttp.Answer first = RawHttp.once(NODES.data(), "POST", "/v1/kv/posted", id, "v".getBytes());
        RawHttp.Answer again = RawHttp.once(NODES.data(), "POST", "/v1/kv/posted", id, "v".getBytes());
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Location")).isEqualTo(again.header("Location")).startsWith("/v1/kv/posted/");
        RawHttp.Answer got = RawHttp.get(NODES.data(), first.header("Location"));
        assertThat(got.header("Gramme-Siblings")).isEqualTo("1");
        assertThat(RawHttp.send(NODES.data(), "POST", "/v1/kv/posted", "v").header("Location"))
                .isNotEqualTo(first.header("Location"));
    }

    @Test
    void whatIsShownInlineIsWhatWasStoredAndWhatCannotBeIsShownAsBytes() throws IOException {
        Map<String, String> json = Map.of("Content-Type", "application/json");
        Map<String, String> siblings = Map.of("Accept", SIBLINGS);
        ask("PUT", "digits", json, "{\"a\": 0.12345678901234567890123,\n \"b\": 1e400, \"b\": 12345678901234567890}");
        assertThat(get("digits", siblings).text())
                .contains("\"value\":{\"a\": 0.12345678901234567890123,  \"b\": 1e400, \"b\": 12345678901234567890}");
        for (int depth : new int[] {400, 999, 5_000}) {
            String deep = "[".repeat(depth) + "]".repeat(depth);
            ask("PUT", "deep" + depth, json, deep);
            RawHttp.Answer shown = get("deep" + depth, siblings);
            assertThat(shown.status()).isEqualTo(200);
            assertThat(shown.text()).contains(depth == 400 ? "\"value\":[[" : "\"base64\":");
            String batch = "{\"operations\":[{\"op\":\"get\",\"bucket\":\"values\",\"key\":\"deep" + depth + "\"}]}";
            assertThat(RawHttp.send(NODES.data(), "POST", "/v1/batch", batch).status())
                    .isEqualTo(200);
        }
        byte[] utf16 = "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE);
        RawHttp.once(NODES.data(), "PUT", "/v1/kv/values/utf16", json, utf16);
        assertThat(get("utf16", siblings).json().path("siblings").get(0).has("base64"))
                .isTrue();
    }
}
