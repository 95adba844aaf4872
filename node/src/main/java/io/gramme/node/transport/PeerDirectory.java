package io.gramme.node.transport;

import io.gramme.ring.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An immutable snapshot of where each known node listens. Only looked up, never iterated. */
public final class PeerDirectory {
    /** Knows nobody. */
    public static final PeerDirectory EMPTY = new PeerDirectory(Map.of());

    private final Map<NodeId, PeerAddress> addresses;

    private PeerDirectory(Map<NodeId, PeerAddress> addresses) {
        this.addresses = addresses;
    }

    public static PeerDirectory of(Map<NodeId, PeerAddress> addresses) {
        return new PeerDirectory(new HashMap<>(addresses));
    }

    /** The node's address, or {@code null} when it is not known: the node is unreachable. */
    public @Nullable PeerAddress address(NodeId node) {
        return addresses.get(node);
    }
}
