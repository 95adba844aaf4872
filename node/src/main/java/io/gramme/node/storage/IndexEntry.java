package io.gramme.node.storage;

import io.gramme.node.runtime.Invariants;
import java.nio.ByteBuffer;

/**
 * What the index keeps for a key: where its newest frame lies and the frame's header; or that the key was removed, and
 * where the removal's frame lies (it must outlive older frames of the key).
 *
 * @param segment number of the log segment
 * @param offset of the frame in the segment, in bytes
 * @param length of the frame in bytes
 * @param header of the record; all zero for a removal
 * @param removed whether the key was removed
 */
public record IndexEntry(int segment, int offset, int length, Header header, boolean removed) {
    /** Bytes of an encoded entry, always. */
    public static final int BYTES = 37;

    private static final Header NO_HEADER = new Header(0, 0, 0, 0);
    private static final int REMOVED = 0x80;
    private static final int HASH_AT = 12;
    private static final int HLC_AT = 20;
    private static final int EXPIRY_AT = 28;
    private static final int FLAGS_AT = 36;

    public IndexEntry {
        Invariants.check((header.flags() & ~0x7f) == 0, "header flags %s do not fit the index", header.flags());
    }

    /** An entry of a key that exists. */
    public static IndexEntry live(int segment, int offset, int length, Header header) {
        return new IndexEntry(segment, offset, length, header, false);
    }

    /** An entry of a key that was removed by the frame at that place. */
    public static IndexEntry removal(int segment, int offset, int length) {
        return new IndexEntry(segment, offset, length, NO_HEADER, true);
    }

    /** Whether the entry points to that frame. */
    public boolean pointsTo(int frameSegment, int frameOffset) {
        return segment == frameSegment && offset == frameOffset;
    }

    /** The same entry after its frame was copied elsewhere. */
    public IndexEntry movedTo(int newSegment, int newOffset) {
        return new IndexEntry(newSegment, newOffset, length, header, removed);
    }

    /** Writes {@link #BYTES} bytes from {@code at}, big-endian, without moving the buffer's position. */
    public void encode(ByteBuffer into, int at) {
        into.putInt(at, segment);
        into.putInt(at + 4, offset);
        into.putInt(at + 8, length);
        into.putLong(at + HASH_AT, header.versionHash());
        into.putLong(at + HLC_AT, header.hlc());
        into.putLong(at + EXPIRY_AT, header.expiryMillis());
        into.put(at + FLAGS_AT, (byte) (header.flags() | (removed ? REMOVED : 0)));
    }

    /** Reads {@link #BYTES} bytes from {@code at}. */
    public static IndexEntry decode(ByteBuffer from, int at) {
        int flags = from.get(at + FLAGS_AT) & 0xff;
        Header header = new Header(
                from.getLong(at + HASH_AT), flags & ~REMOVED, from.getLong(at + HLC_AT), from.getLong(at + EXPIRY_AT));
        return new IndexEntry(
                from.getInt(at), from.getInt(at + 4), from.getInt(at + 8), header, (flags & REMOVED) != 0);
    }
}
