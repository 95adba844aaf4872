package io.gramme.node.register;

import io.gramme.node.register.AcceptorState.Part;
import io.gramme.node.register.Reply.Vote;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an acceptor's state on disk, big-endian: version (1 byte, 1), newest decision (presence byte, id, value),
 * number of open registers (1 byte), each as id, promised ballot, accepted vote (presence byte, ballot, value), and a
 * CRC32C of all before it (4 bytes). An id is four longs, a ballot long, int and long, a value its length in 4 bytes and
 * its bytes. A state is at most {@link AcceptorState#MAX_OPEN} + 1 values long, about 9 MiB.
 */
public final class AcceptorStateCodec {
    private static final byte VERSION = 1;
    private static final int ID_BYTES = 32;
    private static final int BALLOT_BYTES = 20;
    private static final int CRC_BYTES = 4;

    private AcceptorStateCodec() {}

    /** The state as bytes; equal states have equal bytes. */
    public static byte[] encode(AcceptorState state) {
        ByteBuffer out = ByteBuffer.allocate(length(state)).put(VERSION);
        Decision newest = state.newest();
        out.put((byte) (newest == null ? 0 : 1));
        if (newest != null) {
            putId(out, newest.id());
            putValue(out, newest.value());
        }
        out.put((byte) state.open().size());
        for (Map.Entry<RegisterId, Part> entry : state.open().entrySet()) {
            putId(out, entry.getKey());
            putBallot(out, entry.getValue().promised());
            putVote(out, entry.getValue().accepted());
        }
        return out.putInt(crc(out.array(), out.position())).array();
    }

    /**
     * The state in these bytes.
     *
     * @throws IllegalArgumentException when they are not exactly one intact state, with the reason. The acceptor has then
     *     lost data and must not vote
     */
    public static AcceptorState decode(byte[] bytes) {
        int end = bytes.length - CRC_BYTES;
        if (end < 1 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("not an acceptor state of version " + VERSION);
        }
        if (ByteBuffer.wrap(bytes).getInt(end) != crc(bytes, end)) {
            throw new IllegalArgumentException("checksum of the acceptor state does not match");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, end - 1);
        try {
            AcceptorState state = state(in);
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes behind the acceptor state");
            }
            return state;
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("acceptor state cut short", tooShort);
        }
    }

    private static AcceptorState state(ByteBuffer in) {
        Decision newest = present(in) ? new Decision(id(in), value(in)) : null;
        int count = in.get();
        SortedMap<RegisterId, Part> open = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            RegisterId id = id(in);
            open.put(id, new Part(ballot(in), present(in) ? new Vote(ballot(in), value(in)) : null));
        }
        if (open.size() != count) {
            throw new IllegalArgumentException("bad count of open registers: " + count);
        }
        return new AcceptorState(newest, open);
    }

    private static int length(AcceptorState state) {
        int length = 3 + CRC_BYTES;
        Decision newest = state.newest();
        length += newest == null ? 0 : ID_BYTES + 4 + newest.value().size();
        for (Part part : state.open().values()) {
            Vote accepted = part.accepted();
            length += ID_BYTES + BALLOT_BYTES + 1;
            length += accepted == null ? 0 : BALLOT_BYTES + 4 + accepted.value().size();
        }
        return length;
    }

    private static int crc(byte[] bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        return (int) crc.getValue();
    }

    private static boolean present(ByteBuffer in) {
        byte flag = in.get();
        if (flag != 0 && flag != 1) {
            throw new IllegalArgumentException("presence byte is " + flag);
        }
        return flag == 1;
    }

    private static void putId(ByteBuffer out, RegisterId id) {
        out.putLong(id.clusterHigh())
                .putLong(id.clusterLow())
                .putLong(id.term())
                .putLong(id.epoch());
    }

    private static RegisterId id(ByteBuffer in) {
        return new RegisterId(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    private static void putBallot(ByteBuffer out, Ballot ballot) {
        out.putLong(ballot.round()).putInt(ballot.node()).putLong(ballot.nonce());
    }

    private static Ballot ballot(ByteBuffer in) {
        return new Ballot(in.getLong(), in.getInt(), in.getLong());
    }

    private static void putVote(ByteBuffer out, @Nullable Vote vote) {
        out.put((byte) (vote == null ? 0 : 1));
        if (vote != null) {
            putBallot(out, vote.ballot());
            putValue(out, vote.value());
        }
    }

    private static void putValue(ByteBuffer out, Value value) {
        out.putInt(value.size()).put(value.bytes());
    }

    private static Value value(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("value length " + length);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Value.of(bytes);
    }
}
