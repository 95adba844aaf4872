package io.gramme.node.metrics.dropwizard;

import com.codahale.metrics.Counter;
import io.gramme.node.metrics.HttpMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts HTTP. Past {@link #MOST_SERIES} combinations, new ones are counted as route {@code other}. */
final class HttpRecorder implements HttpMetrics {
    static final int MOST_SERIES = 512;

    private record Route(String route, String method, int status) {}

    private record Series(Counter requests, Distribution.Cell seconds) {}

    private final Instruments instruments;
    private final Map<Route, Series> series = new ConcurrentHashMap<>();
    private final Counter connections;

    HttpRecorder(Instruments instruments) {
        this.instruments = instruments;
        this.connections = instruments.counter(Families.HTTP_CONNECTIONS);
    }

    @Override
    public void answered(String route, String method, int status, long nanos) {
        Route asked = new Route(route, method, status);
        Series known = series.get(asked);
        if (known == null) {
            Route kept = series.size() < MOST_SERIES ? asked : new Route("other", "OTHER", 0);
            known = series.computeIfAbsent(kept, this::make);
        }
        known.requests().inc();
        known.seconds().record(nanos / 1_000);
    }

    private Series make(Route route) {
        return new Series(
                instruments.counter(
                        Families.HTTP_REQUESTS, route.route(), route.method(), String.valueOf(route.status())),
                instruments.cell(Families.HTTP_SECONDS, route.route(), route.method()));
    }

    @Override
    public void connectionOpened() {
        connections.inc();
    }

    @Override
    public void connectionClosed() {
        connections.dec();
    }
}
