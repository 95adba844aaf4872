package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.RequestId;
import io.gramme.ring.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's put or delete.
 *
 * @param key what is written
 * @param content the value or tombstone; its expiry is already absolute, 0 leaves the bucket's {@code ttl} to decide
 * @param context what the writer was shown, or {@code null} for a blind write
 * @param id the write's name across retries, or {@code null}: the first coordinator or forwarder makes one
 * @param options quorum, preconditions and what to answer
 * @param budgetMillis remaining time
 * @param requestId for logs, at most 64 characters
 */
public record WriteRequest(
        Key key,
        Content content,
        @Nullable CausalContext context,
        @Nullable RequestId id,
        Options options,
        int budgetMillis,
        String requestId) {
    /**
     * @param w acknowledgements needed, or {@code null} for the bucket's or the row's default
     * @param pw how many of W must be owners, or {@code null} for the default
     * @param ifMatch ETags of which one must be the present one, empty for no such condition
     * @param ifNoneMatchAny the key must not exist ({@code If-None-Match: *})
     * @param rejectSiblings refuse the write when it would leave siblings
     * @param returnBody answer with the merged record
     * @param force a delete without context takes the context of a read at R
     */
    public record Options(
            @Nullable Integer w,
            @Nullable Integer pw,
            List<String> ifMatch,
            boolean ifNoneMatchAny,
            boolean rejectSiblings,
            boolean returnBody,
            boolean force) {
        public static final Options DEFAULT = new Options(null, null, List.of(), false, false, false, false);

        public Options {
            ifMatch = List.copyOf(ifMatch);
        }
    }
}
