package io.gramme.ring;

/** A cluster's identity: 128 bits drawn by its founders. Text form: 32 lower-case hexadecimal digits. */
public record ClusterId(long high, long low) {
    /** Reads the text form. Throws {@link IllegalArgumentException} when it is not one. */
    public static ClusterId parse(String text) {
        return new ClusterId(HexPair.parseHalf(text, 0), HexPair.parseHalf(text, HexPair.DIGITS / 2));
    }

    @Override
    public String toString() {
        return HexPair.format(high, low);
    }
}
