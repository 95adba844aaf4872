package io.gramme.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to write.
 *
 * @param w durable copies before the answer, or {@code null} for the bucket's
 * @param pw owners among them, or {@code null} for the bucket's
 * @param ttl after which the value is gone, or {@code null} for the bucket's
 * @param rejectSiblings whether to fail instead of standing beside a concurrent value
 */
public record WriteOptions(
        @Nullable Integer w, @Nullable Integer pw, @Nullable Duration ttl, boolean rejectSiblings) {
    private static final WriteOptions DEFAULTS = new WriteOptions(null, null, null, false);

    /** As the bucket says. */
    public static WriteOptions defaults() {
        return DEFAULTS;
    }

    public WriteOptions withW(int copies) {
        return new WriteOptions(copies, pw, ttl, rejectSiblings);
    }

    public WriteOptions withPw(int owners) {
        return new WriteOptions(w, owners, ttl, rejectSiblings);
    }

    public WriteOptions withTtl(Duration lifetime) {
        return new WriteOptions(w, pw, lifetime, rejectSiblings);
    }

    /** Best effort: what the coordinator does not see yet cannot be rejected. */
    public WriteOptions rejectingSiblings() {
        return new WriteOptions(w, pw, ttl, true);
    }
}
