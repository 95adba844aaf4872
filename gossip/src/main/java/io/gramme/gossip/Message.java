package io.gramme.gossip;

/** What a datagram is sent for; changes ride along with each kind. The codes are frozen. */
sealed interface Message {
    Kind kind();

    enum Kind implements Coded {
        NEWS(0),
        PING(1),
        ACK(2),
        NACK(3),
        INDIRECT_PING(4),
        INDIRECT_ACK(5),
        REFUSAL(6);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** Nothing but the changes that ride along. */
    record News() implements Message {
        @Override
        public Kind kind() {
            return Kind.NEWS;
        }
    }

    /** Are you there? Names whom it is meant for, so that another process on the address shows itself. */
    record Ping(long sequence, NodeId target, long bootCounter) implements Message {
        @Override
        public Kind kind() {
            return Kind.PING;
        }
    }

    /** Here is the process in the packet's header. */
    record Ack(long sequence) implements Message {
        @Override
        public Kind kind() {
            return Kind.ACK;
        }
    }

    /** I, the helper, am well, but the target has not answered me yet (Lifeguard §IV-A). */
    record Nack(long sequence) implements Message {
        @Override
        public Kind kind() {
            return Kind.NACK;
        }
    }

    /** Ping that member for me. */
    record IndirectPing(long sequence, NodeId target, long bootCounter, Address address) implements Message {
        @Override
        public Kind kind() {
            return Kind.INDIRECT_PING;
        }
    }

    /** This process answered me when I pinged for you. */
    record IndirectAck(long sequence, ProcessId answered) implements Message {
        @Override
        public Kind kind() {
            return Kind.INDIRECT_ACK;
        }
    }

    /** You are not taken for the node you say you are. */
    record Refusal(ProcessId refused, ProcessId known, Effect.Verdict verdict) implements Message {
        @Override
        public Kind kind() {
            return Kind.REFUSAL;
        }
    }
}
