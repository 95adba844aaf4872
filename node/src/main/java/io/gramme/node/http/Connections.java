package io.gramme.node.http;

import io.gramme.node.metrics.HttpMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Counts the open connections of one loop. One above the bound is still accepted, told so with its first request and
 * closed, within a second in any case; far above the bound connections are closed at once.
 */
final class Connections {
    private static final int ANSWERED_ABOVE = 256;
    private static final long PATIENCE_SECONDS = 1;

    private final Vertx vertx;
    private final int most;
    private final Set<HttpConnection> above = Collections.newSetFromMap(new IdentityHashMap<>());
    private final HttpMetrics metrics;
    private final Supplier<String> requestIds;
    private int open;

    Connections(Vertx vertx, int most, HttpMetrics metrics, Supplier<String> requestIds) {
        this.vertx = vertx;
        this.most = most;
        this.metrics = metrics;
        this.requestIds = requestIds;
    }

    void onConnection(HttpConnection connection) {
        open++;
        metrics.connectionOpened();
        connection.closeHandler(closed -> {
            open--;
            metrics.connectionClosed();
            above.remove(connection);
        });
        if (open > most + ANSWERED_ABOVE) {
            connection.close();
        } else if (open > most) {
            above.add(connection);
            vertx.setTimer(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS), late -> {
                if (above.contains(connection)) {
                    connection.close();
                }
            });
        }
    }

    /** Whether the request came over a connection too many; then it was answered, and the connection ends. */
    boolean refuses(HttpServerRequest request) {
        if (above.isEmpty() || !above.contains(request.connection())) {
            return false;
        }
        Problem problem = Problem.of(503, "overloaded", "this node has " + most + " open connections on this loop");
        Exchange.bare(request, problem, requestIds.get());
        return true;
    }
}
