package io.gramme.node.register;

import io.gramme.node.register.Reply.Vote;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The shapes that messages and stored state share, big-endian: an id is four longs; a ballot long, int and long; a value
 * its length in 4 bytes and its bytes; a vote a presence byte (0 or 1), then ballot and value. Readers throw
 * {@link IllegalArgumentException} or {@link java.nio.BufferUnderflowException} on bytes that are none of these.
 */
final class RegisterBytes {
    static final int ID_BYTES = 32;
    static final int BALLOT_BYTES = 20;

    private RegisterBytes() {}

    static boolean present(ByteBuffer in) {
        byte flag = in.get();
        if (flag != 0 && flag != 1) {
            throw new IllegalArgumentException("presence byte is " + flag);
        }
        return flag == 1;
    }

    static void putId(ByteBuffer out, RegisterId id) {
        out.putLong(id.clusterHigh())
                .putLong(id.clusterLow())
                .putLong(id.term())
                .putLong(id.epoch());
    }

    static RegisterId id(ByteBuffer in) {
        return new RegisterId(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    static void putBallot(ByteBuffer out, Ballot ballot) {
        out.putLong(ballot.round()).putInt(ballot.node()).putLong(ballot.nonce());
    }

    static Ballot ballot(ByteBuffer in) {
        return new Ballot(in.getLong(), in.getInt(), in.getLong());
    }

    static void putVote(ByteBuffer out, @Nullable Vote vote) {
        out.put((byte) (vote == null ? 0 : 1));
        if (vote != null) {
            putBallot(out, vote.ballot());
            putValue(out, vote.value());
        }
    }

    static void putValue(ByteBuffer out, Value value) {
        out.putInt(value.size()).put(value.bytes());
    }

    static Value value(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("value length " + length);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Value.of(bytes);
    }

    static @Nullable Vote vote(ByteBuffer in) {
        return present(in) ? new Vote(ballot(in), value(in)) : null;
    }

    static void putDecision(ByteBuffer out, Decision decision) {
        putId(out, decision.id());
        putValue(out, decision.value());
    }

    static Decision decision(ByteBuffer in) {
        return new Decision(id(in), value(in));
    }

    static int bytes(Decision decision) {
        return ID_BYTES + bytes(decision.value());
    }

    static int bytes(Value value) {
        return 4 + value.size();
    }

    static int bytes(@Nullable Vote vote) {
        return 1 + (vote == null ? 0 : BALLOT_BYTES + bytes(vote.value()));
    }
}
