package io.gramme.client;

import java.time.Duration;

/**
 * Exponential backoff with full jitter: uniform between nothing and {@code base * 2^n}, capped.
 *
 * @param base bound of the first wait
 * @param cap bound of every wait
 */
record Backoff(Duration base, Duration cap) {
    /**
     * The wait before an extra attempt.
     *
     * @param retry 1 for the first
     * @param chance 0 inclusive to 1 exclusive
     */
    Duration before(int retry, double chance) {
        long bound = base.toNanos() << Math.min(20, retry - 1);
        return Duration.ofNanos((long) (Math.min(cap.toNanos(), bound) * chance));
    }
}
