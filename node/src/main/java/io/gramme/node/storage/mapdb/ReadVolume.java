package io.gramme.node.storage.mapdb;

import io.gramme.node.runtime.Files;
import io.gramme.node.storage.IndexDamage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.mapdb.DataInput2;

/**
 * The mapped pages of a run. A page's checksum is compared when it is first touched; until then nothing in it is
 * believed. One input object per mapping is reused: MapDB has done with one before it asks for the next.
 */
final class ReadVolume extends RunVolume {
    private static final int SLICE_SHIFT = 30;
    private static final long SLICE_MASK = (1L << SLICE_SHIFT) - 1;

    private final String name;
    private final Files.ReadFile file;
    private final SideFile side;
    private final ByteBuffer[] slices;
    private final DataInput2.ByteBuffer[] inputs;
    private final boolean[] sound;
    private boolean opening = true;

    /** @param file of exactly the pages that the side file names */
    ReadVolume(String name, Files.ReadFile file, SideFile side) throws IOException {
        this.name = name;
        this.file = file;
        this.side = side;
        long length = (long) side.pages() << RunFormat.PAGE_SHIFT;
        int count = (int) ((length + SLICE_MASK) >>> SLICE_SHIFT);
        slices = new ByteBuffer[count];
        inputs = new DataInput2.ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            long from = (long) i << SLICE_SHIFT;
            slices[i] = file.map(from, Math.min(1L << SLICE_SHIFT, length - from))
                    .slice()
                    .order(ByteOrder.BIG_ENDIAN);
            inputs[i] = new DataInput2.ByteBuffer(slices[i], 0);
        }
        sound = new boolean[side.pages()];
    }

    /** From now on pages are read; before, the opening table is answered from the side file. */
    void opened() {
        opening = false;
    }

    /** Reads a page from the file, not through the mapping. {@code null} when it is sound. */
    @Nullable
    IndexDamage verify(int page) {
        ByteBuffer bytes = ByteBuffer.allocate(RunFormat.PAGE_BYTES);
        try {
            int read = file.read((long) page << RunFormat.PAGE_SHIFT, bytes);
            if (read == RunFormat.PAGE_BYTES && RunFormat.crc(bytes.flip()) == side.pageChecksums()[page]) {
                return null;
            }
            return damageOf(page, "checksum");
        } catch (IOException failed) {
            return damageOf(page, String.valueOf(failed.getMessage()));
        }
    }

    @Override
    public long getLong(long offset) {
        if (offset == RunFormat.ENTRIES_AT) {
            return side.entries();
        }
        if (offset == RunFormat.LAST_PAGE_AT) {
            return side.pages() - 1L;
        }
        if (offset == RunFormat.PAGE_BYTES_AT) {
            return RunFormat.PAGE_BYTES;
        }
        throw new UnsupportedOperationException("no counter at " + offset);
    }

    @Override
    public int getInt(long offset) {
        if (opening) {
            return 0;
        }
        touch(offset);
        return slices[(int) (offset >>> SLICE_SHIFT)].getInt((int) (offset & SLICE_MASK));
    }

    @Override
    public DataInput2 getDataInput(long offset, int size) {
        if (opening) {
            return nothing();
        }
        touch(offset);
        DataInput2.ByteBuffer input = inputs[(int) (offset >>> SLICE_SHIFT)];
        input.pos = (int) (offset & SLICE_MASK);
        return input;
    }

    @Override
    public long length() {
        return (long) side.pages() << RunFormat.PAGE_SHIFT;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    private void touch(long offset) {
        int page = (int) (offset >>> RunFormat.PAGE_SHIFT);
        if (!sound[page]) {
            check(page);
        }
    }

    private void check(int page) {
        long at = (long) page << RunFormat.PAGE_SHIFT;
        ByteBuffer bytes = slices[(int) (at >>> SLICE_SHIFT)].slice((int) (at & SLICE_MASK), RunFormat.PAGE_BYTES);
        if (crcOf(bytes, page) != side.pageChecksums()[page]) {
            throw new PageDamaged(damageOf(page, "checksum"));
        }
        sound[page] = true;
    }

    /** The JVM reports an unreadable sector under a mapping as an InternalError. */
    private int crcOf(ByteBuffer bytes, int page) {
        try {
            return RunFormat.crc(bytes);
        } catch (InternalError unreadable) {
            throw new PageDamaged(damageOf(page, String.valueOf(unreadable.getMessage())));
        }
    }

    private IndexDamage damageOf(int page, String reason) {
        return new IndexDamage(name, page, "index run " + name + ", page " + page + ": " + reason);
    }
}
