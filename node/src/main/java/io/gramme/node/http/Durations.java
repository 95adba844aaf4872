package io.gramme.node.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them in requests. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)?");

    private Durations() {}

    /** Milliseconds of {@code 1500}, {@code 1500ms}, {@code 2s}, {@code 5m}, {@code 3h} or {@code 7d}, else {@code null}. */
    static @Nullable Long millis(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String unit = matcher.group(2);
        long factor = switch (unit == null ? "ms" : unit) {
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            case "d" -> 86_400_000L;
            default -> 1L;
        };
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
        } catch (ArithmeticException tooLong) {
            return null;
        }
    }

    /**
     * The same for a lifetime, which needs its unit: elsewhere a bare number means seconds, and a value that was to live for
     * an hour would be gone after some seconds.
     */
    static @Nullable Long lifetime(String text) {
        boolean bare = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
        return bare ? null : millis(text);
    }
}
