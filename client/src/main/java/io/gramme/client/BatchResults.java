package io.gramme.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.client.transport.RawAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results of a batch as values and exceptions. */
final class BatchResults {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private BatchResults() {}

    /** The list of results, or {@code null} when the body is no such document. */
    static @Nullable JsonNode of(RawAnswer answer) {
        try {
            JsonNode results = JSON.readTree(answer.body()).path("results");
            return results.isArray() ? results : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    static int status(JsonNode result) {
        return result.path("status").asInt(500);
    }

    static <V> Siblings<V> siblings(JsonNode result, Codec<V> codec) {
        Context context = new Context(result.path("context").asText(""));
        return new Siblings<>(
                Values.siblings(result, codec), context, result.path("etag").asText(""));
    }

    static WriteResult written(JsonNode result) {
        return new WriteResult(
                new Context(result.path("context").asText("")),
                result.path("etag").asText(""),
                result.path("durable").asInt(),
                result.path("owners").asInt(),
                result.path("hinted").asInt(),
                "");
    }

    /** An operation's problem is that of the same request by itself. */
    static GrammeException exception(JsonNode result) {
        Map<String, String> headers = new HashMap<>();
        if (result.has("context")) {
            headers.put("gramme-context", result.path("context").asText());
        }
        byte[] problem = result.path("problem").toString().getBytes(StandardCharsets.UTF_8);
        return Problems.exception(new RawAnswer(status(result), headers, problem), Outcome.NONE);
    }
}
