package io.gramme.node.causality;

import java.util.Arrays;

/**
 * Per actor, the counter up to which every write is known. Immutable, sorted by actor (unsigned); lookups are by binary
 * search, merges linear.
 */
public final class VersionVector {
    /** Knows nothing. */
    public static final VersionVector EMPTY = new VersionVector(new long[0], new long[0]);

    private final long[] actors;
    private final long[] counters;

    private VersionVector(long[] actors, long[] counters) {
        this.actors = actors;
        this.counters = counters;
    }

    /** Takes arrays that are already sorted by unsigned actor, without duplicates, counters from 1; not copied. */
    static VersionVector ofSorted(long[] actors, long[] counters) {
        return actors.length == 0 ? EMPTY : new VersionVector(actors, counters);
    }

    /** Number of actors. */
    public int size() {
        return actors.length;
    }

    public boolean isEmpty() {
        return actors.length == 0;
    }

    /** The i-th actor in unsigned order, 0..size-1. */
    public long actorAt(int index) {
        return actors[index];
    }

    /** The counter of the i-th actor, from 1. */
    public long counterAt(int index) {
        return counters[index];
    }

    /** The counter of an actor, 0 when unknown. */
    public long counter(long actor) {
        int index = indexOf(actor);
        return index < 0 ? 0 : counters[index];
    }

    /** Whether a write is known. */
    public boolean covers(Dot dot) {
        return counter(dot.actor()) >= dot.counter();
    }

    /** Whether everything the other knows is known here. */
    @SuppressWarnings("ReferenceEquality") // only a shortcut
    public boolean covers(VersionVector other) {
        if (other == this) {
            return true;
        }
        if (other.actors.length > actors.length) {
            return false;
        }
        int mine = 0;
        for (int theirs = 0; theirs < other.actors.length; theirs++) {
            long actor = other.actors[theirs];
            while (mine < actors.length && Long.compareUnsigned(actors[mine], actor) < 0) {
                mine++;
            }
            if (mine == actors.length || actors[mine] != actor || counters[mine] < other.counters[theirs]) {
                return false;
            }
        }
        return true;
    }

    /** What either knows; returns one of the two unchanged when it knows all of the other. */
    public VersionVector union(VersionVector other) {
        if (covers(other)) {
            return this;
        }
        if (other.covers(this)) {
            return other;
        }
        long[] unionActors = new long[actors.length + other.actors.length];
        long[] unionCounters = new long[unionActors.length];
        int size = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < actors.length || theirs < other.actors.length) {
            int order = compareHeads(mine, other, theirs);
            unionActors[size] = order <= 0 ? actors[mine] : other.actors[theirs];
            long counter = order <= 0 ? counters[mine++] : 0;
            unionCounters[size++] = order >= 0 ? Math.max(counter, other.counters[theirs++]) : counter;
        }
        return new VersionVector(Arrays.copyOf(unionActors, size), Arrays.copyOf(unionCounters, size));
    }

    private int compareHeads(int mine, VersionVector other, int theirs) {
        if (mine == actors.length) {
            return 1;
        }
        return theirs == other.actors.length ? -1 : Long.compareUnsigned(actors[mine], other.actors[theirs]);
    }

    /** The same with an actor's counter set; the counter must not be below the present one. */
    VersionVector with(long actor, long counter) {
        int index = indexOf(actor);
        if (index >= 0) {
            long[] changed = counters.clone();
            changed[index] = counter;
            return new VersionVector(actors, changed);
        }
        int at = -index - 1;
        long[] moreActors = insert(actors, at, actor);
        return new VersionVector(moreActors, insert(counters, at, counter));
    }

    private static long[] insert(long[] values, int at, long value) {
        long[] more = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(values, at, more, at + 1, values.length - at);
        more[at] = value;
        return more;
    }

    /** The same with those actors left out whose index is marked. */
    VersionVector without(boolean[] removed) {
        long[] keptActors = new long[actors.length];
        long[] keptCounters = new long[actors.length];
        int size = 0;
        for (int i = 0; i < actors.length; i++) {
            if (!removed[i]) {
                keptActors[size] = actors[i];
                keptCounters[size++] = counters[i];
            }
        }
        return ofSorted(Arrays.copyOf(keptActors, size), Arrays.copyOf(keptCounters, size));
    }

    /** Binary search in unsigned order: the index, or -(insertion point) - 1. */
    private int indexOf(long actor) {
        int low = 0;
        int high = actors.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(actors[middle], actor);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof VersionVector vector
                        && Arrays.equals(actors, vector.actors)
                        && Arrays.equals(counters, vector.counters));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(actors) + Arrays.hashCode(counters);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < actors.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(Actor.toString(actors[i]))
                    .append(':')
                    .append(counters[i]);
        }
        return text.append('}').toString();
    }
}
