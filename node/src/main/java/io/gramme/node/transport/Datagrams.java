package io.gramme.node.transport;

/**
 * Unreliable small packets for gossip, on the control loop. Authenticated by the cluster's packet key and bound to the
 * cluster id: what arrives was sent by a node that knows the secret. They may get lost, doubled, reordered or replayed.
 */
public interface Datagrams {
    /** Largest payload, in bytes: {@link WireLimits#MAX_DATAGRAM_BYTES} less the transport's seal. */
    int MAX_PAYLOAD_BYTES = WireLimits.MAX_DATAGRAM_BYTES - 40;

    /** Sends 1..{@link #MAX_PAYLOAD_BYTES} bytes; nothing is learnt about their arrival. */
    void send(PeerAddress to, byte[] payload);

    /** Sets the one receiver, before the node listens. */
    void onDatagram(Receiver receiver);

    /** Takes packets that passed the seal. */
    @FunctionalInterface
    interface Receiver {
        /** @param from the address that the packet came from, as the network says */
        void onDatagram(PeerAddress from, byte[] payload);
    }
}
