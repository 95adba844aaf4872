package io.gramme.node.storage.mapdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key as MapDB handles it: either an array of its own, or a view of bytes inside a mapped page, so that a search
 * compares in place and allocates nothing. A view is reused for the next node: MapDB's search drops it at once.
 */
final class RunKey {
    private static final VarHandle LONG_IN_ARRAY =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte @Nullable [] array;
    private @Nullable ByteBuffer page;
    private int at;
    private int length;

    /** An empty key, to be pointed somewhere. */
    RunKey() {}

    RunKey(byte[] array) {
        this.array = array;
    }

    void pointTo(byte[] bytes) {
        array = bytes;
    }

    void pointTo(ByteBuffer bytes, int from, int count) {
        array = null;
        page = bytes;
        at = from;
        length = count;
    }

    /** The key's own array; for keys that are no view. */
    byte[] array() {
        if (array == null) {
            throw new IllegalStateException("a view of a page has no array");
        }
        return array;
    }

    int compareTo(RunKey other) {
        if (array != null) {
            return other.array != null
                    ? Arrays.compareUnsigned(array, other.array)
                    : compare(array, 0, other.bytes(), other.at, other.length);
        }
        return other.array != null
                ? -compare(other.array, 0, bytes(), at, length)
                : Arrays.compareUnsigned(copy(), other.copy());
    }

    private ByteBuffer bytes() {
        if (page == null) {
            throw new IllegalStateException("an empty key");
        }
        return page;
    }

    private byte[] copy() {
        byte[] copied = new byte[length];
        bytes().get(at, copied);
        return copied;
    }

    /** Unsigned order of the array's bytes from {@code from} on against a piece of a big-endian buffer. */
    static int compare(byte[] key, int from, ByteBuffer bytes, int at, int length) {
        int order = order(key, from, bytes, at, Math.min(key.length - from, length));
        return order != 0 ? order : key.length - from - length;
    }

    /** The same for that many bytes on both sides. */
    static int order(byte[] key, int from, ByteBuffer bytes, int at, int count) {
        int i = 0;
        for (; i + Long.BYTES <= count; i += Long.BYTES) {
            long left = (long) LONG_IN_ARRAY.get(key, from + i);
            long right = bytes.getLong(at + i);
            if (left != right) {
                return Long.compareUnsigned(left, right);
            }
        }
        for (; i < count; i++) {
            int order = (key[from + i] & 0xff) - (bytes.get(at + i) & 0xff);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
