package io.gramme.node.storage.mapdb;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;

/**
 * The keys of a node: length of the common prefix (2 bytes), the end of each suffix (2 bytes each, counted from the
 * first suffix), the prefix, the suffixes. The first key is therefore one piece, and every comparison is made in place.
 *
 * <p>When MapDB opens a table it reads the first key of every page. That would touch them all; so while {@code opening},
 * those keys come from the side file, whose checksum has been compared.
 */
final class KeyColumn extends ColumnSerializer<RunKey> {
    private static final RunKey PLACEHOLDER = new RunKey(new byte[0]);

    private final RunKey view = new RunKey();
    private final List<RunKey> firstKeys;
    private boolean opening;

    /** @param firstKeys of each page; for a writer, a list that grows with the pages */
    KeyColumn(List<RunKey> firstKeys) {
        this.firstKeys = firstKeys;
    }

    void opening(boolean now) {
        opening = now;
    }

    @Override
    public int compare(RunKey left, RunKey right) {
        return left.compareTo(right);
    }

    @Override
    public void valueArraySerialize(DataOutput2 out, Object values) {
        Object[] keys = (Object[]) values;
        byte[] first = arrayOf(keys[0]);
        byte[] last = arrayOf(keys[keys.length - 1]);
        int prefix = commonPrefix(first, last);
        int end = 0;
        ByteBuffer head = ByteBuffer.allocate(2 + 2 * keys.length).putShort((short) prefix);
        for (Object key : keys) {
            end += arrayOf(key).length - prefix;
            head.putShort((short) end);
        }
        append(out, head.array(), 0, head.capacity());
        append(out, first, 0, prefix);
        for (Object key : keys) {
            byte[] bytes = arrayOf(key);
            append(out, bytes, prefix, bytes.length - prefix);
        }
    }

    @Override
    public Object valueArrayDeserialize(DataInput2 in, int count) {
        ByteBuffer bytes = bufferOf(in);
        int at = in.getPos();
        int prefix = unsignedShort(bytes, at);
        int prefixAt = at + 2 + 2 * count;
        RunKey[] keys = new RunKey[count];
        int start = 0;
        for (int i = 0; i < count; i++) {
            int end = unsignedShort(bytes, at + 2 + 2 * i);
            byte[] key = new byte[prefix + end - start];
            bytes.get(prefixAt, key, 0, prefix);
            bytes.get(prefixAt + prefix + start, key, prefix, end - start);
            keys[i] = new RunKey(key);
            start = end;
        }
        return keys;
    }

    @Override
    public RunKey valueArrayBinaryGet(DataInput2 in, int count, int index) {
        if (opening) {
            return PLACEHOLDER;
        }
        if (index != 0) {
            return ((RunKey[]) valueArrayDeserialize(in, count))[index];
        }
        ByteBuffer bytes = bufferOf(in);
        int at = in.getPos();
        view.pointTo(bytes, at + 2 + 2 * count, unsignedShort(bytes, at) + unsignedShort(bytes, at + 2));
        return view;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public int valueArrayBinarySearch(RunKey key, DataInput2 in, int count, Comparator order) {
        byte[] wanted = key.array();
        ByteBuffer bytes = bufferOf(in);
        int ends = in.getPos() + 2;
        int prefix = unsignedShort(bytes, ends - 2);
        int prefixAt = ends + 2 * count;
        int compared = RunKey.order(wanted, 0, bytes, prefixAt, Math.min(prefix, wanted.length));
        if (compared != 0 || wanted.length < prefix) {
            return compared > 0 ? -(count + 1) : -1;
        }
        int suffixesAt = prefixAt + prefix;
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int start = middle == 0 ? 0 : unsignedShort(bytes, ends + 2 * middle - 2);
            int length = unsignedShort(bytes, ends + 2 * middle) - start;
            compared = RunKey.compare(wanted, prefix, bytes, suffixesAt + start, length);
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return -(low + 1);
    }

    @Override
    public int valueArraySearch(Object values, RunKey key) {
        Object[] keys = (Object[]) values;
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = key.compareTo((RunKey) keys[middle]);
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return -(low + 1);
    }

    @Override
    public Object valueArrayFromArray(Object[] values) {
        return values.length > 0 && values[0] == PLACEHOLDER ? firstKeys.toArray() : values;
    }

    /** The first key of a page that MapDB's sink laid out; {@code page} 0 begins with the head. */
    static byte[] firstKeyOf(ByteBuffer page, boolean first) {
        int at = page.getInt((first ? RunFormat.HEAD_BYTES : 0) + 4);
        int count = page.get(at) & 0x7f;
        int ends = at + 3;
        byte[] key = new byte[unsignedShort(page, at + 1) + unsignedShort(page, ends)];
        page.get(ends + 2 * count, key);
        return key;
    }

    private static byte[] arrayOf(Object key) {
        return ((RunKey) key).array();
    }

    private static int commonPrefix(byte[] left, byte[] right) {
        int mismatch = Arrays.mismatch(left, right);
        return mismatch < 0 ? left.length : mismatch;
    }

    private static int unsignedShort(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }

    private static void append(DataOutput2 out, byte[] bytes, int from, int count) {
        out.ensureAvail(count);
        System.arraycopy(bytes, from, out.buf, out.pos, count);
        out.pos += count;
    }
}
