package io.gramme.node.causality;

/** A client's name for one write, stable across retries: 128 bits, compared unsigned. */
public record RequestId(long high, long low) implements Comparable<RequestId> {
    @Override
    public int compareTo(RequestId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
