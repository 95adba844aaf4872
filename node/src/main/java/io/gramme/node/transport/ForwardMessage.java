package io.gramme.node.transport;

/** A client's operation on its way to a coordinator, and back. The bodies are the coordinator's own, opaque here. */
public sealed interface ForwardMessage extends Message {
    /** Coordinate this operation; answered by {@link Forwarded}. */
    record Forward(int partition, byte[] body) implements ForwardMessage, Request {
        public Forward {
            WireLimits.partition(partition);
            WireLimits.body(body);
        }
    }

    /** The operation's result. */
    record Forwarded(byte[] body) implements ForwardMessage, Reply {
        public Forwarded {
            WireLimits.body(body);
        }
    }
}
