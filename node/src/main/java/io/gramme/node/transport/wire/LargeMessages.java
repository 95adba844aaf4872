package io.gramme.node.transport.wire;

import io.gramme.node.transport.WireLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bodies too large for one frame, both ways, on one connection. Going out they wait in line and are sent a few chunks a
 * turn between small frames; coming in they are put together within the shard's budget.
 */
final class LargeMessages {
    /** Chunk bytes sent in one turn, so that small frames do not wait long behind them. */
    static final int BYTES_PER_TURN = 256 * 1024;

    private static final int CHUNK_BYTES = FrameKind.MAX_BODY - FrameKind.CHUNK_FIELDS;
    private static final int MAX_STREAMS = 64;

    /** Bytes being put together on one shard, over all its connections. */
    static final class Budget {
        private int left;

        Budget(int bytes) {
            this.left = bytes;
        }

        boolean take(int bytes) {
            if (bytes > left) {
                return false;
            }
            left -= bytes;
            return true;
        }

        void give(int bytes) {
            left += bytes;
        }

        int left() {
            return left;
        }
    }

    /** A body in the making; {@code bytes} is null when it had no room and is only counted through. */
    private static final class Assembly {
        final int total;
        final byte @Nullable [] bytes;
        int received;

        Assembly(int total, byte @Nullable [] bytes) {
            this.total = total;
            this.bytes = bytes;
        }
    }

    private final Budget budget;
    private final int outgoingLimit;
    private final Deque<byte[]> outgoing = new ArrayDeque<>();
    private final Map<Integer, Assembly> incoming = new HashMap<>();
    private int outgoingBytes;
    private int sentOfFirst;
    private int stream;

    LargeMessages(Budget budget, int outgoingLimit) {
        this.budget = budget;
        this.outgoingLimit = outgoingLimit;
    }

    /** Puts a whole body in line, kind first; {@code false} when too much waits already. */
    boolean offer(byte[] body) {
        if (outgoingBytes + body.length > outgoingLimit) {
            return false;
        }
        outgoingBytes += body.length;
        outgoing.add(body);
        return true;
    }

    boolean hasOutgoing() {
        return !outgoing.isEmpty();
    }

    /** Whether a body of that length would be taken. */
    boolean hasRoom(int length) {
        return outgoingBytes + length <= outgoingLimit;
    }

    /** Appends the next chunks, at most {@link #BYTES_PER_TURN}. */
    void appendTo(FrameBatch batch) {
        int sent = 0;
        while (sent < BYTES_PER_TURN && !outgoing.isEmpty()) {
            byte[] body = outgoing.getFirst();
            int count = Math.min(CHUNK_BYTES, body.length - sentOfFirst);
            batch.begin(FrameKind.CHUNK, FrameKind.CHUNK_FIELDS + count)
                    .putInt(stream)
                    .putInt(body.length)
                    .put(body, sentOfFirst, count)
                    .end();
            sent += count;
            sentOfFirst += count;
            if (sentOfFirst == body.length) {
                outgoing.removeFirst();
                outgoingBytes -= body.length;
                sentOfFirst = 0;
                stream++;
            }
        }
    }

    /**
     * Takes the body of a CHUNK frame.
     *
     * @param onNoRoom given the first part of a body that had no room, at its first chunk
     * @return the body that it completes, or {@code null}
     */
    byte @Nullable [] onChunk(byte[] bytes, int offset, int length, NoRoom onNoRoom) throws FrameReader.BrokenStream {
        if (length <= FrameKind.CHUNK_FIELDS) {
            throw new FrameReader.BrokenStream("empty chunk");
        }
        int id = FrameBatch.readInt(bytes, offset + 1);
        int total = FrameBatch.readInt(bytes, offset + 5);
        int from = offset + FrameKind.CHUNK_FIELDS;
        int count = length - FrameKind.CHUNK_FIELDS;
        Assembly assembly = incoming.get(id);
        if (assembly == null) {
            assembly = begin(id, total);
            if (assembly.bytes == null) {
                onNoRoom.onNoRoom(bytes, from, count);
            }
        }
        if (assembly.total != total || count > total - assembly.received) {
            throw new FrameReader.BrokenStream("chunk beyond its message");
        }
        if (assembly.bytes != null) {
            System.arraycopy(bytes, from, assembly.bytes, assembly.received, count);
        }
        assembly.received += count;
        if (assembly.received < total) {
            return null;
        }
        incoming.remove(id);
        if (assembly.bytes != null) {
            budget.give(total);
        }
        return assembly.bytes;
    }

    private Assembly begin(int id, int total) throws FrameReader.BrokenStream {
        int limit = WireLimits.MAX_MESSAGE_BYTES + FrameKind.REQUEST_FIELDS;
        if (total <= FrameKind.MAX_BODY || total > limit || incoming.size() == MAX_STREAMS) {
            throw new FrameReader.BrokenStream("chunked message of " + total + " bytes, allowed up to " + limit);
        }
        Assembly assembly = new Assembly(total, budget.take(total) ? new byte[total] : null);
        incoming.put(id, assembly);
        return assembly;
    }

    /** The connection is over: gives back what its unfinished bodies hold. */
    void drop() {
        incoming.values().forEach(assembly -> budget.give(assembly.bytes == null ? 0 : assembly.total));
        incoming.clear();
        outgoing.clear();
        outgoingBytes = 0;
    }

    /** Told of a body that will not be put together; the range holds its first bytes. */
    @FunctionalInterface
    interface NoRoom {
        void onNoRoom(byte[] bytes, int offset, int length);
    }
}
