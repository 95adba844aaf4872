package io.gramme.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.ContextTokens;
import io.gramme.node.causality.RequestId;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.runtime.Invariants;
import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a batch, read from its JSON. What is wrong with it is its own result, not the batch's.
 *
 * @param name get, put or delete, or empty when that is what is wrong
 * @param quorum r or w, {@code null} for the default
 * @param problem why it cannot be done, or {@code null}
 */
record BatchOperation(
        String name,
        @Nullable Key key,
        @Nullable Integer quorum,
        @Nullable Content content,
        @Nullable CausalContext context,
        @Nullable RequestId id,
        WriteRequest.Options options,
        @Nullable Problem problem) {
    private static final Set<String> NAMES = Set.of("get", "put", "delete");
    private static final Set<String> FIELDS = Set.of(
            "op",
            "bucket",
            "bucketBase64",
            "key",
            "keyBase64",
            "r",
            "w",
            "pw",
            "context",
            "value",
            "text",
            "base64",
            "contentType",
            "metadata",
            "ttl",
            "ifMatch",
            "ifNoneMatch",
            "siblings",
            "force",
            "idempotencyKey");

    /** What all operations of a batch share. */
    record Terms(ContextTokens tokens, Grant grant, long nowMillis) {}

    /** Reads one; never throws for its content. */
    static BatchOperation read(JsonNode json, Terms terms) {
        String name = json.path("op").asText("");
        Key key = null;
        try {
            if (!json.isObject() || !NAMES.contains(name)) {
                throw new Refused(Problem.invalidParameter("op is none of get, put, delete"));
            }
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                if (!FIELDS.contains(field.getKey())) {
                    throw new Refused(Problem.invalidParameter("unknown member " + field.getKey()));
                }
            }
            key = key(json);
            Permission permission = name.equals("get") ? Permission.READ : Permission.WRITE;
            if (!terms.grant.allows(permission, key.bucket())) {
                throw new Refused(Access.forbidden(permission, key.bucket()));
            }
            return read(json, name, key, terms);
        } catch (Refused refused) {
            return new BatchOperation(
                    NAMES.contains(name) ? name : "",
                    key,
                    null,
                    null,
                    null,
                    null,
                    WriteRequest.Options.DEFAULT,
                    refused.problem);
        }
    }

    /** Carries the first fault out of the reading. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }
    }

    private static BatchOperation read(JsonNode json, String name, Key key, Terms terms) throws Refused {
        if (name.equals("get")) {
            Integer r = number(json, "r", 1);
            return new BatchOperation(name, key, r, null, null, null, WriteRequest.Options.DEFAULT, null);
        }
        KvRoutes.ContextHeader context =
                KvRoutes.ContextHeader.of(terms.tokens, key, json.has("context") ? text(json, "context") : null);
        Conditions conditions = Conditions.ofWrite(
                json.has("ifMatch") ? text(json, "ifMatch") : null,
                json.has("ifNoneMatch") ? text(json, "ifNoneMatch") : null);
        Problem problem = context.problem() != null ? context.problem() : conditions.problem();
        boolean force = json.path("force").asBoolean(false);
        if (problem == null && name.equals("delete") && context.context() == null && !force) {
            problem = Problem.of(428, "context-required", "a delete needs the context of what it deletes, or force");
        }
        if (problem != null) {
            throw new Refused(problem);
        }
        WriteRequest.Options options = new WriteRequest.Options(
                number(json, "w", 1),
                number(json, "pw", 0),
                conditions.ifMatch(),
                conditions.ifNoneMatchAny(),
                rejects(json),
                false,
                force);
        Content content = name.equals("put") ? content(json, terms.nowMillis) : Content.deletion(terms.nowMillis);
        RequestId id = json.has("idempotencyKey") ? RequestIds.ofName(text(json, "idempotencyKey")) : null;
        return new BatchOperation(name, key, options.w(), content, context.context(), id, options, null);
    }

    private static boolean rejects(JsonNode json) throws Refused {
        String siblings = json.has("siblings") ? text(json, "siblings") : "keep";
        if (!siblings.equals("keep") && !siblings.equals("reject")) {
            throw new Refused(Problem.invalidParameter("siblings=" + siblings + " is neither keep nor reject"));
        }
        return siblings.equals("reject");
    }

    private static Content content(JsonNode json, long nowMillis) throws Refused {
        int given = (json.has("value") ? 1 : 0) + (json.has("text") ? 1 : 0) + (json.has("base64") ? 1 : 0);
        if (given != 1) {
            throw new Refused(Problem.invalidParameter("a put takes exactly one of value, text and base64"));
        }
        String usual = json.has("value") ? "application/json" : json.has("text") ? "text/plain; charset=utf-8" : "";
        String type = json.has("contentType") ? text(json, "contentType") : usual;
        if (type.length() > KvWrites.MAX_CONTENT_TYPE || !HttpText.isHeaderValue(type)) {
            throw new Refused(Problem.invalidParameter("contentType is no header value of at most 255 characters"));
        }
        byte[] value = json.has("value")
                ? Json.bytes(json.path("value")).getBytes()
                : json.has("text") ? text(json, "text").getBytes(StandardCharsets.UTF_8) : base64(json, "base64");
        long expiry = 0;
        if (json.has("ttl")) {
            Long millis = Durations.lifetime(json.path("ttl").asText());
            if (millis == null || millis < 1 || millis > KvWrites.MAX_TTL_MILLIS) {
                throw new Refused(
                        Problem.invalidParameter("ttl is no lifetime with its unit, such as \"30m\", up to 20 years"));
            }
            expiry = nowMillis + millis;
        }
        return Content.value(ValueBytes.of(value), type, nowMillis)
                .withMetadata(metadata(json.path("metadata")))
                .expiringAt(expiry);
    }

    private static Map<String, String> metadata(JsonNode json) throws Refused {
        Map<String, String> metadata = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            String value = field.getValue().asText();
            if (!HttpText.isToken(field.getKey()) || !HttpText.isHeaderValue(value)) {
                throw new Refused(Problem.invalidParameter("metadata that no header can carry: " + field.getKey()));
            }
            metadata.put(field.getKey().toLowerCase(java.util.Locale.ROOT), value);
        }
        if (KvWrites.bytes(metadata) > KvWrites.MAX_METADATA_BYTES) {
            throw new Refused(Problem.of(431, "headers-too-large", "metadata holds more than 8 KiB"));
        }
        return metadata;
    }

    private static Key key(JsonNode json) throws Refused {
        byte[] bucket = json.has("bucketBase64") ? base64(json, "bucketBase64") : utf8(json, "bucket");
        byte[] name = json.has("keyBase64") ? base64(json, "keyBase64") : utf8(json, "key");
        if (bucket.length > Key.MAX_BUCKET_BYTES) {
            throw new Refused(Problem.of(414, "bucket-too-long", "the bucket has more than 128 bytes"));
        }
        if (name.length > Key.MAX_KEY_BYTES) {
            throw new Refused(Problem.of(414, "key-too-long", "the key has more than 1024 bytes"));
        }
        if (bucket.length == 0 || name.length == 0) {
            throw new Refused(Problem.invalidParameter("bucket and key take at least one byte"));
        }
        return Key.of(bucket, name);
    }

    private static byte[] utf8(JsonNode json, String field) throws Refused {
        return text(json, field).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] base64(JsonNode json, String field) throws Refused {
        try {
            return Base64.getDecoder().decode(text(json, field));
        } catch (IllegalArgumentException notBase64) {
            throw new Refused(Problem.invalidParameter(field + " is no base64"));
        }
    }

    private static String text(JsonNode json, String field) throws Refused {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new Refused(Problem.invalidParameter(field + " is no string"));
        }
        return value.asText();
    }

    private static @Nullable Integer number(JsonNode json, String field, int from) throws Refused {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isInt() || value.intValue() < from || value.intValue() > 16) {
            throw new Refused(Problem.invalidParameter(field + " is no whole number from " + from + " to 16"));
        }
        return value.intValue();
    }

    boolean isGet() {
        return name.equals("get");
    }

    boolean isPut() {
        return name.equals("put");
    }

    int valueBytes() {
        return content == null ? 0 : content.value().length();
    }

    /** The key of an operation without problem. */
    Key present() {
        return Invariants.present(key, "an operation without a key has a problem");
    }

    WriteRequest write(int budgetMillis, String requestId) {
        Content written = Invariants.present(content, "a write without content has a problem");
        return new WriteRequest(present(), written, context, id, options, budgetMillis, requestId);
    }
}
