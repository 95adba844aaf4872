package io.gramme.ring;

import java.util.HexFormat;

/** The text form of 128-bit identities: 32 lower-case hexadecimal digits. */
final class HexPair {
    static final int DIGITS = 32;

    private HexPair() {}

    static String format(long high, long low) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    /** The digits from {@code from} (0 or 16) as a number. Throws {@link IllegalArgumentException} when it is no identity. */
    static long parseHalf(String text, int from) {
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException("identity of " + text.length() + " characters, wanted " + DIGITS);
        }
        return HexFormat.fromHexDigitsToLong(text, from, from + DIGITS / 2);
    }
}
