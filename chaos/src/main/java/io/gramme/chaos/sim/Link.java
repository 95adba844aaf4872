package io.gramme.chaos.sim;

import java.time.Duration;

/**
 * How one direction between two machines behaves. Probabilities are per message, from 0 to 1, and drawn one after the
 * other.
 *
 * @param delay how long messages travel
 * @param loss what happens to them on the way
 * @param bytesPerSecond what fits through, one message after the other; {@link Long#MAX_VALUE} for a link without limit
 * @param ordered whether a message never overtakes an earlier one
 */
public record Link(Delay delay, Loss loss, long bytesPerSecond, boolean ordered) {
    /** A healthy local network: 50 to 500 microseconds, no loss, messages may overtake. */
    public static final Link HEALTHY = new Link(
            new Delay(Duration.ofNanos(50_000), Duration.ofNanos(500_000), 0, Duration.ZERO),
            Loss.NONE,
            Long.MAX_VALUE,
            false);

    /**
     * @param least of every message
     * @param most of ordinary messages
     * @param outliers probability of a message that takes up to {@code mostOutlier} instead
     */
    public record Delay(Duration least, Duration most, double outliers, Duration mostOutlier) {}

    /**
     * @param drop lost, nobody is told
     * @param fail lost, and the sender is told
     * @param deliverAndFail delivered, and the sender is told that it was lost
     * @param duplicate delivered twice, each with a delay of its own
     */
    public record Loss(double drop, double fail, double deliverAndFail, double duplicate) {
        public static final Loss NONE = new Loss(0, 0, 0, 0);
    }

    /** This link with other delays. */
    public Link with(Delay newDelay) {
        return new Link(newDelay, loss, bytesPerSecond, ordered);
    }

    /** This link with other losses. */
    public Link with(Loss newLoss) {
        return new Link(delay, newLoss, bytesPerSecond, ordered);
    }
}
