package io.gramme.node.membership;

import io.gramme.ring.NodeId;
import java.nio.ByteBuffer;

/**
 * Who a data directory says it is; durable before anybody is told.
 *
 * @param node made with the directory, never changed
 * @param bootCounter starts so far, this one included, from 1; also raised when the node finds out that it is restored
 * @param generation counts restores, clones and corruption, 0..4095; part of every actor
 * @param run counts starts, and generations raised; ends the ownership markers written before: a copy of the disk has them too
 * @param leaseEnd epoch numbers of actors below this may have been used in this generation
 * @param votesAfter packed ring epoch: after a restore the node decides on rings only where an epoch above this names it;
 *     0 when it was never restored
 */
public record DiskIdentity(NodeId node, long bootCounter, int generation, long run, long leaseEnd, long votesAfter) {
    /** Generations are below this: they are 12 bits of an actor. */
    public static final int GENERATIONS = 4096;
    /** A generation's epoch numbers run low: half of them, which are 40 bits of an actor, are behind it. */
    static final long LOW_FROM = 1L << 39;

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 6 * Long.BYTES + Integer.BYTES;

    public DiskIdentity {
        if (bootCounter < 1
                || generation < 0
                || generation >= GENERATIONS
                || run < 0
                || leaseEnd < 0
                || votesAfter < 0) {
            throw new IllegalArgumentException("identity of " + node + ": boot " + bootCounter + ", generation "
                    + generation + ", run " + run + ", lease " + leaseEnd + ", votes after " + votesAfter);
        }
    }

    /** Of a new directory, in its first run. */
    static DiskIdentity fresh(NodeId node) {
        return new DiskIdentity(node, 1, 0, 0, 0, 0);
    }

    /** At the next start. Where a generation's numbers run low, which is after some hundred starts, the next one begins. */
    DiskIdentity restarted() {
        boolean low = leaseEnd >= LOW_FROM && generation + 1 < GENERATIONS;
        return new DiskIdentity(
                node, bootCounter + 1, low ? generation + 1 : generation, run + 1, low ? 0 : leaseEnd, votesAfter);
    }

    /**
     * After a restore: above everything that anybody knows of this node.
     *
     * @throws IllegalStateException when the generations are used up: the node needs a new index
     */
    DiskIdentity raised(long greatestBoot, long greatestGeneration, long newestEpoch) {
        long next = Math.max(generation, greatestGeneration) + 1;
        if (next >= GENERATIONS) {
            throw new IllegalStateException("the " + GENERATIONS + " generations of node " + node
                    + " are used up: replace the node, so that it gets a new index");
        }
        long boot = Math.max(bootCounter, greatestBoot) + 1;
        return new DiskIdentity(node, boot, (int) next, run + 1, 0, Math.max(votesAfter, newestEpoch));
    }

    /** With a longer lease of epoch numbers. */
    public DiskIdentity withLeaseEnd(long end) {
        return new DiskIdentity(node, bootCounter, generation, run, end, votesAfter);
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(node.high())
                .putLong(node.low())
                .putLong(bootCounter)
                .putInt(generation)
                .putLong(run)
                .putLong(leaseEnd)
                .putLong(votesAfter)
                .array();
    }

    /** Throws {@link IllegalArgumentException} for what {@link #encode} did not make. */
    static DiskIdentity decode(byte[] bytes) {
        if (bytes.length != BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException("not an identity of version " + VERSION);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        NodeId node = new NodeId(in.getLong(), in.getLong());
        return new DiskIdentity(node, in.getLong(), in.getInt(), in.getLong(), in.getLong(), in.getLong());
    }
}
