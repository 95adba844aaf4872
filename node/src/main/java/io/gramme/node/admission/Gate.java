package io.gramme.node.admission;

import io.gramme.node.metrics.AdmissionMetrics;
import io.gramme.node.metrics.AdmissionMetrics.Kind;
import io.gramme.node.metrics.AdmissionMetrics.Shed;
import io.gramme.node.runtime.Invariants;

/**
 * Bounds the requests that one shard serves at once, clients' and replicas' apart: replicas' work was let in elsewhere
 * already, so refusing it wastes more, and clients must not be able to starve it.
 */
public final class Gate {
    private static final int SHORTEST_RETRY_MILLIS = 50;
    private static final int LONGEST_RETRY_MILLIS = 2_000;

    private final int clientLimit;
    private final int replicaLimit;
    private final AdmissionMetrics metrics;
    private int clients;
    private int replicas;
    private int shedInARow;
    private boolean draining;

    /**
     * @param clientLimit client requests at once on this shard, 1 or more
     * @param replicaLimit requests of peers at once on this shard, 1 or more
     */
    public Gate(int clientLimit, int replicaLimit, AdmissionMetrics metrics) {
        Invariants.check(clientLimit > 0 && replicaLimit > 0, "limits %d and %d", clientLimit, replicaLimit);
        this.clientLimit = clientLimit;
        this.replicaLimit = replicaLimit;
        this.metrics = metrics;
        metrics.limit(clientLimit);
    }

    /** Lets a request in, or not; whoever is let in calls {@link #leave} once. */
    public boolean enter(Kind kind) {
        boolean full = kind == Kind.CLIENT ? clients >= clientLimit : replicas >= replicaLimit;
        if (draining && kind == Kind.CLIENT) {
            metrics.shed(Shed.DRAINING);
            return false;
        }
        if (full) {
            shedInARow++;
            metrics.shed(Shed.INFLIGHT);
            return false;
        }
        shedInARow = 0;
        if (kind == Kind.CLIENT) {
            clients++;
        } else {
            replicas++;
        }
        metrics.admitted(kind);
        return true;
    }

    /** A request that was let in is over. */
    public void leave(Kind kind) {
        if (kind == Kind.CLIENT) {
            clients--;
        } else {
            replicas--;
        }
        Invariants.check(clients >= 0 && replicas >= 0, "left more often than entered: %s", kind);
        metrics.ended(kind);
    }

    /** Whether its time was over before its work could begin: nobody waits for the answer any more. */
    public boolean isExpired(long deadlineNanos, long nowNanos) {
        boolean expired = nowNanos - deadlineNanos >= 0;
        if (expired) {
            metrics.shed(Shed.DEADLINE);
        }
        return expired;
    }

    /** When one that was turned away may come again: the longer, the more in a row were. */
    public int retryAfterMillis() {
        return Math.min(LONGEST_RETRY_MILLIS, SHORTEST_RETRY_MILLIS + shedInARow);
    }

    /** Turns new clients away from now on; peers are turned away by the transport. */
    public void drain() {
        draining = true;
    }

    /** As {@link #drain}, or the end of it. */
    public void rest(boolean resting) {
        draining = resting;
    }

    public boolean isDraining() {
        return draining;
    }

    /** Client requests inside. */
    public int clients() {
        return clients;
    }
}
