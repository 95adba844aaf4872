package io.gramme.node.causality;

import java.util.Comparator;

/** One dot that names two writes: it cannot happen unless an actor was reused, yet merge must stay deterministic. */
final class DoubledDot {
    private static final Comparator<Sibling> ORDER = Comparator.comparingLong(Sibling::hlc)
            .thenComparing(sibling -> sibling.content().tombstone())
            .thenComparing(sibling -> sibling.content().value(), ValueBytes::compare)
            .thenComparing(sibling -> String.valueOf(sibling.content()))
            .thenComparing(sibling -> String.valueOf(sibling.request()));

    private DoubledDot() {}

    /** The greater of the two by stamp, then content. */
    static Sibling choose(Sibling one, Sibling other) {
        return ORDER.compare(one, other) >= 0 ? one : other;
    }
}
