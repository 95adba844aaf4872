package io.gramme.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.node.coordinator.ReadRequest;
import io.gramme.node.coordinator.ReadResult;
import io.gramme.node.coordinator.RequestFailure;
import io.gramme.node.coordinator.WriteResult;
import io.gramme.ring.Key;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/batch}: many operations in one request, each with a result of its own. No atomicity: some may happen
 * and others not. Operations on one key are done in their order, others at once, a few at a time.
 */
final class BatchRoutes {
    static final String PATH = "/v1/batch";

    private static final int MOST = 1_000;
    private static final int MAX_BODY_BYTES = 16 << 20;
    /** Bytes of results after which further reads are refused: nobody can build a gigabyte here. */
    private static final long MAX_RESULT_BYTES = 32L << 20;

    private static final int AT_ONCE = 16;
    private static final Set<String> PARAMETERS = Set.of("timeout");

    private final DataServices services;

    BatchRoutes(DataServices services) {
        this.services = services;
    }

    void handle(Exchange exchange) {
        exchange.named(PATH, "batch");
        if (!exchange.method().name().equals("POST")) {
            KvRoutes.methodNotAllowed(exchange, "POST");
            return;
        }
        Query query = new Query(exchange.request().query(), PARAMETERS);
        Long timeout = query.millis("timeout", 1, HttpSettings.MAX_TIMEOUT_MILLIS);
        int budget = timeout == null ? services.settings().requestTimeoutMillis() : timeout.intValue();
        String sent = exchange.header(HttpHeaders.CONTENT_TYPE);
        boolean lines = sent != null && sent.startsWith(JsonLines.TYPE);
        List<String> offered = lines
                ? List.of(JsonLines.TYPE, Headers.JSON.toString())
                : List.of(Headers.JSON.toString(), JsonLines.TYPE);
        String type = Negotiation.best(exchange.header(HttpHeaders.ACCEPT), offered);
        exchange.body(MAX_BODY_BYTES, body -> {
            if (query.problem() != null) {
                exchange.problem(query.problem());
            } else if (type == null) {
                exchange.problem(Problem.of(406, "not-acceptable", "offered: " + String.join(", ", offered)));
            } else {
                List<JsonNode> operations = lines ? ofLines(body) : ofDocument(body);
                run(exchange, operations, budget, type);
            }
        });
    }

    /** {@code null} for a body that is no list of operations. */
    private static @Nullable List<JsonNode> ofDocument(byte[] body) {
        JsonNode json = Json.parse(body);
        JsonNode list = json != null && json.isArray() ? json : json == null ? null : json.get("operations");
        if (list == null || !list.isArray()) {
            return null;
        }
        List<JsonNode> operations = new ArrayList<>();
        list.forEach(operations::add);
        return operations;
    }

    private static @Nullable List<JsonNode> ofLines(byte[] body) {
        List<JsonNode> operations = new ArrayList<>();
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            JsonNode json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
            if (json == null || operations.size() > MOST) {
                return json == null ? null : operations;
            }
            operations.add(json);
        }
        return operations;
    }

    private void run(Exchange exchange, @Nullable List<JsonNode> operations, int budget, String type) {
        if (operations == null) {
            exchange.problem(Problem.invalidParameter(
                    "the body is neither {\"operations\": [...]} nor, as " + JsonLines.TYPE + ", an operation a line"));
        } else if (operations.size() > MOST) {
            exchange.problem(Problem.invalidParameter("more than " + MOST + " operations"));
        } else {
            new Batch(exchange, operations, budget, type).start();
        }
    }

    /** One batch under way, on the loop of its connection. */
    private final class Batch {
        private final Exchange exchange;
        private final List<JsonNode> operations;
        private final String type;
        private final BatchOperation.Terms terms;
        private final ObjectNode[] results;
        private final Set<Key> busy = new HashSet<>();
        private final long deadlineNanos;
        private long resultBytes;
        private int next;
        private int running;
        private boolean turning;

        Batch(Exchange exchange, List<JsonNode> operations, int budget, String type) {
            this.exchange = exchange;
            this.operations = operations;
            this.type = type;
            this.terms = new BatchOperation.Terms(
                    services.shown().tokens(),
                    exchange.grant(),
                    services.clock().wallMillis());
            this.results = new ObjectNode[operations.size()];
            this.deadlineNanos = services.clock().monotonicNanos() + budget * 1_000_000L;
        }

        void start() {
            turn();
        }

        private void turn() {
            if (turning) {
                return;
            }
            turning = true;
            while (next < operations.size() && running < AT_ONCE && begin()) {
                next++;
            }
            turning = false;
            if (next == operations.size() && running == 0) {
                answer();
            }
        }

        /** Begins the next operation; {@code false} while another one has its key. */
        private boolean begin() {
            int at = next;
            BatchOperation operation = BatchOperation.read(operations.get(at), terms);
            Key key = operation.key();
            Problem problem = operation.problem();
            if (problem == null && key != null && operation.isPut()) {
                int most = KvRoutes.maxValueBytes(services.buckets().settings(key.bucket()), services.settings());
                problem = operation.valueBytes() > most
                        ? Problem.of(413, "value-too-large", "the value has more than the " + most + " bytes allowed")
                        : null;
            }
            if (problem != null || key == null) {
                Problem fault = problem == null ? Problem.invalidParameter("no key") : problem;
                results[at] = failed(operation, fault);
                return true;
            }
            if (!busy.add(key)) {
                return false;
            }
            running++;
            if (operation.isGet()) {
                get(at, operation, key);
            } else {
                write(at, operation);
            }
            return true;
        }

        private int left() {
            return (int) Math.max(1, (deadlineNanos - services.clock().monotonicNanos()) / 1_000_000);
        }

        private void end(int at, Key key, ObjectNode result) {
            results[at] = result;
            busy.remove(key);
            running--;
            turn();
        }

        private void get(int at, BatchOperation operation, Key key) {
            if (resultBytes > MAX_RESULT_BYTES) {
                String detail = "the results before this one hold 32 MiB already";
                end(at, key, failed(operation, Problem.of(413, "response-too-large", detail)));
                return;
            }
            ReadRequest request =
                    new ReadRequest(key, operation.quorum(), null, left(), false, null, exchange.requestId());
            services.coordinator().read(request, exchange.safely(result -> end(at, key, read(operation, key, result))));
        }

        private ObjectNode read(BatchOperation operation, Key key, ReadResult result) {
            if (result instanceof ReadResult.Found found) {
                ObjectNode json = services.shown().document(key, found.view());
                json.put("etag", found.view().etag());
                json.put("op", "get");
                json.put("status", found.view().siblings().size() == 1 ? 200 : 300);
                found.view()
                        .siblings()
                        .forEach(sibling ->
                                resultBytes += sibling.content().value().length());
                return json;
            }
            if (result instanceof ReadResult.NotFound missing) {
                ObjectNode json =
                        failed(operation, Problem.of(404, "key-not-found", "nothing is stored under this key"));
                if (missing.context() != null) {
                    json.put("context", services.shown().tokens().encode(key, missing.context()));
                }
                return json;
            }
            return failed(operation, Problem.of((RequestFailure) result));
        }

        private void write(int at, BatchOperation operation) {
            Key key = operation.present();
            services.coordinator()
                    .write(
                            operation.write(left(), exchange.requestId()),
                            exchange.safely(result -> end(at, key, written(operation, result))));
        }

        private ObjectNode written(BatchOperation operation, WriteResult result) {
            Key key = operation.present();
            if (result instanceof RequestFailure failure) {
                ObjectNode json = failed(operation, Problem.of(failure));
                if (failure.context() != null) {
                    json.put("context", services.shown().tokens().encode(key, failure.context()));
                }
                if (failure.etag() != null) {
                    json.put("etag", failure.etag());
                }
                return json;
            }
            WriteResult.Written written = (WriteResult.Written) result;
            ObjectNode json = named(operation);
            json.put("status", 204);
            json.put("context", services.shown().tokens().encode(key, written.context()));
            json.put("etag", written.etag());
            json.put("durable", written.achieved().durable());
            json.put("owners", written.achieved().owners());
            json.put("hinted", written.achieved().hinted());
            return json;
        }

        private ObjectNode failed(BatchOperation operation, Problem problem) {
            ObjectNode json = named(operation);
            json.put("status", problem.status());
            json.set("problem", problem.document(operation.name(), PATH, exchange.requestId()));
            return json;
        }

        private ObjectNode named(BatchOperation operation) {
            ObjectNode json = Json.object();
            json.put("op", operation.name());
            Key key = operation.key();
            if (key != null) {
                Json.putBytes(json, "bucket", key.bucket());
                Json.putBytes(json, "key", key.name());
            }
            return json;
        }

        private void answer() {
            if (type.equals(JsonLines.TYPE)) {
                Buffer body = Buffer.buffer();
                for (ObjectNode result : results) {
                    body.appendBuffer(JsonLines.line(result));
                }
                exchange.put(HttpHeaders.CONTENT_TYPE, JsonLines.TYPE);
                exchange.send(200, body);
                return;
            }
            ArrayNode all = Json.array();
            for (ObjectNode result : results) {
                all.add(result);
            }
            ObjectNode json = Json.object();
            json.set("results", all);
            exchange.json(200, json);
        }
    }
}
