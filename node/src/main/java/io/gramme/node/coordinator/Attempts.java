package io.gramme.node.coordinator;

import java.util.Arrays;

/** When a request to each node last failed to arrive; bounded by the node indices there are. */
final class Attempts {
    /** A failure counts for so long. */
    static final long MEMORY_NANOS = 1_000_000_000L;

    private static final long NEVER = Long.MIN_VALUE;

    private long[] failedAt = {};

    void failed(int node, long nowNanos) {
        if (node >= failedAt.length) {
            int before = failedAt.length;
            failedAt = Arrays.copyOf(failedAt, node + 1);
            Arrays.fill(failedAt, before, failedAt.length, NEVER);
        }
        failedAt[node] = nowNanos;
    }

    void arrived(int node) {
        if (node < failedAt.length) {
            failedAt[node] = NEVER;
        }
    }

    /** Whether the last attempt failed, within the last second. */
    boolean failedLately(int node, long nowNanos) {
        return node < failedAt.length && failedAt[node] != NEVER && nowNanos - failedAt[node] < MEMORY_NANOS;
    }
}
