package io.gramme.node.http;

import io.gramme.node.metrics.HttpMetrics;
import io.vertx.core.http.HttpServerRequest;

/**
 * The data port of one loop: {@code /v1/kv} and its neighbours. Paths are matched by hand on the raw request target; a
 * router would normalise {@code .} and {@code ..} away, and they are keys.
 */
public final class DataApi {
    private final DataServices services;
    private final HttpMetrics metrics;
    private final RequestIds requestIds;
    private final KvRoutes values;
    private final RingRoutes ring;
    private final BucketRoutes buckets;
    private final BatchRoutes batches;
    private final Access access;

    DataApi(DataServices services, BucketRoutes buckets, HttpMetrics metrics) {
        this.services = services;
        this.metrics = metrics;
        this.requestIds = new RequestIds(services.randomness());
        this.values = new KvRoutes(services);
        this.ring = new RingRoutes(services);
        this.buckets = buckets;
        this.batches = new BatchRoutes(services);
        this.access = new Access(services.settings().tokens());
    }

    /** Serves one request. */
    public void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, requestIds.next(), metrics, services.clock());
        exchange.epoch(services.views().current().epoch());
        if (!access.enter(exchange)) {
            return;
        }
        String path = exchange.path();
        if (path.startsWith(KvRoutes.PREFIX)) {
            values.handle(exchange);
        } else if (path.equals(RingRoutes.RING)) {
            ring.ring(exchange);
        } else if (path.equals(BatchRoutes.PATH)) {
            batches.handle(exchange);
        } else if (path.startsWith(RingRoutes.LOCATE)) {
            ring.locate(exchange);
        } else if (path.equals(BucketRoutes.ALL) || path.startsWith(BucketRoutes.ALL + "/")) {
            buckets.handle(exchange);
        } else {
            exchange.problem(Problem.of(
                    404, "no-such-route", "there is nothing under this path; see /openapi.yaml on the admin port"));
        }
    }

    /** What the server could not even read as a request. */
    static void invalid(HttpServerRequest request, String requestId) {
        Throwable cause = request.decoderResult().cause();
        String name = cause == null ? "" : cause.getClass().getSimpleName();
        Problem problem = name.equals("TooLongHttpLineException")
                ? Problem.of(
                        414, "key-too-long", "the request line has more than " + HttpSettings.MAX_LINE_BYTES + " bytes")
                : name.equals("TooLongHttpHeaderException")
                        ? Problem.of(
                                431,
                                "headers-too-large",
                                "the head has more than " + HttpSettings.MAX_HEADER_BYTES + " bytes")
                        : Problem.of(400, "malformed-request", "this is no HTTP/1.1 request");
        Exchange.bare(request, problem, requestId);
    }
}
