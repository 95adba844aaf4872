package io.gramme.gossip;

/**
 * The constants of the protocol; n is the number of members present. All times in milliseconds.
 *
 * @param probeIntervalMillis one member is probed in each; multiplied by (local health score + 1)
 * @param probeTimeoutMillis wait for a direct ack before others are asked; not multiplied
 * @param indirectProbes members asked to probe in our stead, beside one TCP ping
 * @param suspicionMult shortest suspicion = mult * max(1, log10 n) * probe interval
 * @param suspicionMaxMult longest suspicion = this * shortest
 * @param retransmitMult a change is sent mult * ceil(log10(n + 1)) times by each member
 * @param gossipIntervalMillis between two rounds of spreading, while there is something to spread
 * @param gossipFanout members that get each round
 * @param gossipToDeadMillis the dead still get it for this long, so that they can refute
 * @param pushPullMillis between exchanges of full state; times 1 + ceil(log2(n / 32)) above 32 members
 * @param reconnectMillis between attempts to reach one dead member and one seed that is no present member
 * @param seedRetryMillis the same while no member is present
 * @param forgetMillis the dead and the left are kept so long, ring members for ever
 * @param stallMillis an event that comes so much later than asked for means that this process stood still
 */
public record GossipConfig(
        int probeIntervalMillis,
        int probeTimeoutMillis,
        int indirectProbes,
        int suspicionMult,
        int suspicionMaxMult,
        int retransmitMult,
        int gossipIntervalMillis,
        int gossipFanout,
        int gossipToDeadMillis,
        int pushPullMillis,
        int reconnectMillis,
        int seedRetryMillis,
        long forgetMillis,
        int stallMillis) {
    private static final long THREE_DAYS = 72L * 3_600_000;

    public GossipConfig {
        Bounds.require(probeTimeoutMillis > 0, "the probe timeout is positive");
        Bounds.require(probeIntervalMillis > probeTimeoutMillis, "the probe interval is above the probe timeout");
        Bounds.require(indirectProbes >= 0, "indirect probes are not negative");
        Bounds.require(suspicionMult >= 1 && suspicionMaxMult >= 1, "suspicion multipliers are at least 1");
        Bounds.require(retransmitMult >= 1, "a change is sent at least once");
        Bounds.require(gossipIntervalMillis > 0 && gossipFanout > 0, "gossip has an interval and a fan-out");
        Bounds.require(gossipToDeadMillis >= 0, "a time is not negative");
        Bounds.require(pushPullMillis > 0 && reconnectMillis > 0 && seedRetryMillis > 0, "intervals are positive");
        Bounds.require(forgetMillis > 0 && stallMillis > 0, "times are positive");
    }

    /** For machines in one place: the LAN column of memberlist. */
    public static GossipConfig lan() {
        return new GossipConfig(1_000, 500, 3, 4, 6, 4, 200, 3, 30_000, 30_000, 30_000, 1_000, THREE_DAYS, 1_000);
    }

    /** For members far apart: memberlist's WAN column. */
    public static GossipConfig wan() {
        return new GossipConfig(5_000, 3_000, 3, 6, 6, 4, 500, 4, 60_000, 60_000, 30_000, 2_000, THREE_DAYS, 2_000);
    }
}
