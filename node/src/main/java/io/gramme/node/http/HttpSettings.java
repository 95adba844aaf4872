package io.gramme.node.http;

import io.gramme.node.config.GrammeConfig.Token;
import java.util.List;

/**
 * What the servers need to know of the configuration.
 *
 * @param requestTimeoutMillis a request's budget when it names none
 * @param maxValueBytes largest value taken where the bucket says nothing, at most 8 MiB
 * @param version of this software, for {@code /version}
 * @param tokens who may come in; none for everybody
 */
public record HttpSettings(int requestTimeoutMillis, int maxValueBytes, String version, List<Token> tokens) {
    public HttpSettings {
        tokens = List.copyOf(tokens);
    }

    /** No value is larger, whatever a bucket says. */
    static final int HARD_VALUE_BYTES = 8 << 20;
    /** A larger body than this is not even read to its end before the connection closes. */
    static final long DISCARDED_BODY_BYTES = 64L << 20;
    /** Longest request line: percent-encoded keys are three times their length. */
    public static final int MAX_LINE_BYTES = 16 << 10;
    /** Largest request head: a context of 4 KiB, metadata and what proxies add. */
    public static final int MAX_HEADER_BYTES = 64 << 10;
    /** Longest budget a request may ask for. */
    static final int MAX_TIMEOUT_MILLIS = 60_000;
}
