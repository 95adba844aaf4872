package io.gramme.node.runtime;

/** The node's two clocks. Cheap, callable from any thread. */
public interface Clock {
    /** Wall-clock milliseconds since the Unix epoch. May step either way; only expiry, HLC and displays use it. */
    long wallMillis();

    /** Monotonic nanoseconds from an arbitrary origin; every deadline and every measured duration uses it. */
    long monotonicNanos();

    /** {@link #monotonicNanos()} in milliseconds. */
    default long monotonicMillis() {
        return monotonicNanos() / 1_000_000;
    }
}
