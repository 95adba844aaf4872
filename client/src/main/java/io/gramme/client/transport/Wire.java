package io.gramme.client.transport;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The SDK's view of the world outside. Thread-safe. */
public interface Wire extends AutoCloseable {
    /**
     * Sends a request to one node, once.
     *
     * @param node scheme, host and port
     * @param timeout from now to the last byte of the answer; above zero
     * @return the answer of any status, or a {@link WireException}
     */
    CompletableFuture<RawAnswer> send(URI node, RawRequest request, Duration timeout);

    /**
     * Runs a task once after a delay, unless closed before.
     *
     * @return forgets the task, if it has not run: until then the wire holds all that the task holds
     */
    Runnable after(Duration delay, Runnable task);

    /** Monotonic nanoseconds from an arbitrary start. */
    long nanos();

    /** A random number, 0 inclusive to 1 exclusive. */
    double random();

    /** A new name for a logical write: 128 random bits as text. */
    String newId();

    /** Ends connections and timers. What is under way fails. Idempotent. */
    @Override
    void close();
}
