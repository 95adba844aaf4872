package io.gramme.client.transport;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one node owes a client and how fast it has answered of late: what tells a node that is cold, or that has a failing
 * disk, from its healthy peers. Thread-safe.
 *
 * <p>The latency is a moving average (an eighth of each new one, as TCP smooths its round trips, RFC 6298) that fades by
 * half in {@value #HALF_LIFE_MILLIS} ms without answers, so that a node that is spared is tried again soon.
 */
public final class NodeLoad {
    private static final long HALF_LIFE_MILLIS = 1_000;
    private static final double HALF_LIFE_NANOS = HALF_LIFE_MILLIS * 1e6;
    private static final double GAIN = 1.0 / 8;
    /** Slow is who takes this many times as long as another one, */
    private static final double SLOW_TIMES = 4;
    /** and longer by this much: below it the number of outstanding requests says more. */
    private static final double SLOW_NANOS = 2e6;

    private int pending;
    private double meanNanos;
    private long answeredAt;

    /** A request is sent to it. */
    public synchronized void onSend() {
        pending++;
    }

    /** It has done what was asked. */
    public synchronized void onAnswer(long elapsedNanos, long nowNanos) {
        pending--;
        double faded = latency(nowNanos);
        meanNanos = faded + (elapsedNanos - faded) * GAIN;
        answeredAt = nowNanos;
    }

    /** It has refused, quickly for all we know, or has not answered: that says nothing about how fast it works. */
    public synchronized void onEnd() {
        pending--;
    }

    /** Requests sent that have not ended. */
    public synchronized int pending() {
        return pending;
    }

    private synchronized double latency(long nowNanos) {
        return meanNanos * Math.pow(0.5, Math.max(0, nowNanos - answeredAt) / HALF_LIFE_NANOS);
    }

    /** Beside one that has not answered of late nobody is slow: it may be slower still, or not there. */
    private boolean isSlowBeside(NodeLoad other, long nowNanos) {
        double own = latency(nowNanos);
        double others = other.latency(nowNanos);
        return other.hasAnsweredLately(nowNanos) && own > SLOW_TIMES * others && own - others > SLOW_NANOS;
    }

    private synchronized boolean hasAnsweredLately(long nowNanos) {
        return meanNanos > 0 && nowNanos - answeredAt < HALF_LIFE_NANOS;
    }

    /**
     * The better one of two that chance names: the one that is not slow beside the other, else the one that owes less.
     * Two, not the best of all: many clients would all find the same one (Mitzenmacher, 2001).
     *
     * @param first from 0 to below 1
     * @param second the same
     * @return {@code null} of none
     */
    public static <T> @Nullable T lighter(
            List<T> nodes, Function<T, NodeLoad> load, double first, double second, long nowNanos) {
        if (nodes.isEmpty()) {
            return null;
        }
        int one = (int) (first * nodes.size());
        int other = nodes.size() == 1 ? one : (one + 1 + (int) (second * (nodes.size() - 1))) % nodes.size();
        T a = nodes.get(one);
        T b = nodes.get(other);
        NodeLoad loadOfA = load.apply(a);
        NodeLoad loadOfB = load.apply(b);
        if (loadOfA.isSlowBeside(loadOfB, nowNanos)) {
            return b;
        }
        boolean isLighter = loadOfA.pending() <= loadOfB.pending();
        return isLighter || loadOfB.isSlowBeside(loadOfA, nowNanos) ? a : b;
    }
}
