package io.gramme.node.register;

import io.gramme.node.register.Reply.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * The bytes of requests and replies between nodes: kind (1 byte), then the parts in the order of the records, in the
 * shapes of {@link RegisterBytes}. Kinds and the order of {@link Reason} are frozen.
 */
public final class MessageCodec {
    /** Longest message: a settled reply, which holds a ballot, two ids and a value. */
    public static final int MAX_BYTES =
            1 + 2 * RegisterBytes.ID_BYTES + 2 * RegisterBytes.BALLOT_BYTES + 5 + Value.MAX_BYTES;

    private static final byte PREPARE = 1;
    private static final byte ACCEPT = 2;
    private static final byte LEARN = 3;
    private static final byte PROMISED = 4;
    private static final byte ACCEPTED = 5;
    private static final byte OUTBID = 6;
    private static final byte SETTLED = 7;
    private static final byte ABSTAINED = 8;

    private MessageCodec() {}

    /** A request as bytes. */
    public static byte[] encode(Request request) {
        if (request instanceof Request.Prepare prepare) {
            return head(PREPARE, prepare.id(), prepare.ballot(), 0).array();
        }
        if (request instanceof Request.Accept accept) {
            ByteBuffer out = head(ACCEPT, accept.id(), accept.ballot(), RegisterBytes.bytes(accept.value()));
            RegisterBytes.putValue(out, accept.value());
            return out.array();
        }
        Decision decision = ((Request.Learn) request).decision();
        ByteBuffer out = ByteBuffer.allocate(1 + RegisterBytes.bytes(decision)).put(LEARN);
        RegisterBytes.putDecision(out, decision);
        return out.array();
    }

    /** A reply as bytes. */
    public static byte[] encode(Reply reply) {
        if (reply instanceof Reply.Promised promised) {
            ByteBuffer out = head(PROMISED, reply.id(), reply.ballot(), RegisterBytes.bytes(promised.accepted()));
            RegisterBytes.putVote(out, promised.accepted());
            return out.array();
        }
        if (reply instanceof Reply.Accepted) {
            return head(ACCEPTED, reply.id(), reply.ballot(), 0).array();
        }
        if (reply instanceof Reply.Outbid outbid) {
            ByteBuffer out = head(OUTBID, reply.id(), reply.ballot(), RegisterBytes.BALLOT_BYTES);
            RegisterBytes.putBallot(out, outbid.promised());
            return out.array();
        }
        if (reply instanceof Reply.Settled settled) {
            ByteBuffer out = head(SETTLED, reply.id(), reply.ballot(), RegisterBytes.bytes(settled.decision()));
            RegisterBytes.putDecision(out, settled.decision());
            return out.array();
        }
        Reason reason = ((Reply.Abstained) reply).reason();
        return head(ABSTAINED, reply.id(), reply.ballot(), 1)
                .put((byte) reason.ordinal())
                .array();
    }

    /**
     * The request in these bytes.
     *
     * @throws IllegalArgumentException when they are not exactly one request
     */
    public static Request decodeRequest(byte[] bytes) {
        return whole(bytes, MessageCodec::request);
    }

    /**
     * The reply in these bytes.
     *
     * @throws IllegalArgumentException when they are not exactly one reply
     */
    public static Reply decodeReply(byte[] bytes) {
        return whole(bytes, MessageCodec::reply);
    }

    private static Request request(ByteBuffer in) {
        byte kind = in.get();
        if (kind == LEARN) {
            return new Request.Learn(RegisterBytes.decision(in));
        }
        RegisterId id = RegisterBytes.id(in);
        Ballot ballot = RegisterBytes.ballot(in);
        return switch (kind) {
            case PREPARE -> new Request.Prepare(id, ballot);
            case ACCEPT -> new Request.Accept(id, ballot, RegisterBytes.value(in));
            default -> throw new IllegalArgumentException("no request of kind " + kind);
        };
    }

    private static Reply reply(ByteBuffer in) {
        byte kind = in.get();
        RegisterId id = RegisterBytes.id(in);
        Ballot ballot = RegisterBytes.ballot(in);
        return switch (kind) {
            case PROMISED -> new Reply.Promised(id, ballot, RegisterBytes.vote(in));
            case ACCEPTED -> new Reply.Accepted(id, ballot);
            case OUTBID -> new Reply.Outbid(id, ballot, RegisterBytes.ballot(in));
            case SETTLED -> new Reply.Settled(id, ballot, RegisterBytes.decision(in));
            case ABSTAINED -> new Reply.Abstained(id, ballot, reason(in.get()));
            default -> throw new IllegalArgumentException("no reply of kind " + kind);
        };
    }

    private static Reason reason(byte code) {
        Reason[] reasons = Reason.values();
        if (code < 0 || code >= reasons.length) {
            throw new IllegalArgumentException("no reason of code " + code);
        }
        return reasons[code];
    }

    private static <T> T whole(byte[] bytes, Function<ByteBuffer, T> read) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            T message = read.apply(in);
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes behind the message");
            }
            return message;
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("message cut short", tooShort);
        }
    }

    private static ByteBuffer head(byte kind, RegisterId id, Ballot ballot, int more) {
        int length = 1 + RegisterBytes.ID_BYTES + RegisterBytes.BALLOT_BYTES + more;
        ByteBuffer out = ByteBuffer.allocate(length).put(kind);
        RegisterBytes.putId(out, id);
        RegisterBytes.putBallot(out, ballot);
        return out;
    }
}
