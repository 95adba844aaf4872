package io.gramme.node.causality;

/**
 * Who issues dots, packed in 64 bits: node index (12) | generation (12) | epoch number (40), compared unsigned.
 *
 * <p>An actor belongs to one key of one node and is never reused: the node index is given once by the ring, the generation
 * grows with each restore, clone or corruption, and the epoch number comes from a durable lease ({@link ActorLease}).
 */
public final class Actor {
    /** Node indices are below this. */
    public static final int NODE_INDEX_LIMIT = 1 << 12;
    /** Generations are below this. */
    public static final int GENERATION_LIMIT = 1 << 12;
    /** Epoch numbers are below this. */
    public static final long EPOCH_LIMIT = 1L << 40;

    private Actor() {}

    /**
     * Packs an actor.
     *
     * @param nodeIndex 0..4095
     * @param generation 0..4095
     * @param epoch 0..2^40-1
     */
    public static long of(int nodeIndex, int generation, long epoch) {
        if (nodeIndex < 0 || nodeIndex >= NODE_INDEX_LIMIT) {
            throw new IllegalArgumentException("node index " + nodeIndex + ", allowed 0..4095");
        }
        if (generation < 0 || generation >= GENERATION_LIMIT) {
            throw new IllegalArgumentException("generation " + generation + ", allowed 0..4095");
        }
        if (epoch < 0 || epoch >= EPOCH_LIMIT) {
            throw new IllegalArgumentException("epoch number " + epoch + ", allowed 0..2^40-1");
        }
        return ((long) nodeIndex << 52) | ((long) generation << 40) | epoch;
    }

    /** 0..4095. */
    public static int nodeIndex(long actor) {
        return (int) (actor >>> 52);
    }

    /** 0..4095. */
    public static int generation(long actor) {
        return (int) (actor >>> 40) & 0xfff;
    }

    /** 0..2^40-1. */
    public static long epoch(long actor) {
        return actor & (EPOCH_LIMIT - 1);
    }

    /** As {@code node.generation.epoch}, for people. */
    public static String toString(long actor) {
        return nodeIndex(actor) + "." + generation(actor) + "." + epoch(actor);
    }
}
