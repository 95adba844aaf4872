package io.gramme.node.transport;

/** 128 random bits that name a cluster, from ring version 1. Two clusters that meet refuse each other. */
public record ClusterId(long high, long low) {
    /** Said by a node that has not founded or joined a cluster yet. */
    public static final ClusterId UNFOUNDED = new ClusterId(0, 0);

    public boolean isFounded() {
        return high != 0 || low != 0;
    }

    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
