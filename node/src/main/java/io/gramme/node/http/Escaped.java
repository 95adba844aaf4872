package io.gramme.node.http;

/** Bytes as a path segment. */
final class Escaped {
    private static final String DIGITS = "0123456789ABCDEF";

    private Escaped() {}

    /** Unreserved characters (RFC 3986 §2.3) as they are, everything else, and a lone dot, percent-encoded. */
    static String segment(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + 8);
        boolean dots = isDots(bytes);
        for (byte one : bytes) {
            int c = one & 0xff;
            if (!dots && isUnreserved(c)) {
                text.append((char) c);
            } else {
                text.append('%').append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 15));
            }
        }
        return text.toString();
    }

    /** Clients normalise {@code .} and {@code ..} away. */
    private static boolean isDots(byte[] bytes) {
        for (byte one : bytes) {
            if (one != '.') {
                return false;
            }
        }
        return bytes.length <= 2;
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
