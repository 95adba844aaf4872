package io.gramme.ring;

/**
 * A node's identity: 128 bits drawn once, when its data directory is made. Text form: 32 lower-case hexadecimal digits.
 * Ordered as an unsigned number, which is also the order of the texts.
 */
public record NodeId(long high, long low) implements Comparable<NodeId> {
    /** Reads the text form. Throws {@link IllegalArgumentException} when it is not one. */
    public static NodeId parse(String text) {
        return new NodeId(HexPair.parseHalf(text, 0), HexPair.parseHalf(text, HexPair.DIGITS / 2));
    }

    /** The first four digits, as they appear in the name of a node that waits for a seat ({@code n1~ab12}). */
    public String prefix() {
        return toString().substring(0, 4);
    }

    @Override
    public int compareTo(NodeId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return HexPair.format(high, low);
    }
}
