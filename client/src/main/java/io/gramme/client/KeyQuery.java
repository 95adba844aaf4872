package io.gramme.client;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a bucket to list.
 *
 * @param prefix how the keys' bytes begin; empty for all
 * @param limit most keys of a page, 1..1000
 * @param cursor {@link KeyPage#next()} of the page before, or {@code null} for the first page
 */
public record KeyQuery(byte[] prefix, int limit, @Nullable String cursor) {
    private static final int MOST = 1000;

    public KeyQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be 1.." + MOST);
        }
    }

    /** Every key, from the first page on. */
    public static KeyQuery all() {
        return new KeyQuery(new byte[0], MOST, null);
    }

    /** Only keys that begin so, in UTF-8. */
    public KeyQuery withPrefix(String text) {
        return new KeyQuery(text.getBytes(StandardCharsets.UTF_8), limit, cursor);
    }

    public KeyQuery withLimit(int most) {
        return new KeyQuery(prefix, most, cursor);
    }

    /** The page after that one. */
    public KeyQuery from(String next) {
        return new KeyQuery(prefix, limit, next);
    }

    String text() {
        return "limit=" + limit
                + (prefix.length == 0 ? "" : "&prefix=" + Paths.segment(prefix))
                + (cursor == null ? "" : "&cursor=" + Paths.text(cursor));
    }
}
