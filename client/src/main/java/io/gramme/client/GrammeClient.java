package io.gramme.client;

import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import io.gramme.client.transport.VertxWire;
import io.gramme.client.transport.Wire;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A client of one cluster: one for a process, shared by all threads, closed at the end.
 *
 * <pre>{@code
 * try (GrammeClient gramme = GrammeClient.builder().endpoint("http://127.0.0.1:7070").build()) {
 *     Bucket<String, Cart> carts = gramme.bucket("cart", Codec.utf8(), Codec.json(Cart.class))
 *             .withResolver(Resolver.merging(Cart::merge));
 *     carts.update("alice", Cart::empty, cart -> cart.add("book"));
 * }
 * }</pre>
 */
public final class GrammeClient implements AutoCloseable {
    private final Requests requests;

    GrammeClient(Requests requests) {
        this.requests = requests;
    }

    /** A client's settings, with defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A bucket of typed keys and values; buckets need no creation. */
    public <K, V> Bucket<K, V> bucket(String name, Codec<K> keys, Codec<V> values) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new Bucket<>(new AsyncBucket<>(requests, bytes, keys, values, new AsyncBucket.Policy<>(null, null)));
    }

    /** A new, empty batch. */
    public Batch batch() {
        return new Batch(requests);
    }

    /** A new session: give it to {@link Bucket#in}. */
    public Session session() {
        return new Session();
    }

    /** The ring, asked for now. */
    public RingView ring() {
        return Bucket.await(requests.nodes().pull());
    }

    /**
     * One HTTP exchange with one node, as it is: no routing, no retry, any status. For tools.
     *
     * @param node scheme, host and port of a data or admin listener
     */
    public CompletableFuture<RawAnswer> exchange(URI node, RawRequest request, Duration timeout) {
        return requests.wire()
                .send(node, request, timeout)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(Problems.noAnswer(failure)));
    }

    /** Ends it; what is under way fails. Idempotent. */
    @Override
    public void close() {
        requests.close();
    }

    /** Settings with defaults; each setter says what. Not thread-safe. */
    public static final class Builder {
        private final List<URI> endpoints = new ArrayList<>();
        private Duration requestTimeout = Duration.ofSeconds(2);
        private Duration attemptTimeout = Duration.ofSeconds(1);
        private int maxAttempts = 3;
        private int maxInFlightPerNode = 256;
        private int maxPending = 4096;
        private boolean hedging = true;
        private Map<String, String> headers = Map.of();
        private ClientListener listener = ClientListener.NONE;

        private Builder() {}

        /** Data address of a node, such as {@code http://127.0.0.1:7070}; more than one for when it is down. */
        public Builder endpoint(String url) {
            URI address = URI.create(url);
            if (address.getHost() == null || address.getScheme() == null) {
                throw new IllegalArgumentException(url + " is no address such as http://127.0.0.1:7070");
            }
            endpoints.add(URI.create(address.getScheme() + "://" + address.getRawAuthority()));
            return this;
        }

        /** For a whole request, its retries and waits; 2 s. */
        public Builder requestTimeout(Duration timeout) {
            requestTimeout = timeout;
            return this;
        }

        /** For one attempt; 1 s. */
        public Builder attemptTimeout(Duration timeout) {
            attemptTimeout = timeout;
            return this;
        }

        /** Attempts of one request, 1..10; 3. */
        public Builder maxAttempts(int attempts) {
            maxAttempts = attempts;
            return this;
        }

        /** Requests outstanding at one node; 256. When all nodes have that many, further ones wait for their turn. */
        public Builder maxInFlightPerNode(int requests) {
            maxInFlightPerNode = requests;
            return this;
        }

        /** Requests begun and not finished, waiting ones too; further ones fail at once with {@link OverloadedException}; 4096. */
        public Builder maxPending(int requests) {
            maxPending = requests;
            return this;
        }

        /** Whether a read slower than 95 % of them is asked a second time elsewhere, for at most 5 % of requests; yes. */
        public Builder hedging(boolean on) {
            hedging = on;
            return this;
        }

        /** A bearer token, sent with everything. */
        public Builder token(String secret) {
            headers = Map.of("Authorization", "Bearer " + secret);
            return this;
        }

        /** Hears attempts, retries and hedges. */
        public Builder listener(ClientListener hearing) {
            listener = hearing;
            return this;
        }

        /**
         * Makes the client; nothing is sent before its first request.
         *
         * @throws IllegalArgumentException for a setting out of range, or no endpoint
         */
        public GrammeClient build() {
            ClientSettings settings = settings();
            return new GrammeClient(new Requests(settings, new VertxWire(maxInFlightPerNode), listener));
        }

        GrammeClient build(Wire wire) {
            return new GrammeClient(new Requests(settings(), wire, listener));
        }

        private ClientSettings settings() {
            return new ClientSettings(
                    endpoints,
                    requestTimeout,
                    attemptTimeout,
                    maxAttempts,
                    maxInFlightPerNode,
                    maxPending,
                    hedging,
                    headers);
        }
    }
}
