package io.gramme.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a failed write may have left behind. */
public enum Outcome {
    /** Nothing was applied anywhere. */
    NONE,
    /** Some replicas have it; it may become visible. */
    PARTIAL,
    /** Nobody can tell: it may have succeeded. */
    UNKNOWN;

    /** The one that promises less. */
    Outcome and(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }

    static Outcome of(@Nullable String text, Outcome otherwise) {
        if (text == null) {
            return otherwise;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none" -> NONE;
            case "partial" -> PARTIAL;
            case "unknown" -> UNKNOWN;
            default -> otherwise;
        };
    }
}
