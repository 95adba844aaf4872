package io.gramme.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Typed access to one bucket, waiting for each answer; every method throws a {@link GrammeException} and must not be called
 * on the client's own loops (inside what is chained to an {@link AsyncBucket}'s futures). Immutable and thread-safe.
 */
public final class Bucket<K, V> {
    private final AsyncBucket<K, V> async;

    Bucket(AsyncBucket<K, V> async) {
        this.async = async;
    }

    /** The same bucket with futures. */
    public AsyncBucket<K, V> async() {
        return async;
    }

    /** The same bucket, whose siblings become one by this resolver. */
    public Bucket<K, V> withResolver(Resolver<V> resolver) {
        return new Bucket<>(
                async.with(new AsyncBucket.Policy<>(resolver, async.policy().session())));
    }

    /** The same bucket, whose reads do not fall behind the session. */
    public Bucket<K, V> in(Session session) {
        return new Bucket<>(async.with(new AsyncBucket.Policy<>(async.policy().resolver(), session)));
    }

    /** See {@link AsyncBucket#get(Object, ReadOptions)}. */
    public Optional<Versioned<V>> get(K key) {
        return await(async.get(key));
    }

    /** See {@link AsyncBucket#get(Object, ReadOptions)}. */
    public Optional<Versioned<V>> get(K key, ReadOptions options) {
        return await(async.get(key, options));
    }

    /** See {@link AsyncBucket#getAll(Object, ReadOptions)}. */
    public Siblings<V> getAll(K key) {
        return await(async.getAll(key));
    }

    /** See {@link AsyncBucket#getAll(Object, ReadOptions)}. */
    public Siblings<V> getAll(K key, ReadOptions options) {
        return await(async.getAll(key, options));
    }

    /** See {@link AsyncBucket#put(Object, Object, Context, WriteOptions)}. */
    public WriteResult put(K key, V value, Context context) {
        return await(async.put(key, value, context));
    }

    /** See {@link AsyncBucket#put(Object, Object, Context, WriteOptions)}. */
    public WriteResult put(K key, V value, Context context, WriteOptions options) {
        return await(async.put(key, value, context, options));
    }

    /** See {@link AsyncBucket#create(Object, Object)}. */
    public WriteResult create(K key, V value) {
        return await(async.create(key, value));
    }

    /** See {@link AsyncBucket#delete(Object, Context, WriteOptions)}. */
    public WriteResult delete(K key, Context context) {
        return await(async.delete(key, context));
    }

    /** See {@link AsyncBucket#delete(Object, Context, WriteOptions)}. */
    public WriteResult delete(K key, Context context, WriteOptions options) {
        return await(async.delete(key, context, options));
    }

    /** See {@link AsyncBucket#update}. */
    public V update(K key, Supplier<V> initial, UnaryOperator<V> change) {
        return await(async.update(key, initial, change));
    }

    /** See {@link AsyncBucket#keys(KeyQuery)}. */
    public KeyPage<K> keys(KeyQuery query) {
        return await(async.keys(query));
    }

    /**
     * Every key that the query asks for, page after page, asked for as they are read.
     *
     * @throws UnavailableException while it is read, when keys are missing from a page
     */
    public Stream<K> allKeys(KeyQuery query) {
        return Stream.iterate(
                        Optional.of(page(query)),
                        Optional::isPresent,
                        page -> page.get().next().map(next -> page(query.from(next))))
                .flatMap(page -> page.get().keys().stream());
    }

    private KeyPage<K> page(KeyQuery query) {
        KeyPage<K> page = keys(query);
        if (!page.isComplete()) {
            throw new UnavailableException(
                    Failure.local("partial-coverage", "too few owners of some partition answered", Outcome.NONE, true));
        }
        return page;
    }

    /** See {@link AsyncBucket#watch}. */
    public Watch watch(K key, Consumer<Siblings<V>> listener) {
        return async.watch(key, listener);
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Waits; the request's own deadline ends the wait. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failed) {
            Throwable cause = cause(failed);
            if (cause instanceof RuntimeException known) {
                known.addSuppressed(new CallerTrace());
                throw known;
            }
            throw failed;
        }
    }

    /** Where the caller waited: the failure itself was made on a loop. */
    private static final class CallerTrace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CallerTrace() {
            super("waited for here");
        }
    }
}
