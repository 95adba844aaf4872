package io.gramme.client.transport;

import java.util.Map;

/**
 * One HTTP request as it goes out.
 *
 * @param method GET, PUT, ...
 * @param target path and query, already percent-encoded
 * @param headers by name
 * @param body may be empty; shared, not copied
 */
public record RawRequest(String method, String target, Map<String, String> headers, byte[] body) {
    private static final byte[] NOTHING = new byte[0];

    /** A request without a body. */
    public static RawRequest of(String method, String target, Map<String, String> headers) {
        return new RawRequest(method, target, headers, NOTHING);
    }
}
