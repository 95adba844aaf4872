package io.gramme.node.storage;

import io.gramme.node.runtime.Invariants;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * How many removals an index run holds, by the segment in which their frames lie: what a merge could leave out, and what
 * keeps it from that. Immutable; 8 bytes for each segment named.
 */
public final class RunRemovals {
    /** A run without removals. */
    public static final RunRemovals NONE = new RunRemovals(new int[0], new int[0]);

    private final int[] segments;
    private final int[] counts;

    private RunRemovals(int[] segments, int[] counts) {
        this.segments = segments;
        this.counts = counts;
    }

    /** Counts while a run is written. */
    public static final class Counter {
        private final TreeMap<Integer, Integer> bySegment = new TreeMap<>();

        /** Takes note of an entry, of whatever kind. */
        public void add(IndexEntry entry) {
            if (entry.removed()) {
                bySegment.merge(entry.segment(), 1, Integer::sum);
            }
        }

        /** What was counted. */
        public RunRemovals removals() {
            int[] segments = new int[bySegment.size()];
            int[] counts = new int[segments.length];
            int at = 0;
            for (Map.Entry<Integer, Integer> each : bySegment.entrySet()) {
                segments[at] = each.getKey();
                counts[at++] = each.getValue();
            }
            return new RunRemovals(segments, counts);
        }
    }

    /** Removals whose frames lie in segments that are so. */
    public long in(IntPredicate segment) {
        long sum = 0;
        for (int i = 0; i < segments.length; i++) {
            sum += segment.test(segments[i]) ? counts[i] : 0;
        }
        return sum;
    }

    /** Bytes of {@link #encode}. */
    public int bytes() {
        return Integer.BYTES + 2 * Integer.BYTES * segments.length;
    }

    /** Number of segments, then segment and count of each, ascending. */
    public void encode(ByteBuffer into) {
        into.putInt(segments.length);
        for (int i = 0; i < segments.length; i++) {
            into.putInt(segments[i]).putInt(counts[i]);
        }
    }

    /** Reads what {@link #encode} wrote; for bytes whose checksum was compared. */
    public static RunRemovals decode(ByteBuffer from) {
        int size = from.getInt();
        Invariants.check(size >= 0 && size <= from.remaining() / 8, "removals in %s segments", size);
        int[] segments = new int[size];
        int[] counts = new int[size];
        for (int i = 0; i < size; i++) {
            segments[i] = from.getInt();
            counts[i] = from.getInt();
        }
        return new RunRemovals(segments, counts);
    }
}
