package io.gramme.node.register;

import io.gramme.node.register.Reply.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The bytes of requests and replies between nodes: kind (1 byte), then the parts in the order of the records, in the
 * shapes of {@link RegisterBytes}. Kinds and the codes of {@link Reason} are frozen.
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
            return message(PREPARE, prepare.id(), prepare.ballot(), 0, out -> {});
        }
        if (request instanceof Request.Accept accept) {
            Value value = accept.value();
            int length = RegisterBytes.bytes(value);
            return message(ACCEPT, accept.id(), accept.ballot(), length, out -> RegisterBytes.putValue(out, value));
        }
        Decision decision = ((Request.Learn) request).decision();
        byte[] bytes = new byte[1 + RegisterBytes.bytes(decision)];
        RegisterBytes.putDecision(ByteBuffer.wrap(bytes).put(LEARN), decision);
        return bytes;
    }

    /** A reply as bytes. */
    public static byte[] encode(Reply reply) {
        RegisterId id = reply.id();
        Ballot ballot = reply.ballot();
        if (reply instanceof Reply.Promised promised) {
            int length = RegisterBytes.bytes(promised.accepted());
            return message(PROMISED, id, ballot, length, out -> RegisterBytes.putVote(out, promised.accepted()));
        }
        if (reply instanceof Reply.Accepted) {
            return message(ACCEPTED, id, ballot, 0, out -> {});
        }
        if (reply instanceof Reply.Outbid outbid) {
            int length = RegisterBytes.BALLOT_BYTES;
            return message(OUTBID, id, ballot, length, out -> RegisterBytes.putBallot(out, outbid.promised()));
        }
        if (reply instanceof Reply.Settled settled) {
            int length = RegisterBytes.bytes(settled.decision());
            return message(SETTLED, id, ballot, length, out -> RegisterBytes.putDecision(out, settled.decision()));
        }
        Reason reason = ((Reply.Abstained) reply).reason();
        return message(ABSTAINED, id, ballot, 1, out -> out.put((byte) reason.code()));
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
            case ABSTAINED -> new Reply.Abstained(id, ballot, Reason.of(in.get()));
            default -> throw new IllegalArgumentException("no reply of kind " + kind);
        };
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

    private static byte[] message(byte kind, RegisterId id, Ballot ballot, int more, Consumer<ByteBuffer> tail) {
        byte[] bytes = new byte[1 + RegisterBytes.ID_BYTES + RegisterBytes.BALLOT_BYTES + more];
        ByteBuffer out = ByteBuffer.wrap(bytes).put(kind);
        RegisterBytes.putId(out, id);
        RegisterBytes.putBallot(out, ballot);
        tail.accept(out);
        return bytes;
    }
}
