package io.gramme.node.transport;

import io.gramme.ring.Key;

/** What people ask of a cluster beyond reading and writing. */
public sealed interface AdminMessage extends Message {
    /** Tell everything you keep under this key, but for the values; answered by {@link Explained}. */
    record Explain(int partition, Key key) implements AdminMessage, Request {
        public Explain {
            WireLimits.partition(partition);
        }
    }

    /** The account, in the coordinator's own encoding, opaque here. */
    record Explained(byte[] body) implements AdminMessage, Reply {
        public Explained {
            WireLimits.body(body);
        }
    }
}
