package io.gramme.node.storage.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;
import org.mapdb.serializer.GroupSerializer;

/** What MapDB's interface asks for beyond what a sorted table needs: refused, so that nothing goes there unseen. */
abstract class ColumnSerializer<A> implements GroupSerializer<A> {
    /** The buffer under an input of {@link ReadVolume}. */
    static ByteBuffer bufferOf(DataInput2 input) {
        return ((DataInput2.ByteBuffer) input).buf;
    }

    @Override
    public boolean isTrusted() {
        return true;
    }

    @Override
    public void serialize(DataOutput2 out, A value) {
        throw unused();
    }

    @Override
    public A deserialize(DataInput2 in, int available) {
        throw unused();
    }

    @Override
    public int valueArraySearch(Object values, A value) {
        throw unused();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public int valueArrayBinarySearch(A value, DataInput2 in, int count, Comparator order) throws IOException {
        throw unused();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public int valueArraySearch(Object values, A value, Comparator order) {
        throw unused();
    }

    @Override
    public A valueArrayGet(Object values, int at) {
        throw unused();
    }

    @Override
    public int valueArraySize(Object values) {
        return ((Object[]) values).length;
    }

    @Override
    public Object valueArrayEmpty() {
        return new Object[0];
    }

    @Override
    public Object valueArrayPut(Object values, int at, A value) {
        throw unused();
    }

    @Override
    public Object valueArrayUpdateVal(Object values, int at, A value) {
        throw unused();
    }

    @Override
    public Object[] valueArrayToArray(Object values) {
        return (Object[]) values;
    }

    @Override
    public Object valueArrayFromArray(Object[] values) {
        return values;
    }

    @Override
    public Object valueArrayCopyOfRange(Object values, int from, int to) {
        throw unused();
    }

    @Override
    public Object valueArrayDeleteValue(Object values, int at) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("sorted tables of index entries have no use for this");
    }
}
