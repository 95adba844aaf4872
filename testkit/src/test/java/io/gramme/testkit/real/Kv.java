package io.gramme.testkit.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.testkit.RealCluster;
import io.gramme.testkit.RealNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The value routes of one bucket as plain HTTP requests, sent once to a named node. Keys need no escaping. */
record Kv(RealCluster cluster, String bucket) {
    private static final int AT_ONCE = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A blind put with the bucket's settings. */
    RawAnswer put(RealNode at, String key, String value) {
        return put(at, key, value, "", null);
    }

    /**
     * A put.
     *
     * @param query such as {@code w=1}, may be empty
     * @param context of an earlier answer, or {@code null} for a blind one
     */
    RawAnswer put(RealNode at, String key, String value, String query, @Nullable String context) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "text/plain"));
        if (context != null) {
            headers.put("Gramme-Context", context);
        }
        return cluster.exchange(at, putRequest(key, value, query, headers));
    }

    RawRequest putRequest(String key, String value, String query, Map<String, String> headers) {
        return new RawRequest("PUT", path(key, query), headers, value.getBytes(StandardCharsets.UTF_8));
    }

    RawAnswer get(RealNode at, String key, String query) {
        return cluster.exchange(at, RawRequest.of("GET", path(key, query), Map.of("Accept", "*/*")));
    }

    /**
     * Reads many keys at one node, a few at a time.
     *
     * @return those that do not show exactly the value expected, in words
     */
    List<String> missing(RealNode at, Map<String, String> expected, String query) {
        List<String> missing = new ArrayList<>();
        List<Map.Entry<String, String>> all = new ArrayList<>(expected.entrySet());
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Map.Entry<String, String>> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            List<CompletableFuture<RawAnswer>> answers = some.stream()
                    .map(one -> cluster.client()
                            .exchange(
                                    at.data(),
                                    RawRequest.of("GET", path(one.getKey(), query), Map.of("Accept", "*/*")),
                                    PATIENCE))
                    .toList();
            for (int i = 0; i < some.size(); i++) {
                List<String> values = values(answers.get(i).join());
                if (!values.equals(List.of(some.get(i).getValue()))) {
                    missing.add(some.get(i).getKey() + " at " + at.name() + " is " + values);
                }
            }
        }
        return missing;
    }

    private String path(String key, String query) {
        return "/v1/kv/" + bucket + "/" + key + (query.isEmpty() ? "" : "?" + query);
    }

    /** The values that a node shows, none when there is nothing. Other statuses fail. */
    List<String> values(RealNode at, String key, String query) {
        return values(get(at, key, query));
    }

    static List<String> values(RawAnswer answer) {
        if (answer.status() == 404) {
            return List.of();
        }
        if (answer.status() == 200) {
            return List.of(text(answer));
        }
        if (answer.status() != 300) {
            throw new AssertionError("status " + answer.status() + ": " + text(answer));
        }
        List<String> values = new ArrayList<>();
        json(answer)
                .path("siblings")
                .forEach(sibling -> values.add(sibling.path("text").asText()));
        return values;
    }

    static String context(RawAnswer answer) {
        String context = answer.header("gramme-context");
        if (context == null) {
            throw new AssertionError("status " + answer.status() + " without a context: " + text(answer));
        }
        return context;
    }

    static String text(RawAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static JsonNode json(RawAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException broken) {
            throw new AssertionError("no JSON: " + text(answer), broken);
        }
    }
}
