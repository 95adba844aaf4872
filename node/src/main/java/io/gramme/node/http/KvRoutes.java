package io.gramme.node.http;

import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.ContextTokens;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.LiveView;
import io.gramme.node.causality.Sibling;
import io.gramme.node.causality.SiblingTag;
import io.gramme.node.causality.TokenOutcome;
import io.gramme.node.config.GrammeConfig.Permission;
import io.gramme.node.coordinator.Outcome;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.ring.Key;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/kv/{bucket}/{key}}: what a client does with one value. Writes are {@link KvWrites}' part. */
final class KvRoutes {
    static final String PREFIX = "/v1/kv/";

    /** The ETag of a key without live versions, the same for all: who has it can wait for a first one. */
    private static final String ABSENT = new LiveView(List.of(), CausalContext.EMPTY).etag();

    private static final Set<String> READ_PARAMETERS = Set.of("r", "pr", "timeout", "sibling", "consistent");

    private final DataServices services;
    private final KvWrites writes;
    private final ListRoutes lists;
    private final Watches watches;

    KvRoutes(DataServices services) {
        this.services = services;
        this.writes = new KvWrites(services);
        this.lists = new ListRoutes(services);
        this.watches = new Watches(services.timers(), services.clock());
    }

    /** Serves a request whose path starts with {@link #PREFIX}. */
    void handle(Exchange exchange) {
        KvPath path = KvPath.parse(exchange.path(), PREFIX);
        if (path instanceof KvPath.Bad bad) {
            exchange.named("/v1/kv", exchange.method().name().toLowerCase(Locale.ROOT));
            exchange.problem(Problem.of(bad.status(), bad.type(), bad.detail()));
        } else if (path instanceof KvPath.OfBucket bucket) {
            onBucket(exchange, bucket);
        } else {
            onKey(exchange, ((KvPath.OfKey) path).key());
        }
    }

    private void onKey(Exchange exchange, Key key) {
        String method = exchange.method().name();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (!Access.permits(exchange, reads ? Permission.READ : Permission.WRITE, key.bucket())) {
            return;
        }
        switch (method) {
            case "GET", "HEAD" -> get(exchange, key);
            case "PUT" -> writes.put(exchange, key);
            case "DELETE" -> writes.delete(exchange, key);
            default -> methodNotAllowed(exchange, "GET, HEAD, PUT, DELETE");
        }
    }

    private void onBucket(Exchange exchange, KvPath.OfBucket path) {
        byte[] bucket = path.bucket();
        exchange.named("/v1/kv/{bucket}", "list");
        switch (exchange.method().name()) {
            case "GET", "HEAD" -> {
                if (Access.permits(exchange, Permission.READ, bucket)) {
                    lists.list(exchange, bucket);
                }
            }
            case "POST" -> {
                if (Access.permits(exchange, Permission.WRITE, bucket)) {
                    writes.post(exchange, bucket);
                }
            }
            case "PUT", "DELETE" -> {
                if (path.emptyKey()) {
                    exchange.problem(Problem.invalidParameter(
                            "the key is empty; it takes 1 to 1024 bytes: /v1/kv/{bucket}/{key}"));
                } else {
                    methodNotAllowed(exchange, "GET, HEAD, POST", "; a value has a key: /v1/kv/{bucket}/{key}");
                }
            }
            default -> methodNotAllowed(exchange, "GET, HEAD, POST");
        }
    }

    static void methodNotAllowed(Exchange exchange, String allowed) {
        methodNotAllowed(exchange, allowed, "");
    }

    private static void methodNotAllowed(Exchange exchange, String allowed, String meant) {
        exchange.put(HttpHeaders.ALLOW, allowed);
        String detail = exchange.method().name() + " is not possible here; allowed: " + allowed + meant;
        exchange.problem(Problem.of(405, "method-not-allowed", detail));
    }

    private void get(Exchange exchange, Key key) {
        exchange.named("/v1/kv", "get");
        Query query = new Query(exchange.request().query(), READ_PARAMETERS);
        Integer r = query.number("r", 1, 16);
        Integer pr = query.number("pr", 0, 16);
        Long timeout = query.millis("timeout", 1, HttpSettings.MAX_TIMEOUT_MILLIS);
        boolean consistent = query.flag("consistent");
        Dot sibling = siblingOf(query);
        if (query.has("sibling") && sibling == null) {
            exchange.problem(Problem.invalidParameter("sibling is no tag of this cluster"));
            return;
        }
        if (query.problem() != null) {
            exchange.problem(query.problem());
            return;
        }
        ContextHeader after = ContextHeader.of(services.shown().tokens(), key, exchange.header(Headers.READ_AFTER));
        if (after.problem() != null) {
            exchange.problem(after.problem());
            return;
        }
        int budget = timeout == null ? services.settings().requestTimeoutMillis() : timeout.intValue();
        ReadRequest request = new ReadRequest(key, r, pr, budget, consistent, after.context(), exchange.requestId());
        boolean knows = exchange.header(HttpHeaders.IF_NONE_MATCH) != null && sibling == null;
        int seconds = knows ? Watches.seconds(exchange.header("Prefer")) : 0;
        Watches.Watch watch = seconds > 0 ? watches.enter(exchange, seconds) : null;
        if (watch == null) {
            services.coordinator().read(request, exchange.safely(result -> answer(exchange, key, sibling, result)));
        } else {
            watch(exchange, request, watch);
        }
    }

    /** Reads until the client's ETag is no longer the present one, or its time is over. */
    private void watch(Exchange exchange, ReadRequest request, Watches.Watch watch) {
        services.coordinator().read(request, exchange.safely(result -> {
            boolean same = (result instanceof ReadResult.Found found && unchanged(exchange, found.view()))
                    || (result instanceof ReadResult.NotFound && isKnownAbsent(exchange));
            if (!same || !watch.again(again -> watch(exchange, request, again))) {
                watch.leave();
                answer(exchange, request.key(), null, result);
            }
        }));
    }

    /** Whether the client knows that there is nothing: it gives the ETag that a 404 came with. */
    private static boolean isKnownAbsent(Exchange exchange) {
        String known = exchange.header(HttpHeaders.IF_NONE_MATCH);
        return known != null && Etags.of(known).contains(ABSENT);
    }

    private static @Nullable Dot siblingOf(Query query) {
        String tag = query.text("sibling", null);
        return tag == null ? null : SiblingTag.decode(tag);
    }

    private void answer(Exchange exchange, Key key, @Nullable Dot sibling, ReadResult result) {
        if (result instanceof RequestFailure failure) {
            fail(exchange, key, failure);
        } else if (result instanceof ReadResult.NotFound missing) {
            notFound(exchange, key, missing);
        } else {
            found(exchange, key, sibling, (ReadResult.Found) result);
        }
    }

    /** A failure, with the context that some of them bring. */
    void fail(Exchange exchange, Key key, RequestFailure failure) {
        services.fail(exchange, key, failure);
    }

    private void notFound(Exchange exchange, Key key, ReadResult.NotFound missing) {
        services.shown().achieved(exchange, missing.achieved(), false);
        CausalContext context = missing.context();
        if (context != null) {
            services.shown().context(exchange, key, context);
        }
        exchange.put(HttpHeaders.ETAG, '"' + ABSENT + '"');
        exchange.problem(Problem.of(404, "key-not-found", "nothing is stored under this key"));
    }

    private void found(Exchange exchange, Key key, @Nullable Dot tag, ReadResult.Found found) {
        LiveView view = found.view();
        services.shown().achieved(exchange, found.achieved(), false);
        if (tag != null) {
            Sibling sibling = view.siblings().stream()
                    .filter(one -> one.dot().equals(tag) || one.aliases().contains(tag))
                    .findFirst()
                    .orElse(null);
            if (sibling == null) {
                services.shown().context(exchange, key, view.context());
                exchange.problem(Problem.of(404, "key-not-found", "this sibling has been replaced"));
            } else if (Shown.Accepted.of(
                            exchange.header(HttpHeaders.ACCEPT),
                            sibling.content().contentType())
                    != Shown.Accepted.ANY) {
                notAcceptable(exchange, sibling.content().contentType(), "");
            } else {
                services.shown().sibling(exchange, key, view, sibling);
            }
            return;
        }
        boolean single = view.siblings().size() == 1;
        String valueType = single ? view.siblings().get(0).content().contentType() : Headers.SIBLINGS_JSON;
        Shown.Accepted accepted = Shown.Accepted.of(exchange.header(HttpHeaders.ACCEPT), valueType);
        if (accepted == Shown.Accepted.NONE && single) {
            notAcceptable(exchange, valueType, "; also offered: " + Headers.SIBLINGS_JSON);
            return;
        }
        String match = exchange.header(HttpHeaders.IF_MATCH);
        if (match != null && !match.strip().equals("*") && !Etags.of(match).contains(view.etag())) {
            services.shown().context(exchange, key, view.context());
            exchange.put(HttpHeaders.ETAG, Shown.etag(view, false));
            exchange.problem(Problem.of(412, "precondition-failed", "the key has another ETag"));
            return;
        }
        if (unchanged(exchange, view)) {
            services.shown().context(exchange, key, view.context());
            exchange.put(HttpHeaders.ETAG, Shown.etag(view, !single || accepted == Shown.Accepted.DOCUMENT));
            exchange.empty(304);
            return;
        }
        services.shown().view(exchange, key, view, accepted == Shown.Accepted.NONE ? Shown.Accepted.ANY : accepted);
    }

    private static void notAcceptable(Exchange exchange, String valueType, String also) {
        exchange.put(HttpHeaders.VARY, Headers.VARY_ACCEPT);
        exchange.problem(Problem.of(
                406,
                "not-acceptable",
                "the value is " + (valueType.isEmpty() ? "application/octet-stream" : valueType) + also));
    }

    private static boolean unchanged(Exchange exchange, LiveView view) {
        String known = exchange.header(HttpHeaders.IF_NONE_MATCH);
        return known != null && (known.strip().equals("*") || Etags.of(known).contains(view.etag()));
    }

    /** A context header's content, checked. */
    record ContextHeader(
            @Nullable CausalContext context, @Nullable Problem problem) {
        static ContextHeader of(ContextTokens tokens, Key key, @Nullable String token) {
            if (token == null) {
                return new ContextHeader(null, null);
            }
            TokenOutcome outcome = tokens.decode(key, token.strip());
            if (outcome instanceof TokenOutcome.Valid valid) {
                return new ContextHeader(valid.context(), null);
            }
            String why = outcome instanceof TokenOutcome.Malformed malformed
                    ? "it is no context: " + malformed.reason()
                    : outcome instanceof TokenOutcome.OtherKey
                            ? "it belongs to another key"
                            : "it was not made by this cluster";
            return new ContextHeader(null, Problem.of(400, "invalid-context", "the context is refused: " + why));
        }
    }

    /** What a bucket says, for the routes that need it before the coordinator does. */
    static int maxValueBytes(BucketSettings settings, HttpSettings http) {
        Integer own = settings.maxValueBytes();
        return Math.min(own == null ? http.maxValueBytes() : own, HttpSettings.HARD_VALUE_BYTES);
    }

    /** A failure found before the coordinator was asked. */
    static RequestFailure refused(RequestFailure.Reason reason, String detail) {
        return RequestFailure.of(reason, Outcome.NONE, detail);
    }
}
