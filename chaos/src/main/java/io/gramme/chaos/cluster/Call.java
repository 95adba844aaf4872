package io.gramme.chaos.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A client's request to a node, and its result once there is one. There is none for ever when the node's process ends first.
 *
 * @param <R> the type of result
 */
public final class Call<R> {
    private final String machine;
    private final long beganNanos;
    private final int budgetMillis;
    private @Nullable R result;
    private long endedNanos;
    private int results;

    Call(String machine, long beganNanos, int budgetMillis) {
        this.machine = machine;
        this.beganNanos = beganNanos;
        this.budgetMillis = budgetMillis;
    }

    void end(R ended, long nowNanos) {
        results++;
        result = ended;
        endedNanos = nowNanos;
    }

    /** Whom it was sent to. */
    public String machine() {
        return machine;
    }

    public boolean isOver() {
        return results > 0;
    }

    /** How many results came; more than one is a broken promise of the node. */
    public int results() {
        return results;
    }

    /** The result, {@code null} before. */
    public @Nullable R result() {
        return result;
    }

    /** When it was sent, on virtual time. */
    public long beganNanos() {
        return beganNanos;
    }

    /** When its result came, on virtual time. */
    public long endedNanos() {
        return endedNanos;
    }

    public int budgetMillis() {
        return budgetMillis;
    }
}
