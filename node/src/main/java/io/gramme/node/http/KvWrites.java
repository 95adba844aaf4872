package io.gramme.node.http;

import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.RequestId;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.WriteRequest;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.ring.Key;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** PUT, DELETE and POST of values. */
final class KvWrites {
    private static final Set<String> PUT_PARAMETERS = Set.of("w", "pw", "timeout", "ttl", "returnbody", "siblings");
    private static final Set<String> POST_PARAMETERS = Set.of("w", "pw", "timeout", "ttl");
    private static final Set<String> DELETE_PARAMETERS = Set.of("w", "pw", "timeout", "force");
    static final int MAX_CONTENT_TYPE = 255;
    static final int MAX_METADATA_BYTES = 8 << 10;
    static final long MAX_TTL_MILLIS = 20L * 366 * 86_400_000;

    private final DataServices services;

    KvWrites(DataServices services) {
        this.services = services;
    }

    /** What a write request's head says. */
    private record Head(
            WriteRequest.Options options,
            KvRoutes.ContextHeader context,
            @Nullable RequestId id,
            long expiryMillis,
            int budgetMillis) {}

    /** A value under a key that the server makes. */
    void post(Exchange exchange, byte[] bucket) {
        exchange.named("/v1/kv/{bucket}", "post");
        write(exchange, Key.of(bucket, newKey(exchange)), POST_PARAMETERS, true);
    }

    void put(Exchange exchange, Key key) {
        exchange.named("/v1/kv", "put");
        write(exchange, key, PUT_PARAMETERS, false);
    }

    private void write(Exchange exchange, Key key, Set<String> parameters, boolean created) {
        Query query = new Query(exchange.request().query(), parameters);
        Head head = head(exchange, key, query);
        String contentType = exchange.header(HttpHeaders.CONTENT_TYPE);
        Map<String, String> metadata = metadata(exchange);
        Problem problem = query.problem() != null ? query.problem() : head.context.problem();
        if (problem == null && contentType != null && contentType.length() > MAX_CONTENT_TYPE) {
            problem = Problem.of(431, "headers-too-large", "Content-Type has more than 255 characters");
        }
        if (problem == null && bytes(metadata) > MAX_METADATA_BYTES) {
            problem = Problem.of(431, "headers-too-large", "Gramme-Meta-* headers hold more than 8 KiB");
        }
        Problem refused = problem;
        BucketSettings bucket = services.buckets().settings(key.bucket());
        exchange.body(KvRoutes.maxValueBytes(bucket, services.settings()), body -> {
            if (refused != null) {
                exchange.problem(refused);
                return;
            }
            long now = services.clock().wallMillis();
            Content content = Content.value(ValueBytes.of(body), contentType == null ? "" : contentType, now)
                    .withMetadata(metadata)
                    .expiringAt(head.expiryMillis);
            send(exchange, request(exchange, key, content, head), created);
        });
    }

    void delete(Exchange exchange, Key key) {
        exchange.named("/v1/kv", "delete");
        Query query = new Query(exchange.request().query(), DELETE_PARAMETERS);
        Head head = head(exchange, key, query);
        Problem problem = query.problem() != null ? query.problem() : head.context.problem();
        if (problem != null) {
            exchange.problem(problem);
            return;
        }
        if (head.context.context() == null && !head.options.force()) {
            services.fail(
                    exchange,
                    key,
                    KvRoutes.refused(
                            RequestFailure.Reason.CONTEXT_REQUIRED,
                            "a delete needs the Gramme-Context of what it deletes; force=true deletes what a read shows"));
            return;
        }
        Content content = Content.deletion(services.clock().wallMillis());
        send(exchange, request(exchange, key, content, head), false);
    }

    private static WriteRequest request(Exchange exchange, Key key, Content content, Head head) {
        return new WriteRequest(
                key, content, head.context.context(), head.id, head.options, head.budgetMillis, exchange.requestId());
    }

    private void send(Exchange exchange, WriteRequest request, boolean created) {
        services.coordinator().write(request, exchange.safely(result -> {
            if (result instanceof RequestFailure failure) {
                services.fail(exchange, request.key(), failure);
            } else {
                written(exchange, request, (WriteResult.Written) result, created);
            }
        }));
    }

    private void written(Exchange exchange, WriteRequest request, WriteResult.Written written, boolean created) {
        Key key = request.key();
        services.shown().achieved(exchange, written.achieved(), true);
        if (created) {
            exchange.put(
                    HttpHeaders.LOCATION,
                    KvRoutes.PREFIX + Escaped.segment(key.bucket()) + "/" + Escaped.segment(key.name()));
        }
        if (written.view() != null && !created && !written.view().isNotFound()) {
            services.shown().view(exchange, key, written.view(), Shown.Accepted.afterWrite(exchange));
            return;
        }
        services.shown().context(exchange, key, written.context());
        exchange.put(HttpHeaders.ETAG, '"' + written.etag() + '"');
        exchange.empty(created ? 201 : 204);
    }

    private Head head(Exchange exchange, Key key, Query query) {
        Integer w = query.number("w", 1, 16);
        Integer pw = query.number("pw", 0, 16);
        Long timeout = query.millis("timeout", 1, HttpSettings.MAX_TIMEOUT_MILLIS);
        Long ttl = query.lifetime("ttl", MAX_TTL_MILLIS);
        String siblings = query.text("siblings", "keep");
        boolean reject = "reject".equals(siblings);
        Conditions conditions =
                Conditions.ofWrite(exchange.header(HttpHeaders.IF_MATCH), exchange.header(HttpHeaders.IF_NONE_MATCH));
        WriteRequest.Options options = new WriteRequest.Options(
                w,
                pw,
                conditions.ifMatch(),
                conditions.ifNoneMatchAny(),
                reject,
                query.flag("returnbody"),
                query.flag("force"));
        KvRoutes.ContextHeader context =
                KvRoutes.ContextHeader.of(services.shown().tokens(), key, exchange.header(Headers.CONTEXT));
        if (context.problem() == null && conditions.problem() != null) {
            context = new KvRoutes.ContextHeader(null, conditions.problem());
        }
        if (context.problem() == null && !reject && !"keep".equals(siblings)) {
            context = new KvRoutes.ContextHeader(
                    null, Problem.invalidParameter("siblings=" + siblings + " is neither keep nor reject"));
        }
        long expiry = ttl == null ? 0 : services.clock().wallMillis() + ttl;
        int budget = timeout == null ? services.settings().requestTimeoutMillis() : timeout.intValue();
        return new Head(options, context, requestId(exchange), expiry, budget);
    }

    private static @Nullable RequestId requestId(Exchange exchange) {
        String name = exchange.header(Headers.IDEMPOTENCY_KEY);
        if (name == null || name.isBlank()) {
            return null;
        }
        return RequestIds.ofName(name.strip());
    }

    /** A new key: 26 characters, sortable by time; the same for the same Idempotency-Key, so that a retry makes no twin. */
    private byte[] newKey(Exchange exchange) {
        RequestId id = requestId(exchange);
        long time = id == null ? services.clock().wallMillis() : 0;
        long high = id == null ? services.randomness().nextLong() : id.high();
        long low = id == null ? services.randomness().nextLong() : id.low();
        return ServerMadeKey.of(time, high, low).getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, String> metadata(Exchange exchange) {
        Map<String, String> metadata = new TreeMap<>();
        for (Map.Entry<String, String> header : exchange.request().headers()) {
            String name = header.getKey();
            if (name.regionMatches(true, 0, Headers.META_PREFIX, 0, Headers.META_PREFIX.length())) {
                metadata.put(name.substring(Headers.META_PREFIX.length()).toLowerCase(Locale.ROOT), header.getValue());
            }
        }
        return metadata;
    }

    static int bytes(Map<String, String> metadata) {
        int bytes = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            bytes += entry.getKey().length() + entry.getValue().length();
        }
        return bytes;
    }
}
