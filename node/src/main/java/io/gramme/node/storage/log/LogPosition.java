package io.gramme.node.storage.log;

/**
 * A place in the log: segment number and byte offset, packed into one long that sorts in log order. Segment numbers only
 * grow, so positions do too, across restarts.
 */
public final class LogPosition {
    /** Before every frame. */
    public static final long START = 0;

    private LogPosition() {}

    /**
     * @param segment 1 or more
     * @param offset bytes from the segment's start, 0 or more
     */
    public static long of(int segment, int offset) {
        return ((long) segment << 32) | (offset & 0xffffffffL);
    }

    public static int segment(long position) {
        return (int) (position >>> 32);
    }

    public static int offset(long position) {
        return (int) position;
    }

    /** As {@code segment:offset}, for messages. */
    public static String text(long position) {
        return segment(position) + ":" + offset(position);
    }
}
