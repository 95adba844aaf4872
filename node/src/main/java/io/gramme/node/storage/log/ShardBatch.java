package io.gramme.node.storage.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The frames that one shard hands to one commit, in one buffer that begins with room for the batch frame. It belongs to
 * the shard's loop while it is filled and after its commit, to the writer in between.
 */
final class ShardBatch {
    private static final int SMALLEST = 64 << 10;
    /** Larger buffers are not kept for the next batch. */
    private static final int LARGEST_KEPT = 1 << 20;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALLEST);
    private Ticket[] tickets = new Ticket[64];
    private int[] offsets = new int[64];
    private int count;
    private long reservedBytes;

    ShardBatch() {
        clear();
    }

    /** Makes it empty again. */
    void clear() {
        if (buffer.capacity() > LARGEST_KEPT) {
            buffer = ByteBuffer.allocateDirect(SMALLEST);
        }
        buffer.clear().position(FrameFormat.BATCH_FRAME_BYTES);
        Arrays.fill(tickets, 0, count, null);
        count = 0;
        reservedBytes = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Bytes that it will take in the segment. */
    int bytes() {
        return buffer.position();
    }

    /** Bytes of the reservations that its frames used. */
    long reservedBytes() {
        return reservedBytes;
    }

    /** The buffer, positioned at its end, with room for at least that many bytes more. */
    ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int wanted = Math.addExact(buffer.position(), bytes);
            int grown = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(2L * buffer.capacity(), wanted));
            buffer = ByteBuffer.allocateDirect(grown).put(buffer.flip());
        }
        return buffer;
    }

    /** Notes who waits for the frame that begins at {@code offset} of the buffer. */
    void add(int offset, long reserved, Ticket ticket) {
        if (count == tickets.length) {
            tickets = Arrays.copyOf(tickets, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        tickets[count] = ticket;
        offsets[count] = offset;
        count++;
        reservedBytes += reserved;
    }

    int count() {
        return count;
    }

    Ticket ticket(int index) {
        return tickets[index];
    }

    int offset(int index) {
        return offsets[index];
    }

    /** The buffer to fill the batch frame into and to append; writer only. */
    ByteBuffer buffer() {
        return buffer;
    }
}
