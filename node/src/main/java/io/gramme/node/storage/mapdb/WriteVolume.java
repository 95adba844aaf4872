package io.gramme.node.storage.mapdb;

import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Invariants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mapdb.DataInput2;

/**
 * Takes the pages that MapDB's sink gives, in order, and appends them to a file; remembers each page's checksum and first
 * key for the side file. The counters that the sink writes back into the first page at its end are kept beside.
 */
final class WriteVolume extends RunVolume {
    private final Files.AppendFile file;
    private final List<RunKey> firstKeys = new ArrayList<>();
    private int[] checksums = new int[16];
    private long entries;

    WriteVolume(Files.AppendFile file) {
        this.file = file;
    }

    /** First keys of the pages so far; grows. */
    List<RunKey> firstKeys() {
        return firstKeys;
    }

    int[] checksums() {
        return Arrays.copyOf(checksums, firstKeys.size());
    }

    /** The sink's count, known once it has ended. */
    long entries() {
        return entries;
    }

    @Override
    public void ensureAvailable(long offset) {
        // the file grows by appending
    }

    @Override
    public void putData(long offset, byte[] source, int from, int count) {
        Invariants.check(
                offset == file.position() && count == RunFormat.PAGE_BYTES,
                "page of %s bytes at %s, expected at %s",
                count,
                offset,
                file.position());
        ByteBuffer page = ByteBuffer.wrap(source, from, count).slice();
        int number = firstKeys.size();
        if (number == checksums.length) {
            checksums = Arrays.copyOf(checksums, 2 * number);
        }
        checksums[number] = RunFormat.crc(page.duplicate());
        firstKeys.add(new RunKey(KeyColumn.firstKeyOf(page, number == 0)));
        try {
            file.append(page);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void putLong(long offset, long value) {
        if (offset == 0) {
            Invariants.check(value == RunFormat.TABLE_HEAD, "MapDB's table head is %x", value);
        }
        if (offset == RunFormat.ENTRIES_AT) {
            entries = value;
        }
    }

    @Override
    public void sync() {
        // the writer forces the file itself
    }

    /** The sink ends by opening the table it wrote; see {@link KeyColumn}. */
    @Override
    public long getLong(long offset) {
        return offset == RunFormat.ENTRIES_AT ? entries : firstKeys.size() - 1L;
    }

    @Override
    public int getInt(long offset) {
        return 0;
    }

    @Override
    public DataInput2 getDataInput(long offset, int size) {
        return nothing();
    }

    @Override
    public long length() {
        return file.position();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }
}
