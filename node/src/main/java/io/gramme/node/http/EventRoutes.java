package io.gramme.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.ClusterEvents.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What happened to this node's view of the cluster: the newest events as JSON, or with {@code Accept: text/event-stream} as
 * server-sent events that go on. A reader resumes with {@code Last-Event-ID} or {@code ?after=}; one that does not keep
 * up is cut off, since it can do so.
 */
public final class EventRoutes implements AdminRoutes {
    static final String STREAM = "text/event-stream";
    private static final int MOST_BEHIND_BYTES = 256 * 1024;

    private final ClusterEvents events;

    public EventRoutes(ClusterEvents events) {
        this.events = events;
    }

    @Override
    public void addTo(AdminApi api) {
        api.on("GET", "/v1/admin/events", this::get);
    }

    private void get(Exchange exchange) {
        long after = after(exchange);
        if (after < 0) {
            exchange.problem(Problem.of(400, "invalid-parameter", "after is the number of an event, 0 or more"));
            return;
        }
        String accept = exchange.header(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains(STREAM) && !exchange.isHead()) {
            stream(exchange, after);
            return;
        }
        ArrayNode all = Json.array();
        events.since(after).forEach(event -> all.add(document(event)));
        ObjectNode json = Json.object();
        json.set("events", all);
        exchange.json(200, json);
    }

    private static long after(Exchange exchange) {
        String text = exchange.header("Last-Event-ID");
        text = text == null ? exchange.request().getParam("after") : text;
        if (text == null) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    private void stream(Exchange exchange, long after) {
        HttpServerResponse response = exchange.request().response();
        Consumer<Event> follower = new Consumer<>() {
            @Override
            public void accept(Event event) {
                if (response.closed() || response.ended()) {
                    events.unfollow(this);
                    return;
                }
                response.write(Buffer.buffer(text(event).getBytes(StandardCharsets.UTF_8)));
                if (response.writeQueueFull()) {
                    events.unfollow(this);
                    response.end();
                }
            }
        };
        if (!events.follow(follower)) {
            exchange.problem(
                    Problem.of(503, "overloaded", ClusterEvents.MOST_FOLLOWERS + " readers follow the events already"));
            return;
        }
        response.closeHandler(gone -> events.unfollow(follower));
        response.exceptionHandler(gone -> events.unfollow(follower));
        response.setWriteQueueMaxSize(MOST_BEHIND_BYTES);
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, STREAM);
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        StringBuilder past = new StringBuilder(": events\n\n");
        events.since(after).forEach(event -> past.append(text(event)));
        response.write(Buffer.buffer(past.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Event event) {
        return "id: " + event.sequence() + "\ndata: " + document(event) + "\n\n";
    }

    private static ObjectNode document(Event event) {
        return Json.object()
                .put("sequence", event.sequence())
                .put("at", Instant.ofEpochMilli(event.wallMillis()).toString())
                .put("alarm", event.alarm())
                .put("text", event.text());
    }
}
