package io.gramme.node.transport.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Frames of one loop turn, one behind the other, to be sent in one write. Not safe for several threads. */
final class FrameBatch {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int INITIAL_BYTES = 8 * 1024;
    /** A buffer that grew past this is not kept for the next turn. */
    private static final int KEPT_BYTES = 256 * 1024;

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;
    private int frameStart;

    /** Begins a frame whose body will have at most that many bytes, its kind included. */
    FrameBatch begin(byte kind, int maxBody) {
        int needed = length + FrameKind.HEADER_BYTES + maxBody;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        frameStart = length;
        length += FrameKind.HEADER_BYTES;
        bytes[length++] = kind;
        return this;
    }

    FrameBatch putInt(int value) {
        INT.set(bytes, length, value);
        length += 4;
        return this;
    }

    FrameBatch putLong(long value) {
        LONG.set(bytes, length, value);
        length += 8;
        return this;
    }

    FrameBatch put(byte[] source, int from, int count) {
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    /** Ends the frame: its length and checksum are written. */
    void end() {
        int body = frameStart + FrameKind.HEADER_BYTES;
        crc.reset();
        crc.update(bytes, body, length - body);
        INT.set(bytes, frameStart, length - body);
        INT.set(bytes, frameStart + 4, (int) crc.getValue());
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
    }

    static int readInt(byte[] from, int at) {
        return (int) INT.get(from, at);
    }

    static long readLong(byte[] from, int at) {
        return (long) LONG.get(from, at);
    }

    static void writeInt(byte[] into, int at, int value) {
        INT.set(into, at, value);
    }

    static void writeLong(byte[] into, int at, long value) {
        LONG.set(into, at, value);
    }
}
