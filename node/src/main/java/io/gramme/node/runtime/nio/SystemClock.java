package io.gramme.node.runtime.nio;

import io.gramme.node.runtime.Clock;

/** The operating system's clocks. Any thread. */
public final class SystemClock implements Clock {
    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
