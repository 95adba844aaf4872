package io.gramme.node.transport;

/**
 * A node's whole transport: one {@link Transport} for each shard, datagrams on the control loop (shard 0), and what
 * membership tells it. Calls are made on the control loop unless they say otherwise.
 */
public interface NodeTransport {
    /** The transport of a shard, 0..S-1. Any thread. */
    Transport shard(int shard);

    Datagrams datagrams();

    /** Replaces the directory. Connections to nodes that left it or moved are closed; requests under way are lost. */
    void publish(PeerDirectory directory);

    /**
     * Replaces what this node says of itself in hellos from now on. When the cluster id appears, connections that were
     * made without it are closed and made again.
     */
    void announce(Hello hello);

    /** Refuses new requests from peers as {@link Refusal.Reason#DRAINING}; replies still go out. */
    void drain();
}
