package io.gramme.node.transport;

import io.gramme.ring.Epoch;

/** A peer's word that it did nothing of what a request asked, and why. */
public sealed interface Refusal extends Message {
    /**
     * The sender's ring is older than the partition allows.
     *
     * @param epoch the epoch that the delta leads to
     * @param delta encoded ring delta from the request's epoch, or empty: pull the whole ring
     */
    record StaleRing(Epoch epoch, byte[] delta) implements Refusal {
        public StaleRing {
            WireLimits.body(delta);
        }
    }

    /**
     * The node does not serve this now.
     *
     * @param retryAfterMillis hint to the sender, 0 for none
     */
    record NotServed(Reason reason, int retryAfterMillis) implements Refusal {
        public NotServed {
            if (retryAfterMillis < 0 || retryAfterMillis > WireLimits.MAX_BUDGET_MILLIS) {
                throw new IllegalArgumentException("retry after " + retryAfterMillis + " ms");
            }
        }

        public NotServed(Reason reason) {
            this(reason, 0);
        }
    }

    /** Why a node does not serve a request. Codes are frozen. */
    enum Reason {
        /** Starting, restored, or without a ring. */
        NOT_READY(0),
        /** Too much to do; try later or elsewhere. */
        OVERLOADED(1),
        /** Stopping. */
        DRAINING(2),
        /** No handler for this message: another version, or a part that is off. */
        UNSUPPORTED(3),
        /** The budget had run out when the request was about to be handled. */
        EXPIRED(4),
        /** The frame was whole but its message broke a rule. */
        MALFORMED(5),
        /** Only founding and joining are possible over this connection. */
        UNFOUNDED(6),
        /** Another node is at the same thing; it goes on later. */
        BUSY(7);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /** 0..255, on the wire. */
        public int code() {
            return code;
        }
    }
}
