package io.gramme.node.membership;

import io.gramme.node.transport.NodeTransport;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.PeerDirectory;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each node listens: as gossip last told, else as the ring says. At most as many as the ring and gossip hold. Every
 * change is published to the transport. Lives on the control loop.
 */
final class PeerBook {
    private final NodeId self;
    private final NodeTransport transport;
    private final Map<NodeId, PeerAddress> heard = new HashMap<>();
    private Map<NodeId, PeerAddress> published = Map.of();
    private @Nullable Ring ring;

    PeerBook(NodeId self, NodeTransport transport) {
        this.self = self;
        this.transport = transport;
    }

    void ring(Ring newest) {
        ring = newest;
        publish();
    }

    void heard(NodeId node, PeerAddress address) {
        if (!node.equals(self) && !address.equals(heard.put(node, address))) {
            publish();
        }
    }

    void forget(NodeId node) {
        if (heard.remove(node) != null) {
            publish();
        }
    }

    @Nullable
    PeerAddress address(NodeId node) {
        return published.get(node);
    }

    private void publish() {
        Map<NodeId, PeerAddress> addresses = new HashMap<>();
        if (ring != null) {
            for (Member member : ring.members().all()) {
                if (!member.id().equals(self)) {
                    addresses.put(
                            member.id(), PeerAddress.parse(member.addresses().peer()));
                }
            }
        }
        addresses.putAll(heard);
        if (!addresses.equals(published)) {
            published = Collections.unmodifiableMap(addresses);
            transport.publish(PeerDirectory.of(addresses));
        }
    }
}
