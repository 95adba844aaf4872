package io.gramme.node.storage.mapdb;

import java.io.File;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mapdb.DataInput2;
import org.mapdb.volume.Volume;

/** What MapDB's volume offers beyond what a sorted table needs: refused, so that nothing is touched unseen. */
abstract class RunVolume extends Volume {
    /** What an opening table is given for a page's first node: a packed 0; its key comes from the side file. */
    static DataInput2 nothing() {
        return new DataInput2.ByteBuffer(ByteBuffer.wrap(new byte[] {(byte) 0x80}), 0);
    }

    @Override
    public void ensureAvailable(long offset) {
        throw unused();
    }

    @Override
    public void truncate(long size) {
        throw unused();
    }

    @Override
    public void putLong(long offset, long value) {
        throw unused();
    }

    @Override
    public void putInt(long offset, int value) {
        throw unused();
    }

    @Override
    public void putByte(long offset, byte value) {
        throw unused();
    }

    @Override
    public void putData(long offset, byte[] source, int from, int count) {
        throw unused();
    }

    @Override
    public void putData(long offset, ByteBuffer source) {
        throw unused();
    }

    /** Only asked for the head of the table; see {@link RunFormat#TABLE_HEAD}. */
    @Override
    public byte getByte(long offset) {
        return offset < Long.BYTES ? (byte) (RunFormat.TABLE_HEAD >>> (56 - 8 * offset)) : refuse();
    }

    @Override
    public void getData(long offset, byte[] into, int at, int count) {
        throw unused();
    }

    @Override
    public void clear(long from, long to) {
        throw unused();
    }

    @Override
    public void sync() {
        throw unused();
    }

    @Override
    public void close() {
        closed.set(true);
    }

    @Override
    public int sliceSize() {
        return -1;
    }

    @Override
    public boolean isSliced() {
        return false;
    }

    @Override
    public @Nullable File getFile() {
        return null;
    }

    @Override
    public boolean getFileLocked() {
        return false;
    }

    private static byte refuse() {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("sorted tables of index entries have no use for this");
    }
}
