package io.gramme.ring;

import java.util.stream.Stream;

/**
 * Where a node listens, each as {@code host:port}, at most 261 bytes. They may be out of date: gossip carries the
 * newest, the ring those of the node's last change.
 *
 * @param data clients' HTTP
 * @param admin administration and metrics
 * @param peer other nodes, TCP and UDP
 */
public record Addresses(String data, String admin, String peer) {
    public static final int MAX_LENGTH = 261;

    public Addresses {
        Stream.of(data, admin, peer).forEach(address -> Texts.check("address", address, MAX_LENGTH));
    }
}
