package io.gramme.node.coordinator;

import org.jspecify.annotations.Nullable;

/**
 * A client's listing of a bucket, one page.
 *
 * @param prefix of the keys, may be empty
 * @param fromHash where in the ring to begin, 0 for the start
 * @param limit most keys of the page, 1 or more
 * @param values whether each key's value is read too
 * @param r owners that must answer for each partition, or {@code null} for the default
 * @param budgetMillis remaining time; the page is cut short well before its end
 * @param requestId for logs
 */
public record ListRequest(
        byte[] bucket,
        byte[] prefix,
        long fromHash,
        int limit,
        boolean values,
        @Nullable Integer r,
        int budgetMillis,
        String requestId) {}
