package io.gramme.node.membership;

import io.gramme.gossip.Address;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;

/** The gossip module's words for what the node names by its own types, and back. */
final class GossipNames {
    private GossipNames() {}

    static io.gramme.gossip.NodeId gossip(NodeId node) {
        return new io.gramme.gossip.NodeId(node.high(), node.low());
    }

    static NodeId ring(io.gramme.gossip.NodeId node) {
        return new NodeId(node.high(), node.low());
    }

    static io.gramme.gossip.ProcessId gossip(Hello.ProcessId process) {
        return new io.gramme.gossip.ProcessId(gossip(process.node()), process.bootCounter(), process.nonce());
    }

    static Address gossip(PeerAddress address) {
        return new Address(address.host(), address.port());
    }

    static PeerAddress transport(Address address) {
        return new PeerAddress(address.host(), address.port());
    }

    static Address address(String hostAndPort) {
        return gossip(PeerAddress.parse(hostAndPort));
    }

    static io.gramme.gossip.RingStamp stamp(Epoch epoch, long hash) {
        return new io.gramme.gossip.RingStamp(epoch.term(), epoch.number(), hash);
    }

    /** The epoch of a peer's stamp; {@link Epoch#NONE} when it is none. */
    static Epoch epoch(io.gramme.gossip.RingStamp stamp) {
        boolean none = stamp.term() < 1 || stamp.term() > Epoch.MAX_TERM;
        boolean outside = stamp.number() < 1 || stamp.number() > Epoch.MAX_NUMBER;
        return none || outside ? Epoch.NONE : new Epoch((int) stamp.term(), stamp.number());
    }
}
