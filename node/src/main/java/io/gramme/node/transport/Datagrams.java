package io.gramme.node.transport;

/**
 * Unreliable small packets for gossip, on the control loop. They may get lost, doubled, reordered, replayed or forged:
 * gossip signs and checks its own packets.
 */
public interface Datagrams {
    /**
     * Sends 1..{@link WireLimits#MAX_DATAGRAM_BYTES} bytes; nothing is learnt about their arrival. The array is given
     * away.
     */
    void send(PeerAddress to, byte[] packet);

    /** Sets the one receiver, before the node listens. */
    void onDatagram(Receiver receiver);

    /** Takes packets, whatever is in them; longer ones than allowed were dropped. */
    @FunctionalInterface
    interface Receiver {
        /** @param from the address that the packet came from, as the network says */
        void onDatagram(PeerAddress from, byte[] packet);
    }
}
