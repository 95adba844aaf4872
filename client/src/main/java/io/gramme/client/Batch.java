package io.gramme.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.ring.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Up to 1000 reads and writes in one exchange, each with a result of its own; there is no atomicity. Operations on one key are
 * done in their order, others at once. A batch is sent once; it may be repeated elsewhere like any request, and its writes
 * carry idempotency keys, so that a repeated one is still one write.
 *
 * <pre>{@code
 * Batch batch = gramme.batch();
 * CompletableFuture<Siblings<Cart>> alice = batch.get(carts, "alice");
 * CompletableFuture<WriteResult> bob = batch.put(carts, "bob", cart, context);
 * batch.send();
 * }</pre>
 *
 * <p>Not thread-safe while it is filled.
 */
public final class Batch {
    private static final int MOST = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Requests requests;
    private final List<Operation> operations = new ArrayList<>();
    private boolean sent;

    private record Operation(ObjectNode json, Consumer<JsonNode> onResult, CompletableFuture<?> future) {}

    Batch(Requests requests) {
        this.requests = requests;
    }

    /** Reads every value of a key, as {@link AsyncBucket#getAll(Object)}. */
    public <K, V> CompletableFuture<Siblings<V>> get(Bucket<K, V> bucket, K key) {
        AsyncBucket<K, V> async = bucket.async();
        CompletableFuture<Siblings<V>> future = new CompletableFuture<>();
        add(operation("get", async.full(key)), future, result -> {
            if (BatchResults.status(result) == 404 || BatchResults.status(result) < 400) {
                future.complete(BatchResults.siblings(result, async.values()));
            } else {
                future.completeExceptionally(BatchResults.exception(result));
            }
        });
        return future;
    }

    /** Writes a value in place of what the context covers, as {@link AsyncBucket#put(Object, Object, Context)}. */
    public <K, V> CompletableFuture<WriteResult> put(Bucket<K, V> bucket, K key, V value, Context context) {
        AsyncBucket<K, V> async = bucket.async();
        ObjectNode json = write("put", async.full(key), context);
        json.put("base64", Base64.getEncoder().encodeToString(async.values().encode(value)));
        json.put("contentType", async.values().contentType());
        return written(json);
    }

    /** Deletes what the context covers, as {@link AsyncBucket#delete(Object, Context)}. */
    public <K, V> CompletableFuture<WriteResult> delete(Bucket<K, V> bucket, K key, Context context) {
        if (context.isNone()) {
            throw new IllegalArgumentException("a delete needs the context of what it deletes");
        }
        return written(write("delete", bucket.async().full(key), context));
    }

    private ObjectNode write(String name, Key key, Context context) {
        ObjectNode json = operation(name, key);
        json.put("idempotencyKey", requests.wire().newId());
        if (!context.isNone()) {
            json.put("context", context.token());
        }
        return json;
    }

    private static ObjectNode operation(String name, Key key) {
        Base64.Encoder base64 = Base64.getEncoder();
        return JSON.createObjectNode()
                .put("op", name)
                .put("bucketBase64", base64.encodeToString(key.bucket()))
                .put("keyBase64", base64.encodeToString(key.name()));
    }

    private CompletableFuture<WriteResult> written(ObjectNode json) {
        CompletableFuture<WriteResult> future = new CompletableFuture<>();
        add(json, future, result -> {
            if (BatchResults.status(result) < 300) {
                future.complete(BatchResults.written(result));
            } else {
                future.completeExceptionally(BatchResults.exception(result));
            }
        });
        return future;
    }

    private void add(ObjectNode json, CompletableFuture<?> future, Consumer<JsonNode> onResult) {
        if (sent) {
            throw new IllegalStateException("the batch has been sent");
        }
        if (operations.size() == MOST) {
            throw new IllegalStateException("a batch holds at most " + MOST + " operations");
        }
        operations.add(new Operation(json, onResult, future));
    }

    /**
     * Sends it; each operation's future then ends by itself.
     *
     * @return done when all have their results; fails when the batch as a whole did, as all its operations then do
     */
    public CompletableFuture<Void> send() {
        if (sent) {
            throw new IllegalStateException("the batch has been sent");
        }
        sent = true;
        if (operations.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        ArrayNode all = JSON.createArrayNode();
        operations.forEach(operation -> all.add(operation.json));
        Map<String, String> headers =
                new java.util.HashMap<>(requests.settings().commonHeaders());
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
        byte[] body;
        try {
            body = JSON.writeValueAsBytes(JSON.createObjectNode().set("operations", all));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return requests.run(new Call("POST", "/v1/batch", "", headers, body, null))
                .handle(this::end);
    }

    private @Nullable Void end(@Nullable Answered answered, @Nullable Throwable failure) {
        Throwable fault = failure;
        if (answered != null && answered.answer().status() != 200) {
            fault = answered.exception();
        }
        JsonNode results = answered == null || fault != null ? null : BatchResults.of(answered.answer());
        if (fault == null && (results == null || results.size() != operations.size())) {
            fault = new TransportException(
                    Failure.local("bad-answer", "the results do not fit the operations", Outcome.UNKNOWN, true));
        }
        if (fault != null || results == null) {
            Throwable cause = Bucket.cause(java.util.Objects.requireNonNull(fault));
            operations.forEach(operation -> operation.future.completeExceptionally(cause));
            throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
        }
        for (int i = 0; i < operations.size(); i++) {
            take(operations.get(i), results.get(i));
        }
        return null;
    }

    /** A codec that cannot read a value fails its own operation alone. */
    private static void take(Operation operation, JsonNode result) {
        try {
            operation.onResult.accept(result);
        } catch (RuntimeException fault) {
            operation.future.completeExceptionally(fault);
        }
    }
}
