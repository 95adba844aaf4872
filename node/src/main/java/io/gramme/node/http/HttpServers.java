package io.gramme.node.http;

import io.gramme.node.metrics.HttpMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The data port, served by every shard's loop, and the admin port, served by the control loop. */
public final class HttpServers {
    private static final int IDLE_SECONDS = 120;
    private static final int BACKLOG = 1024;

    private final Vertx vertx;
    private final List<Context> loops;
    private final HttpParts parts;
    private final List<HttpServer> servers = new ArrayList<>();

    /** What answers. */
    public interface HttpParts {
        /** The handler of the data port on a shard's loop; called once, on that loop. */
        Consumer<HttpServerRequest> data(int shard);

        /** The handler of the admin port; called once, on the control loop. */
        Consumer<HttpServerRequest> admin();

        /** Names requests that no route sees; called once for each port and loop. */
        Supplier<String> requestIds(String listener);

        /** Most open connections of the data port, on one loop. */
        int connectionsPerLoop();

        /** Counts the open connections of a port on a loop; called once for each. */
        HttpMetrics connections();
    }

    /** @param loops the shards' contexts, the control loop's first */
    public HttpServers(Vertx vertx, List<Context> loops, HttpParts parts) {
        this.vertx = vertx;
        this.loops = List.copyOf(loops);
        this.parts = parts;
    }

    /** Opens the data port on every loop; 0 takes a free one. The result is the port. */
    public CompletionStage<Integer> listenData(String host, int port) {
        Future<Integer> bound = listen(loops.get(0), host, port, bounded(0));
        for (int shard = 1; shard < loops.size(); shard++) {
            int next = shard;
            bound = bound.compose(taken -> listen(loops.get(next), host, taken, bounded(next)));
        }
        return bound.toCompletionStage();
    }

    /** Opens the admin port; 0 takes a free one. The result is the port. */
    public CompletionStage<Integer> listenAdmin(String host, int port) {
        return listen(loops.get(0), host, port, server -> {
                    Consumer<HttpServerRequest> answer = parts.admin();
                    Supplier<String> requestIds = parts.requestIds("admin");
                    HttpMetrics metrics = parts.connections();
                    server.invalidRequestHandler(request -> DataApi.invalid(request, requestIds.get()));
                    server.connectionHandler(connection -> {
                        ProtocolGuard.on(connection, requestIds);
                        metrics.connectionOpened();
                        connection.closeHandler(closed -> metrics.connectionClosed());
                    });
                    server.requestHandler(request -> guarded(request, answer));
                })
                .toCompletionStage();
    }

    /** The data port of a shard's loop, with its bound of connections. */
    private Consumer<HttpServer> bounded(int shard) {
        return server -> {
            Supplier<String> requestIds = parts.requestIds("data" + shard);
            Connections connections =
                    new Connections(vertx, parts.connectionsPerLoop(), parts.connections(), requestIds);
            Consumer<HttpServerRequest> answer = parts.data(shard);
            server.connectionHandler(connection -> {
                ProtocolGuard.on(connection, requestIds);
                connections.onConnection(connection);
            });
            server.requestHandler(request -> {
                if (!connections.refuses(request)) {
                    guarded(request, answer);
                }
            });
            server.invalidRequestHandler(request -> DataApi.invalid(request, requestIds.get()));
        };
    }

    /** A fault of ours must not leave a client without an answer. */
    private static void guarded(HttpServerRequest request, Consumer<HttpServerRequest> answer) {
        try {
            answer.accept(request);
        } catch (RuntimeException fault) {
            Exchange.broken(request, fault);
        }
    }

    private Future<Integer> listen(Context loop, String host, int port, Consumer<HttpServer> equip) {
        Promise<Integer> bound = Promise.promise();
        loop.runOnContext(turn -> {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                    .setMaxInitialLineLength(HttpSettings.MAX_LINE_BYTES)
                    .setMaxHeaderSize(HttpSettings.MAX_HEADER_BYTES)
                    .setIdleTimeout(IDLE_SECONDS)
                    .setAcceptBacklog(BACKLOG)
                    .setHandle100ContinueAutomatically(true)
                    // No web sockets here: their handlers would look at every request all the same.
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setHttp2ClearTextEnabled(false));
            equip.accept(server);
            server.listen(port, host).onComplete(result -> {
                if (result.succeeded()) {
                    synchronized (servers) {
                        servers.add(server);
                    }
                    bound.complete(server.actualPort());
                } else {
                    bound.fail(result.cause());
                }
            });
        });
        return bound.future();
    }

    /** Takes no new connections and waits for what is being answered. */
    public CompletionStage<Void> shutdown(Duration patience) {
        List<Future<Void>> closing = new ArrayList<>();
        synchronized (servers) {
            servers.forEach(server -> closing.add(server.shutdown(patience.toMillis(), TimeUnit.MILLISECONDS)));
        }
        return Future.join(closing).<Void>mapEmpty().toCompletionStage();
    }
}
