package io.gramme.client;

import io.gramme.ring.Key;
import java.nio.charset.StandardCharsets;

/** Keys in request paths: every byte that is not unreserved (RFC 3986 §2.3) is percent-encoded, dots of {@code .} too. */
final class Paths {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED_MARKS = "-_~";

    private Paths() {}

    static String of(String prefix, Key key) {
        StringBuilder path = new StringBuilder(prefix);
        append(path, key.bucket());
        path.append('/');
        append(path, key.name());
        return path.toString();
    }

    static String text(String value) {
        return segment(value.getBytes(StandardCharsets.UTF_8));
    }

    static String segment(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        append(text, bytes);
        return text.toString();
    }

    private static void append(StringBuilder path, byte[] segment) {
        for (byte b : segment) {
            char c = (char) (b & 0xff);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letter || UNRESERVED_MARKS.indexOf(c) >= 0) {
                path.append(c);
            } else {
                path.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }
}
