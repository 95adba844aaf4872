package io.gramme.node.storage.mapdb;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Numbers that the writing and the reading side of a run share. Frozen with the format version in {@link SideFile}. */
final class RunFormat {
    /** A node of 32 longest keys and their entries takes 39 KiB: it must fit one page, or MapDB's sink fails. */
    static final int PAGE_BYTES = 64 * 1024;

    static final int PAGE_SHIFT = 16;
    static final int NODE_ENTRIES = 32;
    /** The first 8 bytes of a sorted table of MapDB 3.1: MapDB's mark, the table's mark, version 0, no features. */
    static final long TABLE_HEAD = 0x4a0a_0000_0000_0000L;
    /** Where MapDB keeps its counters in the first page. */
    static final int ENTRIES_AT = 16;

    static final int LAST_PAGE_AT = 24;
    static final int PAGE_BYTES_AT = 32;
    /** Bytes before the first page's nodes. */
    static final int HEAD_BYTES = 64;

    static final String RUN_SUFFIX = ".run";
    static final String SIDE_SUFFIX = ".side";
    static final String UNFINISHED_SUFFIX = ".new";

    private RunFormat() {}

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
