package io.gramme.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.buckets.BucketEditor;
import io.gramme.node.buckets.BucketEditor.Edited;
import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;

/** {@code /v1/buckets}: settings of buckets. Buckets exist without them. */
final class BucketRoutes {
    static final String ALL = "/v1/buckets";

    private static final int MAX_DOCUMENT_BYTES = 16 << 10;

    private final DataServices services;
    private final BucketEditor editor;

    BucketRoutes(DataServices services, BucketEditor editor) {
        this.services = services;
        this.editor = editor;
    }

    void handle(Exchange exchange) {
        exchange.named(ALL, "bucket");
        String path = exchange.path();
        if (path.length() <= ALL.length() + 1) {
            if (exchange.method().name().equals("GET") || exchange.isHead()) {
                list(exchange);
            } else {
                KvRoutes.methodNotAllowed(exchange, "GET, HEAD");
            }
            return;
        }
        KvPath parsed = KvPath.parse(path, ALL + "/");
        if (parsed instanceof KvPath.OfBucket named) {
            boolean reads = exchange.isHead() || exchange.method().name().equals("GET");
            if (Access.permits(exchange, reads ? Permission.READ : Permission.ADMIN, named.bucket())) {
                one(exchange, named.bucket());
            }
        } else if (parsed instanceof KvPath.Bad bad) {
            exchange.problem(Problem.of(bad.status(), bad.type(), bad.detail()));
        } else {
            exchange.problem(Problem.of(404, "no-such-route", "settings belong to buckets, not to keys"));
        }
    }

    private void one(Exchange exchange, byte[] bucket) {
        switch (exchange.method().name()) {
            case "GET", "HEAD" ->
                exchange.json(200, document(bucket, services.buckets().settings(bucket)));
            case "PUT" -> change(exchange, bucket, BucketSettings.NONE);
            case "PATCH" -> change(exchange, bucket, services.buckets().settings(bucket));
            case "DELETE" -> editor.reset(bucket, exchange.safely(edited -> deleted(exchange, edited)));
            default -> KvRoutes.methodNotAllowed(exchange, "GET, HEAD, PUT, PATCH, DELETE");
        }
    }

    private void list(Exchange exchange) {
        ObjectNode json = Json.object();
        ArrayNode buckets = json.putArray("buckets");
        editor.list().stream()
                .filter(entry -> exchange.grant().allows(Permission.READ, entry.bucket()))
                .forEach(entry -> buckets.add(document(entry.bucket(), entry.settings())));
        exchange.json(200, json);
    }

    private void change(Exchange exchange, byte[] bucket, BucketSettings base) {
        exchange.body(MAX_DOCUMENT_BYTES, body -> {
            JsonNode json = Json.parse(body);
            if (json == null || !json.isObject()) {
                exchange.problem(Problem.of(400, "invalid-parameter", "the body is no JSON object"));
                return;
            }
            if (json.has("n") && json.path("n").asInt() != replicas()) {
                exchange.problem(Problem.invalidParameter(
                        "n is the cluster's, fixed at founding: " + replicas() + ", not " + json.path("n")));
                return;
            }
            BucketDocument document = BucketDocument.apply(base, json, replicas());
            if (document.problem() != null) {
                exchange.problem(Problem.invalidParameter(document.problem()));
                return;
            }
            editor.replace(bucket, document.settings(), exchange.safely(edited -> changed(exchange, bucket, edited)));
        });
    }

    private int replicas() {
        Ring ring = services.views().current().ring();
        return ring == null ? Key.MAX_BUCKET_BYTES : ring.shape().replicas();
    }

    private void changed(Exchange exchange, byte[] bucket, Edited edited) {
        if (edited instanceof BucketEditor.Refused refused) {
            exchange.problem(Problem.of(409, "conflict", refused.reason()));
        } else {
            BucketEditor.Saved saved = (BucketEditor.Saved) edited;
            exchange.json(saved.created() ? 201 : 200, document(bucket, saved.settings()));
        }
    }

    private void deleted(Exchange exchange, Edited edited) {
        if (edited instanceof BucketEditor.Refused refused) {
            exchange.problem(Problem.of(409, "conflict", refused.reason()));
        } else {
            exchange.empty(204);
        }
    }

    private ObjectNode document(byte[] bucket, BucketSettings settings) {
        ObjectNode json = Json.object();
        Json.putBytes(json, "bucket", bucket);
        BucketDocument.write(json, settings);
        Ring ring = services.views().current().ring();
        if (ring != null) {
            json.put("n", ring.shape().replicas());
        }
        return json;
    }
}
