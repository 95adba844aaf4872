package io.gramme.node.metrics;

/** What the transport counts. */
public interface TransportMetrics {
    /** Counts nothing. */
    TransportMetrics NONE = new TransportMetrics() {};

    /** A connection's hello succeeded. */
    default void connectionOpened() {}

    /** A connection that was open is over. */
    default void connectionClosed() {}

    /**
     * A hello failed.
     *
     * @param verdict why, in lower case with underscores
     */
    default void helloRefused(String verdict) {}

    /** Noise, a wrong checksum or a broken rule of the protocol: the connection was closed. */
    default void streamBroken() {}

    /** A whole frame whose message does not decode. */
    default void messageMalformed() {}

    /** A request that was not sent, because too much waits for that peer. */
    default void requestOverloaded() {}

    /** One write of batched frames. */
    default void written(int bytes) {}

    /** One read. */
    default void read(int bytes) {}

    /** A datagram that was too long. */
    default void datagramDropped() {}
}
