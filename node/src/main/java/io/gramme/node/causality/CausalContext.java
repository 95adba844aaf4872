package io.gramme.node.causality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * An exact set of dots: a version vector plus isolated dots beyond it, with the greatest hybrid clock stamp among what it
 * covers. Canonical: a dot that continues the vector is folded into it, so equal sets are equal values.
 *
 * <p>It is both a record's V and what a client is handed. Covering less than one could is always safe, covering more than
 * its holder was shown never is. Immutable.
 */
public final class CausalContext {
    /** Covers nothing: the context of a blind write. */
    public static final CausalContext EMPTY = new CausalContext(VersionVector.EMPTY, List.of(), 0);

    private final VersionVector vector;
    private final List<Dot> isolated;
    private final long hlc;

    private CausalContext(VersionVector vector, List<Dot> isolated, long hlc) {
        this.vector = vector;
        this.isolated = isolated;
        this.hlc = hlc;
    }

    /**
     * Builds the canonical form.
     *
     * @param dots beyond or inside the vector, in any order
     * @param hlc greatest stamp of what is covered, 0 when unknown
     */
    public static CausalContext of(VersionVector vector, Collection<Dot> dots, long hlc) {
        if (dots.isEmpty()) {
            return vector.isEmpty() && hlc == 0 ? EMPTY : new CausalContext(vector, List.of(), hlc);
        }
        VersionVector folded = vector;
        List<Dot> beyond = new ArrayList<>(dots.size());
        for (Dot dot : new TreeSet<>(dots)) {
            long known = folded.counter(dot.actor());
            if (dot.counter() == known + 1) {
                folded = folded.with(dot.actor(), dot.counter());
            } else if (dot.counter() > known) {
                beyond.add(dot);
            }
        }
        return new CausalContext(folded, List.copyOf(beyond), hlc);
    }

    /** Exactly one dot. */
    public static CausalContext of(Dot dot, long hlc) {
        return of(VersionVector.EMPTY, List.of(dot), hlc);
    }

    /** For the decoder, which has checked the canonical form. */
    static CausalContext ofCanonical(VersionVector vector, List<Dot> isolated, long hlc) {
        return new CausalContext(vector, isolated, hlc);
    }

    public VersionVector vector() {
        return vector;
    }

    /** The dots beyond the vector, ascending; no dot continues the vector. */
    public List<Dot> isolated() {
        return isolated;
    }

    /** Greatest hybrid clock stamp among what is covered (an upper bound where dots were left out); 0 for none. */
    public long hlc() {
        return hlc;
    }

    /** Whether it covers no dot. */
    public boolean isEmpty() {
        return vector.isEmpty() && isolated.isEmpty();
    }

    public boolean covers(Dot dot) {
        return vector.covers(dot) || (!isolated.isEmpty() && isolated.contains(dot));
    }

    /** Whether every dot of the other is covered; stamps do not count. */
    public boolean covers(CausalContext other) {
        // A range 1..n can only lie in the vector: isolated dots leave a gap after it.
        return vector.covers(other.vector) && coversAll(other.isolated);
    }

    private boolean coversAll(List<Dot> dots) {
        for (int i = 0; i < dots.size(); i++) {
            if (!covers(dots.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What either covers; one of the two unchanged when it covers the other and its stamp is no smaller. */
    public CausalContext union(CausalContext other) {
        if (hlc >= other.hlc && covers(other)) {
            return this;
        }
        if (other.hlc >= hlc && other.covers(this)) {
            return other;
        }
        VersionVector joined = vector.union(other.vector);
        long newest = Math.max(hlc, other.hlc);
        if (isolated.isEmpty() && other.isolated.isEmpty()) {
            return new CausalContext(joined, List.of(), newest);
        }
        List<Dot> dots = new ArrayList<>(isolated);
        dots.addAll(other.isolated);
        return of(joined, dots, newest);
    }

    /** The same with one more dot. */
    public CausalContext with(Dot dot, long dotHlc) {
        long newest = Math.max(hlc, dotHlc);
        if (covers(dot)) {
            return newest == hlc ? this : new CausalContext(vector, isolated, newest);
        }
        if (isolated.isEmpty() && vector.counter(dot.actor()) + 1 == dot.counter()) {
            return new CausalContext(vector.with(dot.actor(), dot.counter()), isolated, newest);
        }
        List<Dot> dots = new ArrayList<>(isolated);
        dots.add(dot);
        return of(vector, dots, newest);
    }

    /** The same without those isolated dots that match; the stamp stays, as an upper bound. */
    CausalContext withoutIsolated(Predicate<Dot> leftOut) {
        List<Dot> kept = isolated.stream().filter(leftOut.negate()).toList();
        return kept.size() == isolated.size() ? this : new CausalContext(vector, kept, hlc);
    }

    /** The same with another vector; the isolated dots must stay canonical beside it. */
    CausalContext withVector(VersionVector changed) {
        return of(changed, isolated, hlc);
    }

    /** The greatest covered counter of an actor, 0 for none. */
    public long greatestCounter(long actor) {
        long greatest = vector.counter(actor);
        for (int i = 0; i < isolated.size(); i++) {
            Dot dot = isolated.get(i);
            if (dot.actor() == actor) {
                greatest = Math.max(greatest, dot.counter());
            }
        }
        return greatest;
    }

    /** Number of vector entries and isolated dots. */
    public int size() {
        return vector.size() + isolated.size();
    }

    /** Whether both cover the same dots; stamps do not count. */
    public boolean sameDots(CausalContext other) {
        return vector.equals(other.vector) && isolated.equals(other.isolated);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CausalContext context && hlc == context.hlc && sameDots(context);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * vector.hashCode() + isolated.hashCode()) + Long.hashCode(hlc);
    }

    @Override
    public String toString() {
        return vector + (isolated.isEmpty() ? "" : "+" + isolated) + "@" + hlc;
    }
}
