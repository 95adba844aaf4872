package io.gramme.client;

import java.net.URI;
import java.time.Duration;

/** Hears what a client does, for metrics. Called on the client's loops: must be quick and must not throw. */
public interface ClientListener {
    /** Hears nothing. */
    ClientListener NONE = new ClientListener() {};

    /**
     * One attempt ended.
     *
     * @param status HTTP status, 0 when no answer came
     */
    default void onAttempt(URI node, String method, int status, Duration elapsed) {}

    /** One more attempt was made after a failed one. */
    default void onRetry(String method) {}

    /** A slow read was asked a second time. */
    default void onHedge() {}
}
