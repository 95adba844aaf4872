package io.gramme.cli;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * How much of an ordered input is done, when its pieces end in any order: the offset before which everything is. Thread-safe;
 * holds as many pieces as are under way.
 */
final class Acknowledged {
    /** Ends of the pieces that are not known to be done without a gap, by their number. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    private final Set<Long> done = new HashSet<>();
    private long offset;
    private long pieces;

    /** @param offset up to which all was done before */
    Acknowledged(long offset) {
        this.offset = offset;
    }

    /** A piece is under way; numbers and ends grow. */
    synchronized void onBegun(long number, long end) {
        ends.put(number, end);
    }

    /** A piece is done. */
    synchronized void onDone(long number) {
        done.add(number);
        pieces++;
        while (!ends.isEmpty() && done.remove(ends.firstKey())) {
            offset = ends.pollFirstEntry().getValue();
        }
    }

    /** Everything before it is done. */
    synchronized long offset() {
        return offset;
    }

    /** Pieces done, with and without gaps before them. */
    synchronized long pieces() {
        return pieces;
    }
}
