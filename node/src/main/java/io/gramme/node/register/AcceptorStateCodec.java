package io.gramme.node.register;

import io.gramme.node.register.AcceptorState.Part;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The bytes of an acceptor's state on disk, big-endian: version (1 byte, 1), newest decision (presence byte, id, value),
 * number of open registers (1 byte), each as id, promised ballot, accepted vote, and a CRC32C of all before it (4 bytes);
 * the shapes are those of {@link RegisterBytes}. A state is at most {@link AcceptorState#MAX_OPEN} + 1 values long, about 9 MiB.
 */
public final class AcceptorStateCodec {
    private static final byte VERSION = 1;
    private static final int CRC_BYTES = 4;

    private AcceptorStateCodec() {}

    /** The state as bytes; equal states have equal bytes. */
    public static byte[] encode(AcceptorState state) {
        ByteBuffer out = ByteBuffer.allocate(length(state)).put(VERSION);
        Decision newest = state.newest();
        out.put((byte) (newest == null ? 0 : 1));
        if (newest != null) {
            RegisterBytes.putDecision(out, newest);
        }
        out.put((byte) state.open().size());
        for (Map.Entry<RegisterId, Part> entry : state.open().entrySet()) {
            RegisterBytes.putId(out, entry.getKey());
            RegisterBytes.putBallot(out, entry.getValue().promised());
            RegisterBytes.putVote(out, entry.getValue().accepted());
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
        Decision newest = RegisterBytes.present(in) ? RegisterBytes.decision(in) : null;
        int count = in.get();
        SortedMap<RegisterId, Part> open = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            RegisterId id = RegisterBytes.id(in);
            open.put(id, new Part(RegisterBytes.ballot(in), RegisterBytes.vote(in)));
        }
        if (open.size() != count) {
            throw new IllegalArgumentException("bad count of open registers: " + count);
        }
        return new AcceptorState(newest, open);
    }

    private static int length(AcceptorState state) {
        int length = 3 + CRC_BYTES;
        Decision newest = state.newest();
        length += newest == null ? 0 : RegisterBytes.bytes(newest);
        for (Part part : state.open().values()) {
            length += RegisterBytes.ID_BYTES + RegisterBytes.BALLOT_BYTES + RegisterBytes.bytes(part.accepted());
        }
        return length;
    }

    private static int crc(byte[] bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        return (int) crc.getValue();
    }
}
