package io.gramme.node.transport.wire;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Cuts a byte stream into frames. Every byte is copied once, into a buffer that holds at most one frame and a read
 * beyond; frames are handed out in place. Not safe for several threads.
 */
final class FrameReader {
    private static final int INITIAL_BYTES = 16 * 1024;

    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int start;
    private int end;
    private int maxBody;

    /** @param maxBody largest body to accept, until {@link #accept} says another */
    FrameReader(int maxBody) {
        this.maxBody = maxBody;
    }

    /** Accepts bodies up to a length from the next frame on. */
    void accept(int maxBody) {
        this.maxBody = maxBody;
    }

    /**
     * Takes in bytes and hands out the frames that they complete.
     *
     * @throws BrokenStream when a length or a checksum is wrong: nothing after it can be trusted
     */
    void feed(Pipe.Incoming bytes, Sink sink) throws BrokenStream {
        int taken = 0;
        while (taken < bytes.length()) {
            makeRoom();
            int count = Math.min(buffer.length - end, bytes.length() - taken);
            bytes.copy(taken, taken + count, buffer, end);
            taken += count;
            end += count;
            if (!handOut(sink)) {
                return;
            }
        }
    }

    private void makeRoom() {
        int wanted = end - start >= FrameKind.HEADER_BYTES
                ? FrameKind.HEADER_BYTES + FrameBatch.readInt(buffer, start)
                : INITIAL_BYTES;
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (wanted > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(wanted, buffer.length * 2));
        }
    }

    private boolean handOut(Sink sink) throws BrokenStream {
        while (end - start >= FrameKind.HEADER_BYTES) {
            int length = FrameBatch.readInt(buffer, start);
            if (length < 1 || length > maxBody) {
                throw new BrokenStream(
                        "frame of " + Integer.toUnsignedString(length) + " bytes, allowed 1.." + maxBody);
            }
            int body = start + FrameKind.HEADER_BYTES;
            if (end - body < length) {
                break;
            }
            crc.reset();
            crc.update(buffer, body, length);
            if ((int) crc.getValue() != FrameBatch.readInt(buffer, start + 4)) {
                throw new BrokenStream("checksum of a frame is wrong");
            }
            start = body + length;
            if (!sink.onFrame(buffer, body, length)) {
                return false;
            }
        }
        if (start == end) {
            start = 0;
            end = 0;
        }
        return true;
    }

    /** Takes one frame's body in place: kind first. The range is valid during the call. */
    @FunctionalInterface
    interface Sink {
        /** @return whether to go on; after {@code false} the rest of the stream is dropped */
        boolean onFrame(byte[] bytes, int offset, int length) throws BrokenStream;
    }

    /** The stream is not what a peer sends. */
    static final class BrokenStream extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenStream(String message) {
            super(message, null, false, false);
        }
    }
}
