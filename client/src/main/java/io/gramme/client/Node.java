package io.gramme.client;

import io.gramme.client.transport.NodeLoad;
import java.net.URI;

/** One node as this client sees it: its load, whether it answers, and when it is tried again. Thread-safe. */
final class Node {
    private static final long FIRST_REST_NANOS = 100_000_000L;
    private static final long LONGEST_REST_NANOS = 5_000_000_000L;

    private final URI address;
    private final NodeLoad load = new NodeLoad();
    private int failures;
    private long restsUntil;

    Node(URI address) {
        this.address = address;
    }

    URI address() {
        return address;
    }

    NodeLoad load() {
        return load;
    }

    /** Whether it answered the last time, as far as is known. */
    synchronized boolean isUp() {
        return failures == 0;
    }

    /**
     * Whether its rest is over and somebody should find out; then this counts as a request sent to it. A request of nobody's
     * own: one of an application's would wait for a node that stands still as long as an attempt may take.
     */
    synchronized boolean beginProbe(long now) {
        boolean due = failures > 0 && load.pending() == 0 && now - restsUntil >= 0;
        if (due) {
            load.onSend();
        }
        return due;
    }

    synchronized void onSend() {
        load.onSend();
    }

    /** It did what a request of an application's asked for. */
    synchronized void onDone(long elapsedNanos, long now) {
        load.onAnswer(elapsedNanos, now);
        failures = 0;
    }

    /** An answer came, whatever it says. */
    synchronized void onAnswer() {
        load.onEnd();
        failures = 0;
    }

    /** No answer came: it rests, longer each time, 100 ms to 5 s. */
    synchronized void onNoAnswer(long now) {
        load.onEnd();
        long rest = Math.min(LONGEST_REST_NANOS, FIRST_REST_NANOS << Math.min(10, failures));
        failures++;
        restsUntil = now + rest;
    }
}
