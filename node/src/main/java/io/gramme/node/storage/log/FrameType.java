package io.gramme.node.storage.log;

/** What a frame in a segment says. Codes are frozen. */
public enum FrameType {
    /** First frame of a segment: its number and format. */
    SEGMENT(1),
    /** Start of what one shard handed to one commit; says how much of the segment was durable before. */
    BATCH(2),
    /** A key's new record. */
    PUT(3),
    /** A key is gone. */
    REMOVE(4),
    /** A copy of a PUT that compaction moved; keeps the first copy's sequence. */
    MOVED_PUT(5),
    /** A copy of a REMOVE that compaction moved. */
    MOVED_REMOVE(6),
    /** Last frame of a sealed segment. */
    SEAL(7);

    private static final FrameType[] BY_CODE = new FrameType[8];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final byte code;

    FrameType(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    /** Whether the frame is about a key. */
    public boolean hasKey() {
        return code >= PUT.code && code <= MOVED_REMOVE.code;
    }

    /** Whether the frame carries a record. */
    public boolean hasRecord() {
        return this == PUT || this == MOVED_PUT;
    }

    /** Whether compaction wrote the frame; it then carries the position it was moved from. */
    public boolean isMoved() {
        return this == MOVED_PUT || this == MOVED_REMOVE;
    }

    /** Whether some type has that code. */
    static boolean known(byte code) {
        return code > 0 && code < BY_CODE.length;
    }

    static FrameType of(byte code) {
        return BY_CODE[code];
    }
}
