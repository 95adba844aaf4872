package io.gramme.node.membership;

import io.gramme.gossip.Greatest;
import io.gramme.gossip.Remembered;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keeps ring members across this node's restarts: where they were, and how far their disks had come. */
final class PeerMemory {
    private final NodeId self;
    private final CellWriter cell;
    private final ClusterEvents events;
    private byte[] kept = {};

    PeerMemory(NodeId self, CellWriter cell, ClusterEvents events) {
        this.self = self;
        this.cell = cell;
        this.events = events;
    }

    /** What an earlier process kept; what cannot be read is made anew. */
    List<Remembered> recall(Optional<byte[]> stored) {
        try {
            return stored.map(RememberedPeers::decode).orElse(List.of());
        } catch (IllegalArgumentException foreign) {
            events.alarm("the list of known peers cannot be read and is made anew: " + foreign.getMessage());
            return List.of();
        }
    }

    /** Keeps the ring members among these, where that is news. */
    void keep(Ring ring, List<Greatest> greatest, PeerBook peers) {
        List<Remembered> members = new ArrayList<>();
        for (Greatest each : greatest) {
            NodeId node = GossipNames.ring(each.node());
            PeerAddress at = peers.address(node);
            if (at != null && !node.equals(self) && ring.members().byId(node).isPresent()) {
                members.add(new Remembered(GossipNames.gossip(at), each));
            }
        }
        byte[] bytes = RememberedPeers.encode(members);
        if (!Arrays.equals(bytes, kept)) {
            kept = bytes;
            cell.write(bytes, () -> {});
        }
    }
}
