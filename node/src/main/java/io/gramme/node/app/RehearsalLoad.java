package io.gramme.node.app;

import io.gramme.node.app.NodeProcess.Running;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a rehearsal: reads, writes, a few deletes, and now and then the ring, over HTTP, to all nodes in turn; half
 * of the writes as the SDK sends them, half as people do. Lives on one thread.
 */
final class RehearsalLoad implements AutoCloseable {
    private static final int KEYS = 2_000;
    /** Without a common divisor with the number of keys. */
    private static final int STRIDE = 7;

    private static final int VALUE_BYTES = 1024;
    private static final int MOST_UNDER_WAY = 32;
    private static final int DELETE_EVERY = 40;
    private static final int RING_EVERY = 50;
    private static final int IDLE_SECONDS = 10;
    private static final String CONTEXT = "Gramme-Context";

    private final @Nullable String authorization;
    private final Vertx vertx;
    private final HttpClient client;
    private final AtomicReferenceArray<String> contexts = new AtomicReferenceArray<>(KEYS);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Buffer value = Buffer.buffer("w".repeat(VALUE_BYTES));
    private int sent;

    /** @param token that its requests carry, or {@code null} where none is asked for */
    RehearsalLoad(@Nullable String token) {
        this.authorization = token == null ? null : "Bearer " + token;
        this.vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setIdleTimeout(IDLE_SECONDS),
                new PoolOptions().setHttp1MaxSize(MOST_UNDER_WAY));
    }

    /** A token as configurations name it. */
    static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    /** Sends so many requests, or fewer where many are under way. */
    void send(List<Running> nodes, int count) {
        for (int i = 0; i < count && underWay.get() < MOST_UNDER_WAY; i++) {
            send(nodes.get(sent % nodes.size()), sent++);
        }
    }

    /** Requests that were answered, however. */
    int answered() {
        return answered.get();
    }

    private void send(Running node, int number) {
        underWay.incrementAndGet();
        RequestOptions to = new RequestOptions()
                .setHost(node.data().host())
                .setPort(node.data().port());
        if (number % RING_EVERY == 1) {
            ended(client.request(to.setMethod(HttpMethod.GET).setURI("/v1/ring"))
                    .compose(request -> send(request, null, number))
                    .compose(HttpClientResponse::body));
            return;
        }
        int key = (int) ((long) number * STRIDE % KEYS);
        String context = contexts.get(key);
        HttpMethod method = number / 2 % 2 == 0 ? HttpMethod.GET : HttpMethod.PUT;
        if (number % DELETE_EVERY == 0 && context != null) {
            method = HttpMethod.DELETE;
        }
        ended(client.request(to.setMethod(method).setURI("/v1/kv/warm-up/key" + key))
                .compose(request -> send(request, context, number))
                .compose(response -> {
                    String next = response.getHeader(CONTEXT);
                    if (next != null) {
                        contexts.set(key, next);
                    }
                    return response.body();
                }));
    }

    private void ended(Future<Buffer> body) {
        body.onComplete(done -> {
            underWay.decrementAndGet();
            if (done.succeeded()) {
                answered.incrementAndGet();
            }
        });
    }

    private Future<HttpClientResponse> send(HttpClientRequest request, @Nullable String context, int number) {
        if (authorization != null) {
            request.putHeader("Authorization", authorization);
        }
        if (request.getMethod().equals(HttpMethod.GET)) {
            return request.send();
        }
        boolean asSdk = number % 4 == 2;
        if (context != null) {
            request.putHeader(CONTEXT, context);
        }
        if (asSdk) {
            request.putHeader("Idempotency-Key", "warm-up-" + number);
        }
        return request.getMethod().equals(HttpMethod.PUT)
                ? request.putHeader("Content-Type", asSdk ? "application/octet-stream" : "text/plain")
                        .send(value)
                : request.send();
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
    }
}
