package io.gramme.node.coordinator;

import io.gramme.ring.Epoch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every replica of a key says of it.
 *
 * @param epoch of the ring that the replicas were taken from
 * @param replicas owners first, then owners to be, then fallbacks in their order
 * @param notAsked further fallbacks, beyond the bound
 */
public record Explanation(Epoch epoch, int partition, List<Replica> replicas, int notAsked) {
    public Explanation {
        replicas = List.copyOf(replicas);
    }

    /** Why a node may hold the key. */
    public enum Role {
        OWNER,
        TARGET,
        FALLBACK
    }

    /**
     * One node's word.
     *
     * @param account what it keeps, or {@code null} when it did not say
     * @param failure why it did not say, in two or three words; empty when it did
     */
    public record Replica(int node, Role role, @Nullable KeyAccount account, String failure) {}
}
