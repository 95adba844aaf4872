package io.gramme.node.transport;

/** Which shard of a node a partition belongs to: 16 fixed disk groups, dealt to the shards. */
public record Shards(int count) {
    /** Disk groups of every node. */
    public static final int GROUPS = 16;
    /** The shard whose loop handles what belongs to no partition. */
    public static final int CONTROL = 0;

    public Shards {
        if (count < 1 || count > GROUPS || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(count + " shards, allowed 1, 2, 4, 8 or 16");
        }
    }

    /** The shard of a partition; the control shard for {@link Request#NO_PARTITION}. */
    public int of(int partition) {
        return partition == Request.NO_PARTITION ? CONTROL : (partition % GROUPS) % count;
    }
}
