package io.gramme.node.runtime.sim;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file's bytes as slices of arrays that are never written again; holes read as zeros. Copies share the arrays, so a
 * crash image costs one map entry per slice and no bytes.
 */
final class Content {
    /** A slice of an array that nobody writes to any more. */
    record Slice(byte[] bytes, int from, int length) {
        static Slice of(byte[] bytes) {
            return new Slice(bytes, 0, bytes.length);
        }

        Slice part(int start, int partLength) {
            return new Slice(bytes, from + start, partLength);
        }
    }

    private final TreeMap<Long, Slice> slices;
    private long length;

    Content() {
        this.slices = new TreeMap<>();
    }

    private Content(Content other) {
        this.slices = new TreeMap<>(other.slices);
        this.length = other.length;
    }

    Content copy() {
        return new Content(this);
    }

    long length() {
        return length;
    }

    /** Puts a slice at an offset, over whatever was there, and grows the length to its end. */
    void write(long offset, Slice slice) {
        if (slice.length() == 0) {
            return;
        }
        long end = offset + slice.length();
        if (offset < length) {
            cutHole(offset, end);
        }
        slices.put(offset, slice);
        length = Math.max(length, end);
    }

    /** Sets the length: beyond the old one come zeros, below it the rest is forgotten. */
    void resize(long newLength) {
        if (newLength < length) {
            cutHole(newLength, length);
        }
        length = newLength;
    }

    private void cutHole(long from, long to) {
        Map.Entry<Long, Slice> before = slices.lowerEntry(from);
        if (before != null) {
            long start = before.getKey();
            Slice slice = before.getValue();
            long end = start + slice.length();
            if (end > from) {
                slices.put(start, slice.part(0, (int) (from - start)));
            }
            if (end > to) {
                slices.put(to, slice.part((int) (to - start), (int) (end - to)));
            }
        }
        Map.Entry<Long, Slice> last = slices.lowerEntry(to);
        if (last != null && last.getKey() >= from) {
            Slice slice = last.getValue();
            long end = last.getKey() + slice.length();
            if (end > to) {
                slices.put(to, slice.part((int) (to - last.getKey()), (int) (end - to)));
            }
        }
        slices.subMap(from, to).clear();
    }

    /** Fills the buffer from a position up to the length; returns the bytes read. */
    int read(long position, ByteBuffer into) {
        int wanted = (int) Math.max(0, Math.min(into.remaining(), length - position));
        long at = position;
        long end = position + wanted;
        Map.Entry<Long, Slice> entry = slices.floorEntry(position);
        if (entry == null || entry.getKey() + entry.getValue().length() <= position) {
            entry = slices.higherEntry(position);
        }
        while (at < end) {
            if (entry == null || entry.getKey() >= end) {
                zeros(into, end - at);
                return wanted;
            }
            zeros(into, entry.getKey() - at);
            at = Math.max(at, entry.getKey());
            Slice slice = entry.getValue();
            int skip = (int) (at - entry.getKey());
            int count = (int) Math.min(slice.length() - skip, end - at);
            into.put(slice.bytes(), slice.from() + skip, count);
            at += count;
            entry = slices.higherEntry(entry.getKey());
        }
        return wanted;
    }

    private static void zeros(ByteBuffer into, long count) {
        for (long i = 0; i < count; i++) {
            into.put((byte) 0);
        }
    }

    /** A read-only view of a range, which must lie inside the length. Joins the slices once if the range spans several. */
    ByteBuffer view(long position, int viewLength) {
        Map.Entry<Long, Slice> entry = slices.floorEntry(position);
        if (entry == null
                || position + viewLength > entry.getKey() + entry.getValue().length()) {
            join();
            entry = Map.entry(
                    0L,
                    slices.isEmpty()
                            ? Slice.of(new byte[0])
                            : slices.firstEntry().getValue());
        }
        Slice slice = entry.getValue();
        int start = slice.from() + (int) (position - entry.getKey());
        return ByteBuffer.wrap(slice.bytes(), start, viewLength).slice().asReadOnlyBuffer();
    }

    private void join() {
        byte[] all = new byte[Math.toIntExact(length)];
        read(0, ByteBuffer.wrap(all));
        slices.clear();
        if (all.length > 0) {
            slices.put(0L, Slice.of(all));
        }
    }

    /** Inverts one bit; the offset lies inside the length. */
    void flip(long offset, int bit) {
        ByteBuffer one = ByteBuffer.allocate(1);
        read(offset, one);
        byte[] flipped = {(byte) (one.get(0) ^ (1 << bit))};
        write(offset, Slice.of(flipped));
    }
}
