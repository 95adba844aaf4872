package io.gramme.ring;

/**
 * What founding fixes for a cluster's whole life.
 *
 * @param cluster the cluster's identity
 * @param hash the name of the placement hash; only {@link #HASH} is known
 * @param partitions Q and the cut of the hash space
 * @param replicas N, 1..7: the owners of a row when there are enough nodes
 * @param zones how many distinct zones a row shall have, 1..N, while there are that many; N unless said otherwise
 */
public record RingShape(ClusterId cluster, String hash, Partitions partitions, int replicas, int zones) {
    /** The hash of {@link KeyHash}. */
    public static final String HASH = "murmur3-x64-128-high";

    public static final int MAX_REPLICAS = 7;

    public RingShape {
        if (!hash.equals(HASH)) {
            throw new IllegalArgumentException("hash '" + hash + "', known is only " + HASH);
        }
        if (replicas < 1 || replicas > MAX_REPLICAS) {
            throw new IllegalArgumentException("N = " + replicas + ", allowed 1.." + MAX_REPLICAS);
        }
        if (zones < 1 || zones > replicas) {
            throw new IllegalArgumentException("zones = " + zones + ", allowed 1..N = " + replicas);
        }
    }

    /** A shape with the known hash and as many zones as replicas. */
    public static RingShape of(ClusterId cluster, int partitions, int replicas) {
        return new RingShape(cluster, HASH, new Partitions(partitions), replicas, replicas);
    }
}
