package io.gramme.node.storage.mapdb;

import io.gramme.node.storage.IndexEntry;
import java.nio.ByteBuffer;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;

/** The entries of a node, {@link IndexEntry#BYTES} each. */
final class EntryColumn extends ColumnSerializer<IndexEntry> {
    @Override
    public void valueArraySerialize(DataOutput2 out, Object values) {
        Object[] entries = (Object[]) values;
        int bytes = entries.length * IndexEntry.BYTES;
        out.ensureAvail(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(out.buf);
        for (Object entry : entries) {
            ((IndexEntry) entry).encode(buffer, out.pos);
            out.pos += IndexEntry.BYTES;
        }
    }

    @Override
    public Object valueArrayDeserialize(DataInput2 in, int count) {
        IndexEntry[] entries = new IndexEntry[count];
        for (int i = 0; i < count; i++) {
            entries[i] = valueArrayBinaryGet(in, count, i);
        }
        return entries;
    }

    @Override
    public IndexEntry valueArrayBinaryGet(DataInput2 in, int count, int index) {
        return IndexEntry.decode(bufferOf(in), in.getPos() + index * IndexEntry.BYTES);
    }
}
