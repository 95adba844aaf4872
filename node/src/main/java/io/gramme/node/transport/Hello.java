package io.gramme.node.transport;

import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself when a connection opens, beside the proof that it knows the cluster's secret.
 *
 * @param cluster {@code null} before version 1 of the ring is known
 * @param foundersHash hash of the node's seed list, which founders compare; 0 once founded
 */
public record Hello(@Nullable ClusterId cluster, ProcessId process, Disk disk, RingState ring, long foundersHash) {
    /**
     * Which process speaks.
     *
     * @param bootCounter persisted, one more at each start
     * @param nonce random at each start; tells a copied directory from a reconnect
     */
    public record ProcessId(NodeId node, long bootCounter, long nonce) {}

    /**
     * How far its disk has come; peers remember the greatest, so that a restored disk is told.
     *
     * @param generation counts restores, clones and corruption
     * @param leaseEnd end of the durable lease of actor epochs
     * @param syncedSequence last fsynced log sequence
     */
    public record Disk(long generation, long leaseEnd, long syncedSequence) {}

    /** The newest ring it holds, and that ring's hash. */
    public record RingState(Epoch epoch, long hash) {}
}
