package io.gramme.client;

/**
 * A token bucket that keeps retries (or hedges) a fixed share of the load: each request puts a share in, each extra attempt
 * takes one whole token. When a cluster is down, the load on it grows by that share and no more. Thread-safe.
 */
final class RetryBudget {
    private final double share;
    private final double most;
    private double tokens;

    /**
     * A full bucket.
     *
     * @param share extra attempts per request in the long run, such as 0.1
     * @param most tokens it holds, and starts with
     */
    RetryBudget(double share, double most) {
        this.share = share;
        this.most = most;
        this.tokens = most;
    }

    synchronized void onRequest() {
        tokens = Math.min(most, tokens + share);
    }

    /** Takes a token if there is one. */
    synchronized boolean tryTake() {
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
