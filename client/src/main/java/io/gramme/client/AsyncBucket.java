package io.gramme.client;

import io.gramme.ring.Key;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to one bucket; the futures fail with a {@link GrammeException}. Immutable and thread-safe.
 *
 * @param <K> keys, 1..1024 bytes encoded
 * @param <V> values
 */
public final class AsyncBucket<K, V> {
    private static final byte[] NOTHING = new byte[0];
    private static final int UPDATE_TRIES = 5;

    private final Requests requests;
    private final byte[] name;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final Policy<V> policy;

    /** How siblings become one, and what reads must not fall behind. */
    record Policy<V>(
            @Nullable Resolver<V> resolver, @Nullable Session session) {}

    AsyncBucket(Requests requests, byte[] name, Codec<K> keys, Codec<V> values, Policy<V> policy) {
        this.requests = requests;
        this.name = name;
        this.keys = keys;
        this.values = values;
        this.policy = policy;
    }

    AsyncBucket<K, V> with(Policy<V> other) {
        return new AsyncBucket<>(requests, name, keys, values, other);
    }

    Policy<V> policy() {
        return policy;
    }

    /** As {@link #get(Object, ReadOptions)} with the bucket's settings. */
    public CompletableFuture<Optional<Versioned<V>>> get(K key) {
        return get(key, ReadOptions.defaults());
    }

    /**
     * Reads one value; siblings are resolved, or fail with {@link SiblingsException} when the bucket has no resolver. Nothing
     * is written back: the next put with the context replaces what was resolved.
     */
    public CompletableFuture<Optional<Versioned<V>>> get(K key, ReadOptions options) {
        return getAll(key, options).thenApply(this::resolved);
    }

    /** As {@link #getAll(Object, ReadOptions)} with the bucket's settings. */
    public CompletableFuture<Siblings<V>> getAll(K key) {
        return getAll(key, ReadOptions.defaults());
    }

    /** Reads every value, never resolved; empty when nothing is stored, with the context of a known deletion. */
    public CompletableFuture<Siblings<V>> getAll(K key, ReadOptions options) {
        Key full = full(key);
        Map<String, String> headers = headers();
        headers.put("Accept", "*/*");
        Session session = policy.session();
        if (session != null && !session.seen(full).isNone()) {
            headers.put("Gramme-Read-After", session.seen(full).token());
        }
        StringBuilder query = new StringBuilder();
        append(query, "r", options.r());
        append(query, "pr", options.pr());
        append(query, "consistent", options.consistent() ? true : null);
        Call call = new Call("GET", Paths.of("/v1/kv/", full), query.toString(), headers, NOTHING, full);
        return requests.run(call).thenApply(answered -> {
            Siblings<V> siblings = Values.siblings(answered, values);
            if (session != null) {
                session.onSeen(full, siblings.context());
            }
            return siblings;
        });
    }

    /** As {@link #put(Object, Object, Context, WriteOptions)} with the bucket's settings. */
    public CompletableFuture<WriteResult> put(K key, V value, Context context) {
        return put(key, value, context, WriteOptions.defaults());
    }

    /** Writes a value in place of exactly what the context covers; {@link Context#none()} stands beside everything. */
    public CompletableFuture<WriteResult> put(K key, V value, Context context, WriteOptions options) {
        return write("PUT", full(key), value, context(context), options);
    }

    /** Writes the first value; fails with {@link PreconditionFailedException} where one is. Not atomic across partitions. */
    public CompletableFuture<WriteResult> create(K key, V value) {
        Map<String, String> headers = headers();
        headers.put("If-None-Match", "*");
        return write("PUT", full(key), value, headers, WriteOptions.defaults());
    }

    /** As {@link #delete(Object, Context, WriteOptions)} with the bucket's settings. */
    public CompletableFuture<WriteResult> delete(K key, Context context) {
        return delete(key, context, WriteOptions.defaults());
    }

    /**
     * Deletes exactly what the context covers; a value written meanwhile stays.
     *
     * @throws IllegalArgumentException for {@link Context#none()}: nothing read, nothing to delete
     */
    public CompletableFuture<WriteResult> delete(K key, Context context, WriteOptions options) {
        if (context.isNone()) {
            throw new IllegalArgumentException("a delete needs the context of what it deletes");
        }
        return write("DELETE", full(key), null, context(context), options);
    }

    /**
     * Reads, resolves, changes, and writes with the context. Another writer at the same time leaves siblings, which the next
     * reader resolves: nothing is lost that the resolver keeps. When the server refuses for too many siblings or a
     * conflict, it reads again, five times at most.
     *
     * @param initial the value to change when nothing is stored
     * @return the value written
     */
    public CompletableFuture<V> update(K key, Supplier<V> initial, UnaryOperator<V> change) {
        return update(key, initial, change, UPDATE_TRIES);
    }

    private CompletableFuture<V> update(K key, Supplier<V> initial, UnaryOperator<V> change, int tries) {
        return getAll(key).thenCompose(siblings -> {
            V before = resolved(siblings).map(Versioned::value).orElseGet(initial);
            V after = change.apply(before);
            return put(key, after, siblings.context())
                    .handle((written, failure) -> {
                        if (failure == null) {
                            return CompletableFuture.completedFuture(after);
                        }
                        boolean again = Bucket.cause(failure) instanceof ConflictException && tries > 1;
                        return again
                                ? update(key, initial, change, tries - 1)
                                : CompletableFuture.<V>failedFuture(Bucket.cause(failure));
                    })
                    .thenCompose(next -> next);
        });
    }

    /** Lists keys, a page at a time. A page without keys is none without successor. */
    public CompletableFuture<KeyPage<K>> keys(KeyQuery query) {
        Map<String, String> headers = headers();
        headers.put("Accept", "application/json");
        Call call = new Call("GET", "/v1/kv/" + Paths.segment(name), query.text(), headers, NOTHING, null);
        return requests.run(call).thenApply(answered -> Values.keys(answered, keys));
    }

    /**
     * Follows a key: hears what is stored now, empty for nothing, and then each change. Quick changes may come as one, the
     * last one always comes. Siblings are shown, not resolved.
     *
     * @param listener called on the client's loops, one call at a time; must not block
     * @return ends the watching when closed; so does the client
     */
    public Watch watch(K key, Consumer<Siblings<V>> listener) {
        return new Watch(requests, full(key), answered -> listener.accept(Values.siblings(answered, values))).start();
    }

    private Optional<Versioned<V>> resolved(Siblings<V> siblings) {
        if (siblings.isEmpty()) {
            return Optional.empty();
        }
        List<V> all = siblings.all().stream().map(Sibling::value).toList();
        Resolver<V> resolver = policy.resolver();
        if (siblings.isConflict() && resolver == null) {
            throw new SiblingsException(siblings);
        }
        V value = siblings.isConflict() && resolver != null ? resolver.resolve(all) : all.get(0);
        Instant newest = Instant.EPOCH;
        for (Sibling<V> sibling : siblings.all()) {
            newest = sibling.lastModified().isAfter(newest) ? sibling.lastModified() : newest;
        }
        return Optional.of(new Versioned<>(value, siblings.context(), siblings.etag(), newest));
    }

    private CompletableFuture<WriteResult> write(
            String method, Key key, @Nullable V value, Map<String, String> headers, WriteOptions options) {
        headers.put("Idempotency-Key", requests.wire().newId());
        if (value != null) {
            headers.put("Content-Type", values.contentType());
        }
        StringBuilder query = new StringBuilder();
        append(query, "w", options.w());
        append(query, "pw", options.pw());
        if (value != null) {
            append(query, "ttl", options.ttl() == null ? null : options.ttl().toMillis() + "ms");
            append(query, "siblings", options.rejectSiblings() ? "reject" : null);
        }
        byte[] body = value == null ? NOTHING : values.encode(value);
        Call call = new Call(method, Paths.of("/v1/kv/", key), query.toString(), headers, body, key);
        return requests.run(call).thenApply(answered -> {
            WriteResult written = Values.written(answered);
            Session session = policy.session();
            if (session != null) {
                session.onSeen(key, written.context());
            }
            return written;
        });
    }

    private Map<String, String> headers() {
        return new HashMap<>(requests.settings().commonHeaders());
    }

    private Map<String, String> context(Context context) {
        Map<String, String> headers = headers();
        if (!context.isNone()) {
            headers.put("Gramme-Context", context.token());
        }
        return headers;
    }

    private static void append(StringBuilder query, String parameter, @Nullable Object value) {
        if (value != null) {
            query.append(query.isEmpty() ? "" : "&")
                    .append(parameter)
                    .append('=')
                    .append(value);
        }
    }

    Codec<V> values() {
        return values;
    }

    Key full(K key) {
        return Key.of(name, keys.encode(key));
    }
}
