package io.gramme.node.transport;

import io.gramme.ring.Epoch;

/** How ring versions spread: gossip carries (epoch, hash), bodies are pulled over TCP. */
public sealed interface RingMessage extends Message {
    /**
     * Send me your ring; answered by {@link RingBody}.
     *
     * @param have the newest epoch that the sender holds, {@link Epoch#NONE} when it has none
     */
    record RingPull(Epoch have) implements RingMessage, Request {
        @Override
        public boolean allowedUnfounded() {
            return true;
        }
    }

    /**
     * A ring, or a delta that leads to one.
     *
     * @param epoch the epoch that the body leads to
     * @param body encoded by the ring's codec; empty when the sender has nothing newer
     */
    record RingBody(Epoch epoch, byte[] body) implements RingMessage, Reply {
        public RingBody {
            WireLimits.body(body);
        }
    }
}
