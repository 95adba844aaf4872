package io.gramme.client;

import io.gramme.client.transport.RawRequest;
import io.gramme.ring.Key;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A logical request, before it is bound to a node and a remaining time.
 *
 * @param path percent-encoded
 * @param query without the question mark and without timeout, may be empty
 * @param key what it is about, for routing, or {@code null}
 */
record Call(
        String method,
        String path,
        String query,
        Map<String, String> headers,
        byte[] body,
        @Nullable Key key) {
    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** The request of one attempt, which tells the node how long it has. */
    RawRequest attempt(long timeoutMillis) {
        String target = path + "?" + (query.isEmpty() ? "" : query + "&") + "timeout=" + timeoutMillis;
        return new RawRequest(method, target, headers, body);
    }
}
