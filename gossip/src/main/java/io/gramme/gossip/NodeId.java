package io.gramme.gossip;

/**
 * Who owns a data directory: 128 random bits, made once with the directory and never used again. Ordered as an unsigned
 * number. The zero id is nobody's.
 */
public record NodeId(long high, long low) implements Comparable<NodeId> {
    public NodeId {
        Bounds.require((high | low) != 0, "the zero node id is nobody's");
    }

    /** The id written as 32 hexadecimal digits by {@link #toString()}. */
    public static NodeId parse(String hex) {
        Bounds.require(hex.length() == 32, "a node id has 32 hexadecimal digits");
        return new NodeId(
                Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16));
    }

    @Override
    public int compareTo(NodeId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    @Override
    public int hashCode() {
        return Long.hashCode((high ^ low) * 0x9e3779b97f4a7c15L);
    }

    /** 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
