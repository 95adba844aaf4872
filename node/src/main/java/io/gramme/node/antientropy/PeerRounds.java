package io.gramme.node.antientropy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which peer finds differences in which partition with this node now. While one does, neither another peer nor this node
 * begins to: what an owner lost would come to it from each of the others.
 *
 * <p>A peer does not say when it is through, so it is taken to be when it has asked nothing for a while. Pure: time is an
 * argument. At most one entry for each partition.
 */
final class PeerRounds {
    /** So long another one waits for a peer that died, or that waits for its budget between two questions. */
    static final long QUIET_NANOS = 5_000_000_000L;

    private final Map<Integer, Round> rounds = new HashMap<>();

    private record Round(int peer, long lastNanos) {}

    /** Whether a peer other than that one is at it. */
    boolean isOther(int partition, int peer, long nowNanos) {
        Round round = current(partition, nowNanos);
        return round != null && round.peer != peer;
    }

    /** Whether a peer is at it. */
    boolean isUnderWay(int partition, long nowNanos) {
        return current(partition, nowNanos) != null;
    }

    private @Nullable Round current(int partition, long nowNanos) {
        Round round = rounds.get(partition);
        return round == null || nowNanos - round.lastNanos >= QUIET_NANOS ? null : round;
    }

    /** The peer was told that its tree differs from this node's. */
    void differs(int partition, int peer, long nowNanos) {
        rounds.put(partition, new Round(peer, nowNanos));
    }

    /** The peer asks for more. */
    void goesOn(int partition, int peer, long nowNanos) {
        rounds.computeIfPresent(partition, (same, round) -> round.peer == peer ? new Round(peer, nowNanos) : round);
    }

    /** The peer was told that its tree is equal to this node's. */
    void equal(int partition, int peer) {
        rounds.computeIfPresent(partition, (same, round) -> round.peer == peer ? null : round);
    }
}
