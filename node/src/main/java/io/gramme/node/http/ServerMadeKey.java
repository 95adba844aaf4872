package io.gramme.node.http;

/** Keys that the server makes: 48 bits of milliseconds and 80 bits of chance in 26 characters of Crockford's base 32. */
final class ServerMadeKey {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private ServerMadeKey() {}

    /**
     * @param millis wall clock, the leading 10 characters
     * @param high 64 random bits
     * @param low of which the lowest 16 are used
     */
    static String of(long millis, long high, long low) {
        StringBuilder key = new StringBuilder(26);
        for (int shift = 45; shift >= 0; shift -= 5) {
            key.append(DIGITS.charAt((int) (millis >>> shift) & 31));
        }
        for (int shift = 60; shift >= 0; shift -= 5) {
            key.append(DIGITS.charAt((int) (high >>> shift) & 31));
        }
        for (int shift = 10; shift >= 0; shift -= 5) {
            key.append(DIGITS.charAt((int) (low >>> shift) & 31));
        }
        return key.toString();
    }
}
