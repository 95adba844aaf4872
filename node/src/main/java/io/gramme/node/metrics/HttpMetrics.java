package io.gramme.node.metrics;

/** What the HTTP servers count. */
public interface HttpMetrics {
    /** Counts nothing. */
    HttpMetrics NONE = new HttpMetrics() {};

    /**
     * A request was answered, or its connection broke first.
     *
     * @param route the route's pattern, such as {@code /v1/kv}, never the path asked for: a closed set
     * @param method in capitals; unknown ones as {@code OTHER}
     * @param status 100 to 599, or 0 when no answer left
     * @param nanos from the head's arrival to the answer's end
     */
    default void answered(String route, String method, int status, long nanos) {}

    /** A connection to the data or the admin port was opened. */
    default void connectionOpened() {}

    /** Such a connection is over. */
    default void connectionClosed() {}
}
