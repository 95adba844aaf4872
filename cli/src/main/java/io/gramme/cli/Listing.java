package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import org.jspecify.annotations.Nullable;

/** Pages of a bucket's keys, in ring order. */
final class Listing {
    /** The most that a node gives at once. */
    static final int PAGE = 1000;

    /** With values, which may be large, and are held in memory page by page. */
    private static final int PAGE_OF_VALUES = 100;

    private final Tool tool;
    private final String bucket;
    private final @Nullable String prefix;
    private final boolean values;

    Listing(Tool tool, String bucket, @Nullable String prefix, boolean values) {
        this.tool = tool;
        this.bucket = bucket;
        this.prefix = prefix;
        this.values = values;
    }

    /**
     * A page.
     *
     * @param document as the node gave it
     * @param cursor where the next begins, or {@code null} after the last
     * @param complete whether all partitions were asked
     */
    record Page(ObjectNode document, @Nullable String cursor, boolean complete) {
        JsonNode keys() {
            return document.path("keys");
        }
    }

    /**
     * Asks for one page.
     *
     * @param limit keys at most
     * @param cursor from the page before, or {@code null} to begin
     */
    Page page(int limit, @Nullable String cursor) {
        QueryText query = new QueryText()
                .add("prefix", prefix)
                .add("limit", Math.min(limit, values ? PAGE_OF_VALUES : PAGE))
                .add("cursor", cursor)
                .add("values", values ? "true" : null)
                .add("timeout", tool.timeout);
        Ask ask = Ask.get("/v1/kv/" + KeyName.escaped(bucket) + query);
        Answer answer = tool.http(java.time.Duration.ofSeconds(30))
                .send(tool.bases(), ask)
                .orFail();
        ObjectNode document = (ObjectNode) answer.json();
        String next = document.path("cursor").asText("");
        boolean full = !"partial".equals(answer.header("Gramme-Coverage"));
        return new Page(document, next.isEmpty() ? null : next, full);
    }

    /** A key as people read it. */
    static String name(JsonNode key) {
        if (key.isTextual()) {
            return key.asText();
        }
        return key.has("key")
                ? key.path("key").asText()
                : "base64:" + key.path("keyBase64").asText();
    }
}
