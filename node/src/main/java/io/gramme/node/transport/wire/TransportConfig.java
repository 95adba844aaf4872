package io.gramme.node.transport.wire;

import io.gramme.node.transport.WireLimits;

/**
 * The transport's bounds and times, for each shard.
 *
 * @param linkInFlight requests under way to one peer; more are {@code Overloaded}
 * @param batchBytes bytes of small frames that wait for one peer; more requests are {@code Overloaded}, and a peer that
 *     leaves twice as many replies unread is cut off
 * @param largeBytes bytes of large messages that wait for one peer
 * @param assemblyBytes bytes of large messages being put together, over all peers
 * @param connections inbound connections
 * @param times keep-alive and retry
 */
public record TransportConfig(
        int linkInFlight, int batchBytes, int largeBytes, int assemblyBytes, int connections, Times times) {
    public TransportConfig {
        if (linkInFlight < 1 || batchBytes < WireLimits.MAX_FRAME_BYTES || connections < 1) {
            throw new IllegalArgumentException("transport bounds too small");
        }
        if (Math.min(largeBytes, assemblyBytes) < WireLimits.MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("one large message must fit: " + WireLimits.MAX_MESSAGE_BYTES);
        }
    }

    /**
     * All in milliseconds.
     *
     * @param connect a dial that takes longer failed
     * @param handshake a connection that is not open by then is closed
     * @param pingAfter silence after which a peer is asked for a sign
     * @param idle silence after which a connection is given up
     * @param unused a link that carried nothing for so long is closed and not made again until it is wanted
     * @param backoffMin first wait before another dial; doubles up to
     * @param backoffMax longest wait; each wait is drawn from its upper half
     */
    public record Times(
            int connect, int handshake, int pingAfter, int idle, int unused, int backoffMin, int backoffMax) {}

    public static final TransportConfig DEFAULTS = new TransportConfig(
            2048, 1 << 20, 36 << 20, 64 << 20, 1024, new Times(1_000, 3_000, 2_000, 6_000, 120_000, 100, 5_000));
}
