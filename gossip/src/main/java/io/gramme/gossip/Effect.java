package io.gramme.gossip;

import org.jspecify.annotations.Nullable;

/**
 * What the host is to do. The effects of one step are carried out in list order: what concerns this node's own identity
 * first (it must stop coordinating before anything more is said), then changes of the view, then sends. No effect waits
 * for another's completion, and a lost send is no error: the protocol sends again.
 */
public sealed interface Effect {
    /** For an exhaustive switch. */
    Kind kind();

    /** One constant for each effect. */
    enum Kind {
        TOLD_OF_GREATER_SELF,
        REFUSED,
        IDENTITY_CONFLICT,
        OTHER_CLUSTER_MET,
        MEMBER_CHANGED,
        MEMBER_FORGOTTEN,
        ANNOUNCEMENT_CHANGED,
        SEND_DATAGRAM,
        EXCHANGE_STATE,
        REPLY_STATE,
        TCP_PING
    }

    /**
     * A peer knows a greater boot counter, generation, lease end or log sequence of this node than its own: this disk is
     * restored. The host raises its generation above the told one and its boot counter above the told one, makes both
     * durable and calls {@link Gossip#onIdentityRaised}. Given again for each peer that says so.
     */
    record ToldOfGreaterSelf(Greatest told, NodeId by) implements Effect {
        @Override
        public Kind kind() {
            return Kind.TOLD_OF_GREATER_SELF;
        }
    }

    /**
     * A peer refuses this process: another one runs, or ran, under its node id and boot counter.
     *
     * @param known the process the peer holds on to
     * @param verdict REFUSED: it answers, so this directory is a copy and this process has to stop. RESTORED: it is dead,
     *     so this disk counts as restored; raise generation and boot counter as for {@link ToldOfGreaterSelf}
     */
    record Refused(ProcessId known, Verdict verdict, NodeId by) implements Effect {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** What becomes of a process whose node id and boot counter another process already has. */
    enum Verdict implements Coded {
        REFUSED(0),
        RESTORED(1);

        private final int code;

        Verdict(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** Two processes of one node id and boot counter were seen; an alarm for people. The newcomer has been told. */
    record IdentityConflict(ProcessId known, ProcessId newcomer, Verdict verdict) implements Effect {
        @Override
        public Kind kind() {
            return Kind.IDENTITY_CONFLICT;
        }
    }

    /** Packets of another cluster arrive here; an alarm, at most one in 30 s. Nothing in them was believed. */
    record OtherClusterMet(ClusterId cluster, Address from) implements Effect {
        @Override
        public Kind kind() {
            return Kind.OTHER_CLUSTER_MET;
        }
    }

    /** A member is new (before is null) or its process, incarnation, state or meta changed. Marks alone give none. */
    record MemberChanged(@Nullable MemberView before, MemberView after) implements Effect {
        @Override
        public Kind kind() {
            return Kind.MEMBER_CHANGED;
        }
    }

    /** A dead member without a seat in the ring was given up after 72 h, or one was removed by order. */
    record MemberForgotten(MemberView last) implements Effect {
        @Override
        public Kind kind() {
            return Kind.MEMBER_FORGOTTEN;
        }
    }

    /** A peer's announcement won. The peer held it when it sent; it may be asked for what the announcement points to. */
    record AnnouncementChanged(Announcement announcement, NodeId from) implements Effect {
        @Override
        public Kind kind() {
            return Kind.ANNOUNCEMENT_CHANGED;
        }
    }

    /** Send a UDP packet of at most 1 200 bytes. */
    record SendDatagram(
            Address to,
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes) implements Effect {
        @Override
        public Kind kind() {
            return Kind.SEND_DATAGRAM;
        }
    }

    /**
     * Exchange full states over TCP: send the bytes to {@code to}; there they go to {@link Gossip#onStateRequested}; what
     * comes back goes to {@link Gossip#onStateReceived}. When nothing does, nothing need be said.
     */
    record ExchangeState(
            Address to,
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes) implements Effect {
        @Override
        public Kind kind() {
            return Kind.EXCHANGE_STATE;
        }
    }

    /** The answer to the state request of this step, on the connection it came by. */
    record ReplyState(
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes) implements Effect {
        @Override
        public Kind kind() {
            return Kind.REPLY_STATE;
        }
    }

    /**
     * Ask over TCP whether the process there still answers (under the same health rule as {@link Gossip#onHealth}), and
     * report an answer by {@link Gossip#onTcpAnswer} with the same sequence. No answer needs no report.
     */
    record TcpPing(long sequence, NodeId target, Address to) implements Effect {
        @Override
        public Kind kind() {
            return Kind.TCP_PING;
        }
    }
}
