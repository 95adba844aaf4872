package io.gramme.client.transport;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.lang.ref.Cleaner;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Wire} on Vert.x: two event loops on daemon threads, a bounded pool of connections and of waiters per node. */
public final class VertxWire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(VertxWire.class);
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
    private static final int MIN_CONNECTIONS = 8;
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_WAITING_PER_NODE = 256;

    private final Vertx vertx;
    private final HttpClient client;
    /** Requests that wait at a node have connections of their own: they must not keep others from theirs. */
    private final HttpClient waiting;

    private final Cleaner.Cleanable cleanable;
    private final Guard guard;

    /** @param maxInFlightPerNode requests that one node may have outstanding, waiters included; above zero */
    public VertxWire(int maxInFlightPerNode) {
        int connections = Math.min(MAX_CONNECTIONS, Math.max(MIN_CONNECTIONS, maxInFlightPerNode));
        this.vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1).setUseDaemonThread(true));
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTcpNoDelay(true);
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(maxInFlightPerNode);
        this.client = vertx.createHttpClient(options, pool);
        this.waiting = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MAX_WAITING_PER_NODE));
        this.guard = new Guard(vertx);
        this.cleanable = CLEANER.register(this, guard);
    }

    /** Closes once; complains when the collector had to do it. Holds no reference to the wire. */
    private static final class Guard implements Runnable {
        private final Vertx vertx;
        private final AtomicBoolean closed = new AtomicBoolean();

        Guard(Vertx vertx) {
            this.vertx = vertx;
        }

        @Override
        public void run() {
            if (closed.compareAndSet(false, true)) {
                LOG.warn("a Gramme client was dropped without close(): its connections are closed now");
                vertx.close();
            }
        }
    }

    @Override
    public CompletableFuture<RawAnswer> send(URI node, RawRequest request, Duration timeout) {
        Flight flight = new Flight(node);
        long timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> flight.timeOut());
        flight.result.whenComplete((answer, failure) -> vertx.cancelTimer(timer));
        RequestOptions options = new RequestOptions()
                .setHost(node.getHost())
                .setPort(port(node))
                .setSsl("https".equals(node.getScheme()))
                .setMethod(HttpMethod.valueOf(request.method()))
                .setURI(request.target());
        HttpClient pool = request.headers().containsKey("Prefer") ? waiting : client;
        pool.request(options).onComplete(opened -> {
            if (opened.succeeded()) {
                flight.send(opened.result(), request);
            } else {
                flight.fail(opened.cause());
            }
        });
        return flight.result;
    }

    private static int port(URI node) {
        if (node.getPort() >= 0) {
            return node.getPort();
        }
        return "https".equals(node.getScheme()) ? 443 : 80;
    }

    /** One exchange: connecting, sent, answered; or given up on the way. */
    private static final class Flight {
        final CompletableFuture<RawAnswer> result = new CompletableFuture<>();
        private final URI node;
        private volatile @Nullable HttpClientRequest sent;

        Flight(URI node) {
            this.node = node;
        }

        void send(HttpClientRequest outgoing, RawRequest request) {
            if (result.isDone()) {
                outgoing.reset();
                return;
            }
            sent = outgoing;
            request.headers().forEach(outgoing::putHeader);
            (request.body().length == 0 ? outgoing.send() : outgoing.send(Buffer.buffer(request.body())))
                    .compose(answer -> answer.body().map(body -> {
                        Map<String, String> headers = new HashMap<>();
                        answer.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
                        return new RawAnswer(answer.statusCode(), headers, body.getBytes());
                    }))
                    .onComplete(done -> {
                        if (done.succeeded()) {
                            result.complete(done.result());
                        } else {
                            fail(done.cause());
                        }
                    });
        }

        void timeOut() {
            HttpClientRequest outgoing = sent;
            if (result.completeExceptionally(new WireException("no answer from " + node + " in time", true, true))
                    && outgoing != null) {
                outgoing.reset();
            }
        }

        void fail(Throwable cause) {
            boolean wasSent = sent != null;
            result.completeExceptionally(new WireException(node + ": " + cause.getMessage(), wasSent, false));
        }
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        if (guard.closed.get()) {
            return () -> {};
        }
        long timer = vertx.setTimer(Math.max(1, delay.toMillis()), id -> task.run());
        return () -> vertx.cancelTimer(timer);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public String newId() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() {
        if (guard.closed.compareAndSet(false, true)) {
            client.close();
            waiting.close();
            vertx.close();
        }
        cleanable.clean();
    }
}
