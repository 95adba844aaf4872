package io.gramme.node.transport;

/** The consensus register that decides ring versions (CASPaxos). Bodies are the register's own, opaque here. */
public sealed interface RegisterMessage extends Message {
    /** Prepare, accept or learn; answered by {@link RegisterReply}. */
    record RegisterRequest(byte[] body) implements RegisterMessage, Request {
        public RegisterRequest {
            WireLimits.body(body);
        }

        /** The first ring version is decided by nodes that do not know their cluster id yet. */
        @Override
        public boolean allowedUnfounded() {
            return true;
        }
    }

    /** Promise, accepted, conflict or decided. */
    record RegisterReply(byte[] body) implements RegisterMessage, Reply {
        public RegisterReply {
            WireLimits.body(body);
        }
    }
}
