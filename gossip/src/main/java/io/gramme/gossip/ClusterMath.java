package io.gramme.gossip;

/** The formulas of the protocol; n is the number of members present, this one included. */
final class ClusterMath {
    private static final int PUSH_PULL_THRESHOLD = 32;

    private ClusterMath() {}

    /** mult * max(1, log10 n) * interval. */
    static long minSuspicionMillis(GossipConfig config, int n) {
        double scale = Math.max(1.0, Math.log10(Math.max(1, n)));
        return (long) (config.suspicionMult() * scale * config.probeIntervalMillis());
    }

    /** Independent confirmations that bring a suspicion down to its minimum; 0 where too few others exist. */
    static int confirmationsWanted(GossipConfig config, int n) {
        int wanted = Math.max(0, config.suspicionMult() - 2);
        return n - 2 < wanted ? 0 : wanted;
    }

    /** max - (max - min) * ln(c + 1) / ln(k + 1), not below min (Lifeguard §IV-B). */
    static long suspicionMillis(int confirmations, int wanted, long min, long max) {
        if (wanted < 1) {
            return min;
        }
        double fraction = Math.log(confirmations + 1.0) / Math.log(wanted + 1.0);
        return Math.max(min, (long) Math.floor(max - fraction * (max - min)));
    }

    /** mult * ceil(log10(n + 1)) (SWIM §4.1: lambda log n). */
    static int retransmitLimit(GossipConfig config, int n) {
        return config.retransmitMult() * (int) Math.ceil(Math.log10(n + 1.0));
    }

    /** Longer in large clusters, so that the exchanges in the whole cluster grow with n / log n. */
    static long pushPullMillis(GossipConfig config, int n) {
        if (n <= PUSH_PULL_THRESHOLD) {
            return config.pushPullMillis();
        }
        double doublings = Math.log(n / (double) PUSH_PULL_THRESHOLD) / Math.log(2);
        return config.pushPullMillis() * (1L + (long) Math.ceil(doublings));
    }
}
