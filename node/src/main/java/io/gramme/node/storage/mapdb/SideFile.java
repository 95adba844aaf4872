package io.gramme.node.storage.mapdb;

import io.gramme.node.storage.RunRemovals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code NAME.side}, big-endian: magic 8 (its last byte is the format version), page bytes 4, pages 4,
 * entries 8, bytes of first keys 4, filter bytes 4; for each page its CRC32C 4; for each page its first key (length 2,
 * bytes); zeros up to a multiple of 64; the filter; the removals ({@link RunRemovals#encode}; not in version 1); CRC32C 4
 * of all before.
 *
 * @param entries of the run
 * @param pageChecksums CRC32C of each page
 * @param firstKeys of each page
 * @param removals none where version 1 did not say
 */
record SideFile(long entries, int[] pageChecksums, List<RunKey> firstKeys, KeyFilter filter, RunRemovals removals) {
    private static final long MAGIC_1 = 0x4752414d4d455201L; // "GRAMMER", version 1
    private static final long MAGIC = MAGIC_1 + 1;
    private static final int FIXED_BYTES = 32;
    private static final int ALIGNMENT = 64;

    /** All bytes of the file, from position 0. */
    ByteBuffer encode() {
        int keyBytes =
                firstKeys.stream().mapToInt(key -> 2 + key.array().length).sum();
        ByteBuffer bits = filter.bytes();
        int filterAt = filterAt(pageChecksums.length, keyBytes);
        ByteBuffer bytes = ByteBuffer.allocate(filterAt + bits.remaining() + removals.bytes() + Integer.BYTES);
        bytes.putLong(MAGIC).putInt(RunFormat.PAGE_BYTES).putInt(pageChecksums.length);
        bytes.putLong(entries).putInt(keyBytes).putInt(bits.remaining());
        for (int checksum : pageChecksums) {
            bytes.putInt(checksum);
        }
        for (RunKey key : firstKeys) {
            bytes.putShort((short) key.array().length).put(key.array());
        }
        bytes.position(filterAt).put(bits);
        removals.encode(bytes);
        bytes.putInt(RunFormat.crc(bytes.duplicate().flip()));
        return bytes.flip();
    }

    /** Reads the file; {@code null} when any byte of it is not as it was written. The filter stays where it is. */
    static @Nullable SideFile decode(ByteBuffer bytes) {
        int end = bytes.remaining() - Integer.BYTES;
        if (end < FIXED_BYTES) {
            return null;
        }
        ByteBuffer all = bytes.slice();
        if (RunFormat.crc(all.slice(0, end)) != all.getInt(end)) {
            return null;
        }
        long magic = all.getLong();
        if ((magic != MAGIC && magic != MAGIC_1) || all.getInt() != RunFormat.PAGE_BYTES) {
            return null;
        }
        int pages = all.getInt();
        long entries = all.getLong();
        int keyBytes = all.getInt();
        int filterBytes = all.getInt();
        int filterAt = filterAt(pages, keyBytes);
        int filterEnd = filterAt + filterBytes;
        if (filterEnd > end || (magic == MAGIC_1 && filterEnd < end)) {
            return null;
        }
        int[] checksums = new int[pages];
        for (int page = 0; page < pages; page++) {
            checksums[page] = all.getInt();
        }
        List<RunKey> keys = readKeys(all, pages);
        RunRemovals removals =
                magic == MAGIC_1 ? RunRemovals.NONE : RunRemovals.decode(all.slice(filterEnd, end - filterEnd));
        return new SideFile(entries, checksums, keys, KeyFilter.over(all.slice(filterAt, filterBytes)), removals);
    }

    private static List<RunKey> readKeys(ByteBuffer from, int pages) {
        List<RunKey> keys = new ArrayList<>(pages);
        for (int page = 0; page < pages; page++) {
            byte[] key = new byte[from.getShort() & 0xffff];
            from.get(key);
            keys.add(new RunKey(key));
        }
        return keys;
    }

    int pages() {
        return pageChecksums.length;
    }

    private static int filterAt(int pages, int keyBytes) {
        int used = FIXED_BYTES + Integer.BYTES * pages + keyBytes;
        return (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
