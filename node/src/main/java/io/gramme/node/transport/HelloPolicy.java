package io.gramme.node.transport;

/**
 * Membership's say about a peer whose proof held. Called on the control loop for every new connection, whichever side
 * opened it; also how membership learns what peers say of themselves.
 */
@FunctionalInterface
public interface HelloPolicy {
    Verdict judge(Hello peer);

    /** Whether a connection may be used. Codes are frozen: the refused side is told. */
    enum Verdict {
        ACCEPTED(0),
        /** Both clusters are founded, and they differ. Found by the transport itself. */
        OTHER_CLUSTER(1),
        /** No secret in common. Found by the transport itself. */
        WRONG_SECRET(2),
        /** No protocol version in common. Found by the transport itself. */
        WRONG_VERSION(3),
        /** Another process with this identity is alive: a copied directory. */
        DUPLICATE_IDENTITY(4),
        /** A plan removed or replaced this node. */
        REMOVED(5),
        /** A newer process of the same node has been seen. */
        SUPERSEDED(6),
        /** The node at this address is not the one that was wanted. Found by the transport itself. */
        OTHER_NODE(7);

        private final int code;

        Verdict(int code) {
            this.code = code;
        }

        /** 0..255, on the wire. */
        public int code() {
            return code;
        }
    }
}
