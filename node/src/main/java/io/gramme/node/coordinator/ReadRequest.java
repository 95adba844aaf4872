package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/**
 * A client's read.
 *
 * @param key what is read
 * @param r replies needed, or {@code null} for the bucket's or the row's default; naming one makes it explicit
 * @param pr how many of R must be owners, or {@code null} for the default
 * @param budgetMillis remaining time
 * @param consistent whether the merged record must be on R owners before the answer
 * @param readAfter the answer must cover this context, or {@code null}
 * @param requestId for logs, at most 64 characters
 */
public record ReadRequest(
        Key key,
        @Nullable Integer r,
        @Nullable Integer pr,
        int budgetMillis,
        boolean consistent,
        @Nullable CausalContext readAfter,
        String requestId) {}
