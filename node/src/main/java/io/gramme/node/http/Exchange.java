package io.gramme.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.node.metrics.HttpMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Invariants;
import io.gramme.ring.Epoch;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP request and its one answer, on the loop of its connection. Answering a request whose connection has gone does
 * nothing.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger("io.gramme.http");
    private static final int FORCED_CLOSE = 413;
    /** How long a body beyond all measure is still read after its answer. */
    private static final long LINGER_MILLIS = 2_000;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String requestId;
    private final HttpMetrics metrics;
    private final Clock clock;
    private final long startNanos;
    private String route = "other";
    private String operation;
    private Grant grant = Grant.EVERYTHING;
    private Epoch epoch = Epoch.NONE;
    private boolean answered;

    Exchange(HttpServerRequest request, String requestId, HttpMetrics metrics, Clock clock) {
        this.request = request;
        this.response = request.response();
        this.requestId = requestId;
        this.metrics = metrics;
        this.clock = clock;
        this.startNanos = clock.monotonicNanos();
        this.operation = request.method().name().toLowerCase(Locale.ROOT);
        response.putHeader(Headers.REQUEST_ID, requestId);
        response.exceptionHandler(gone -> answered = true);
        response.closeHandler(gone -> answered = true);
    }

    /** Answers a request that is not served as an exchange, and closes its connection. */
    static void bare(HttpServerRequest request, Problem problem, String requestId) {
        if (problem.status() == 503) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        request.response()
                .setStatusCode(problem.status())
                .putHeader(Headers.REQUEST_ID, requestId)
                .putHeader(HttpHeaders.CONTENT_TYPE, Headers.PROBLEM_JSON)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Json.bytes(problem.document("request", "", requestId)))
                .onComplete(done -> request.connection().close());
    }

    /** Answers a request whose handling threw, which is a defect: the log has the trace, the client a number to name. */
    static void broken(HttpServerRequest request, RuntimeException fault) {
        String id = String.valueOf(request.response().headers().get(Headers.REQUEST_ID));
        LOG.error("request {} {} could not be handled", id, request.method().name(), fault);
        if (!request.response().headWritten()) {
            bare(
                    request,
                    Problem.of(500, "internal-error", "this is a defect; the log tells more of request " + id),
                    id);
        }
    }

    /**
     * A callback that answers this exchange. What it throws is a defect of the answer: the client is told so, and the loop
     * that called back goes on, unless an invariant is broken.
     */
    <T extends @Nullable Object> Consumer<T> safely(Consumer<T> then) {
        return result -> {
            try {
                then.accept(result);
            } catch (Invariants.BrokenInvariant invariant) {
                throw invariant;
            } catch (RuntimeException fault) {
                broken(request, fault);
            }
        };
    }

    /** What this request may do. */
    Grant grant() {
        return grant;
    }

    void grant(Grant granted) {
        grant = granted;
    }

    /** Whether nobody waits for an answer any more: it was given, or the connection has gone. */
    boolean isOver() {
        return answered;
    }

    HttpServerRequest request() {
        return request;
    }

    String requestId() {
        return requestId;
    }

    HttpMethod method() {
        return request.method();
    }

    boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    /** The raw path, never normalised. */
    String path() {
        String path = request.path();
        return path == null ? "" : path;
    }

    @Nullable
    String header(CharSequence name) {
        return request.getHeader(name);
    }

    /** Names the route for metrics and the operation for problem documents. */
    void named(String pattern, String what) {
        route = pattern;
        operation = what;
    }

    Exchange put(CharSequence name, CharSequence value) {
        response.putHeader(name, value);
        return this;
    }

    /** Adds a header whose value a client once gave; one that no header can carry is left out. */
    void putStored(CharSequence name, String value) {
        if (HttpText.isFieldValue(value)) {
            response.putHeader(name, value);
        }
    }

    /** The ring version that the answer was made by; the newest one known unless a route says otherwise. */
    void epoch(Epoch version) {
        if (!version.equals(Epoch.NONE)) {
            epoch = version;
        }
    }

    /** {@code number} in the first term (1), {@code term.number} after a recovery. */
    static String text(Epoch epoch) {
        return epoch.term() <= 1 ? Long.toString(epoch.number()) : epoch.term() + "." + epoch.number();
    }

    void empty(int status) {
        send(status, null);
    }

    void json(int status, JsonNode body) {
        json(status, Headers.JSON, body);
    }

    void json(int status, CharSequence type, JsonNode body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        send(status, Json.bytes(body));
    }

    void problem(Problem problem) {
        if (problem.failure() != null && problem.failure().retryAfterMillis() > 0) {
            int seconds = (problem.failure().retryAfterMillis() + 999) / 1000;
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
        } else if (problem.status() == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        json(problem.status(), Headers.PROBLEM_JSON, problem.document(operation, path(), requestId));
    }

    void send(int status, @Nullable Buffer body) {
        if (answered || response.ended() || response.closed()) {
            return;
        }
        answered = true;
        begin(status);
        if (body == null || isHead()) {
            if (status != 204 && status != 304) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body == null ? 0 : body.length()));
            }
            response.end();
        } else {
            response.end(body);
        }
        metrics.answered(route, methodName(), status, clock.monotonicNanos() - startNanos);
    }

    /** Begins an answer whose body comes piece by piece; {@link #endStream} ends it. */
    HttpServerResponse stream(int status) {
        begin(status);
        return response;
    }

    private void begin(int status) {
        response.setStatusCode(status);
        if (!epoch.equals(Epoch.NONE)) {
            response.putHeader(Headers.RING_EPOCH, text(epoch));
        }
    }

    void endStream() {
        if (!answered && !response.ended() && !response.closed()) {
            answered = true;
            response.end();
            metrics.answered(route, methodName(), response.getStatusCode(), clock.monotonicNanos() - startNanos);
        }
    }

    private String methodName() {
        return switch (request.method().name()) {
            case "GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS" ->
                request.method().name();
            default -> "OTHER";
        };
    }

    /**
     * Reads the body. One that is too large is read and thrown away, up to 64 MiB, and answered with 413.
     *
     * @param limit most bytes taken
     */
    void body(int limit, Consumer<byte[]> onBody) {
        new Body(limit, onBody).read();
    }

    private final class Body {
        private final int limit;
        private final Consumer<byte[]> onBody;
        private Buffer gathered = Buffer.buffer(0);
        private long length;

        Body(int limit, Consumer<byte[]> onBody) {
            this.limit = limit;
            this.onBody = onBody;
        }

        void read() {
            request.handler(this::onChunk);
            request.endHandler(end -> onEnd());
            request.exceptionHandler(broken -> answered = true);
        }

        private void onChunk(Buffer chunk) {
            length += chunk.length();
            if (length <= limit) {
                gathered = length == chunk.length() ? chunk : gathered.appendBuffer(chunk);
                return;
            }
            gathered = Buffer.buffer(0);
            if (length > HttpSettings.DISCARDED_BODY_BYTES && !answered) {
                response.putHeader(HttpHeaders.CONNECTION, "close");
                tooLarge();
                // At once would be a reset, and the client would lose the answer while it still sends.
                Vertx.currentContext()
                        .owner()
                        .setTimer(LINGER_MILLIS, over -> request.connection().close());
            }
        }

        private void onEnd() {
            if (answered) {
                return;
            }
            if (length > limit) {
                tooLarge();
            } else {
                try {
                    onBody.accept(gathered.getBytes());
                } catch (RuntimeException fault) {
                    broken(request, fault);
                }
            }
        }

        private void tooLarge() {
            problem(Problem.of(
                    FORCED_CLOSE, "value-too-large", "the body has more than the " + limit + " bytes allowed here"));
        }
    }
}
