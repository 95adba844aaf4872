package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Names of keys and buckets that begin as somebody has begun to type. Only what one page brings within 400 ms: in a
 * large cluster that is not all of them, and nothing where no node answers. A help, never an answer.
 */
final class Names {
    private static final Duration PATIENCE = Duration.ofMillis(400);
    private static final int MOST = 50;

    private final Supplier<Target> target;

    /** @param target the cluster, worked out when it is first needed */
    Names(Supplier<Target> target) {
        this.target = target;
    }

    /** Keys as commands take them, {@code bucket/key}; before the slash, buckets. */
    List<String> keys(String begun) {
        int slash = begun.indexOf('/');
        if (slash < 0) {
            return buckets().stream().map(bucket -> bucket + "/").toList();
        }
        String bucket = begun.substring(0, slash);
        QueryText query = new QueryText()
                .add("prefix", begun.substring(slash + 1))
                .add("limit", MOST)
                .add("timeout", PATIENCE.toMillis() + "ms");
        List<String> names = new ArrayList<>();
        for (JsonNode key : asked("/v1/kv/" + KeyName.escaped(bucket) + query).path("keys")) {
            names.add(bucket + "/" + key.path("key").asText());
        }
        return plain(names);
    }

    /** Buckets that have settings; the others are not known by name. */
    List<String> buckets() {
        List<String> names = new ArrayList<>();
        asked("/v1/buckets")
                .path("buckets")
                .forEach(bucket -> names.add(bucket.path("bucket").asText()));
        return plain(names);
    }

    private JsonNode asked(String path) {
        try {
            Target where = target.get();
            Answer answer = new NodeHttp(PATIENCE, where.token()).send(where.bases(), Ask.get(path));
            return answer.isGood() ? answer.json() : Json.object();
        } catch (ToolFailure silent) {
            return Json.object();
        }
    }

    /** What can be typed without quotes, and is no name in Base64. */
    private static List<String> plain(List<String> names) {
        return names.stream()
                .filter(name -> !name.isEmpty() && !name.endsWith("/") && name.matches("[^\\s'\"\\\\]+"))
                .filter(name -> StandardCharsets.UTF_8.newEncoder().canEncode(name))
                .sorted()
                .toList();
    }
}
