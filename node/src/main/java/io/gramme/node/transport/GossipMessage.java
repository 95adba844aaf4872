package io.gramme.node.transport;

/** The part of gossip that goes over TCP. Bodies are the gossip core's own, opaque here. */
public sealed interface GossipMessage extends Message {
    /** The whole membership state of the sender; answered by {@link PushPullReply}. */
    record PushPull(byte[] body) implements GossipMessage, Request {
        public PushPull {
            WireLimits.body(body);
        }

        @Override
        public boolean allowedUnfounded() {
            return true;
        }
    }

    /** The whole membership state of the receiver. */
    record PushPullReply(byte[] body) implements GossipMessage, Reply {
        public PushPullReply {
            WireLimits.body(body);
        }
    }

    /** A probe beside the indirect ones, for networks that lose UDP only; answered by {@link TcpPong}. */
    record TcpPing(long sequence) implements GossipMessage, Request {
        @Override
        public boolean allowedUnfounded() {
            return true;
        }
    }

    /** Answers a {@link TcpPing}: its sequence, and the process that is alive. */
    record TcpPong(long sequence, Hello.ProcessId answered) implements GossipMessage, Reply {}
}
