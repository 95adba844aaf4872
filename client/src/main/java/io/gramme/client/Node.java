package io.gramme.client;

import java.net.URI;

/** One node as this client sees it: what it owes us, and until when it is left alone. Thread-safe. */
final class Node {
    private static final long FIRST_REST_NANOS = 100_000_000L;
    private static final long LONGEST_REST_NANOS = 5_000_000_000L;

    private final URI address;
    private int pending;
    private int failures;
    private long restsUntil;

    Node(URI address) {
        this.address = address;
    }

    URI address() {
        return address;
    }

    synchronized int pending() {
        return pending;
    }

    /**
     * Whether it may be asked: not resting after requests that it did not answer. When its rest is over one request tries
     * it, and others only once that one was answered: a node that stands still costs one request its patience, not many.
     */
    synchronized boolean isUp(long now) {
        return failures == 0 || (pending == 0 && now - restsUntil >= 0);
    }

    synchronized void onSend() {
        pending++;
    }

    /** An answer came, whatever it says. */
    synchronized void onAnswer() {
        pending--;
        failures = 0;
    }

    /** No answer came: it rests, longer each time, 100 ms to 5 s. */
    synchronized void onNoAnswer(long now) {
        pending--;
        long rest = Math.min(LONGEST_REST_NANOS, FIRST_REST_NANOS << Math.min(10, failures));
        failures++;
        restsUntil = now + rest;
    }
}
