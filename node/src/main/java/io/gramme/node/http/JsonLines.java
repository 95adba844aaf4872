package io.gramme.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** An answer of one JSON document a line, sent as it comes, no faster than the client reads. */
final class JsonLines {
    static final String TYPE = "application/x-ndjson";

    private final Exchange exchange;
    private final HttpServerResponse response;

    JsonLines(Exchange exchange) {
        this.exchange = exchange;
        this.response = exchange.stream(200);
        response.putHeader(HttpHeaders.CONTENT_TYPE, TYPE);
        response.setChunked(true);
    }

    static Buffer line(JsonNode document) {
        return Json.bytes(document).appendString("\n");
    }

    void write(JsonNode document) {
        if (!exchange.isOver()) {
            response.write(line(document));
        }
    }

    /** Runs a task once the client has taken what was written; never when it has gone. */
    void whenTaken(Runnable task) {
        if (exchange.isOver()) {
            return;
        }
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> {
                response.drainHandler(null);
                task.run();
            });
        } else {
            task.run();
        }
    }

    void end(CharSequence trailer, String value) {
        response.putTrailer(trailer, value);
        exchange.endStream();
    }
}
