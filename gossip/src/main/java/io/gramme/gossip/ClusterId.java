package io.gramme.gossip;

/** The cluster a packet belongs to: 128 random bits made at the founding. */
public record ClusterId(long high, long low) {
    /** 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
