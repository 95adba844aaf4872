package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;

/**
 * The clock of one accusation (Lifeguard §IV-B, "dynamic suspicion timeout"): long at first, shorter with each further
 * member that accuses independently.
 */
final class Suspicion {
    private final int wanted;
    private final long minMillis;
    private final long maxMillis;
    /** Everybody counted, the first accuser at the front; at most 1 + wanted. */
    private final List<NodeId> accusers = new ArrayList<>();

    private long startMillis;
    /** Whether the last probe before the verdict has been ordered. */
    private boolean heard;

    Suspicion(GossipConfig config, int n, NodeId accuser, long now) {
        wanted = ClusterMath.confirmationsWanted(config, n);
        minMillis = ClusterMath.minSuspicionMillis(config, n);
        maxMillis = minMillis * config.suspicionMaxMult();
        startMillis = now;
        accusers.add(accuser);
    }

    /** Counts a confirmation; true if it is new and worth passing on. */
    boolean confirm(NodeId accuser) {
        if (accusers.size() > wanted || accusers.contains(accuser)) {
            return false;
        }
        accusers.add(accuser);
        return true;
    }

    long deadlineMillis() {
        return startMillis + ClusterMath.suspicionMillis(accusers.size() - 1, wanted, minMillis, maxMillis);
    }

    /** When the suspect is to be probed once more: its refutation may have been lost on the way here alone. */
    long hearingMillis(long leadMillis) {
        return heard ? Long.MAX_VALUE : deadlineMillis() - leadMillis;
    }

    void hearing() {
        heard = true;
    }

    /** The suspect has answered a probe of this process: what was heard before does not condemn it. */
    void answered(long now) {
        startMillis = now;
        heard = false;
    }

    /** Time in which this process did not run was no chance for anyone to refute. */
    void prolong(long millis) {
        startMillis += millis;
    }
}
