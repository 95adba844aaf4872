package io.gramme.client;

import io.gramme.client.transport.Wire;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs logical requests: what they share, and the bound on how many there are at once. Thread-safe. */
final class Requests {
    private static final double RETRY_SHARE = 0.1;
    private static final double HEDGE_SHARE = 0.05;
    private static final double MOST_TOKENS = 10;

    private final ClientSettings settings;
    private final Wire wire;
    private final ClientListener listener;
    private final Nodes nodes;
    private final RetryBudget retries;
    private final RetryBudget hedges = new RetryBudget(HEDGE_SHARE, MOST_TOKENS);
    private final Latencies latencies = new Latencies();
    private final Backoff backoff = new Backoff(Duration.ofMillis(25), Duration.ofMillis(250));
    private final WaitingLine waiting;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean closed;

    Requests(ClientSettings settings, Wire wire, ClientListener listener) {
        this.settings = settings;
        this.wire = wire;
        this.listener = listener;
        // What one node owed when it died is asked for again elsewhere, all of it.
        this.retries = new RetryBudget(RETRY_SHARE, Math.max(MOST_TOKENS, settings.maxInFlightPerNode()));
        this.nodes = new Nodes(settings, wire);
        this.waiting = new WaitingLine(nodes::hasRoom);
        nodes.onRoom(waiting::onRoom);
    }

    /** Runs a request to its end: an answer that another attempt would not better, or an exception. */
    CompletableFuture<Answered> run(Call call) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the client is closed"));
        }
        if (pending.incrementAndGet() > settings.maxPending()) {
            pending.decrementAndGet();
            return CompletableFuture.failedFuture(new OverloadedException(Failure.local(
                    "overloaded", settings.maxPending() + " requests of this client are pending", Outcome.NONE, true)));
        }
        retries.onRequest();
        hedges.onRequest();
        nodes.renew();
        CompletableFuture<Answered> result = new Attempts(this, call, settings.requestTimeout()).start();
        return result.whenComplete((answered, failure) -> pending.decrementAndGet());
    }

    /** The same exception with what all attempts together may have left behind. */
    static GrammeException withOutcome(GrammeException exception, Outcome outcome) {
        Failure failure = exception.failure().withOutcome(outcome);
        if (exception instanceof QuorumTimeoutException) {
            return new QuorumTimeoutException(failure);
        }
        if (exception instanceof OverloadedException) {
            return new OverloadedException(failure);
        }
        if (exception instanceof StaleReadException) {
            return new StaleReadException(failure);
        }
        return exception instanceof TransportException
                ? new TransportException(failure)
                : new UnavailableException(failure);
    }

    void close() {
        closed = true;
        wire.close();
    }

    boolean isClosed() {
        return closed;
    }

    ClientSettings settings() {
        return settings;
    }

    Wire wire() {
        return wire;
    }

    ClientListener listener() {
        return listener;
    }

    Nodes nodes() {
        return nodes;
    }

    WaitingLine waiting() {
        return waiting;
    }

    RetryBudget retries() {
        return retries;
    }

    RetryBudget hedges() {
        return hedges;
    }

    Latencies latencies() {
        return latencies;
    }

    Backoff backoff() {
        return backoff;
    }
}
