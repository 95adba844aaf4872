package io.gramme.node.storage.engine;

import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.log.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The log's segments and what became of them. On the background executor; on the opening thread before. */
final class SegmentCatalog {
    /** A segment that exists. */
    static final class Segment {
        final int number;
        final Files.ReadFile file;
        /** Bytes up to its end; 0 while it grows. */
        int bytes;
        /** Some of it cannot be read: it stays until nothing in it is needed. */
        boolean damaged;
        /** As the oldest segment it was looked through for removals, which nothing older needs. */
        boolean removalsReleased;
        /** Once a manifest lies past this position the segment can go; 0 while it is needed. */
        long relocatedUntil;

        private Segment(int number, Files.ReadFile file) {
            this.number = number;
            this.file = file;
        }

        boolean isSealed() {
            return bytes > 0;
        }
    }

    private final TreeMap<Integer, Segment> segments = new TreeMap<>();

    void opened(int number, Files.ReadFile file) {
        segments.put(number, new Segment(number, file));
    }

    void sealed(int number, int bytes) {
        get(number).bytes = bytes;
    }

    Segment get(int number) {
        return Invariants.present(segments.get(number), "segment is not in the catalog");
    }

    boolean exists(int number) {
        return segments.containsKey(number);
    }

    void remove(int number) {
        segments.remove(number);
    }

    /** Number of the oldest segment. */
    int oldest() {
        return segments.isEmpty() ? 0 : segments.firstKey();
    }

    /** Sealed segments wholly before a position, oldest first. */
    List<Segment> sealedBefore(long position) {
        List<Segment> sealed = new ArrayList<>();
        for (Segment segment : segments.headMap(LogPosition.segment(position)).values()) {
            if (segment.isSealed()) {
                sealed.add(segment);
            }
        }
        return sealed;
    }

    /** All segments, oldest first. */
    List<Segment> all() {
        return List.copyOf(segments.values());
    }

    /** Segments that can be deleted now that every group's log before a position is in its runs. */
    List<Segment> deletable(long position) {
        List<Segment> deletable = new ArrayList<>();
        for (Map.Entry<Integer, Segment> entry : segments.entrySet()) {
            long until = entry.getValue().relocatedUntil;
            if (until > 0 && until <= position) {
                deletable.add(entry.getValue());
            }
        }
        return deletable;
    }
}
