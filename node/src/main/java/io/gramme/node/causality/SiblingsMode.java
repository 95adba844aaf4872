package io.gramme.node.causality;

/** What a record does with concurrent writes. */
public enum SiblingsMode {
    /** All are kept as siblings. Wins when records of both kinds meet. */
    KEEP,
    /** Only the one with the greatest (stamp, dot) is kept: last writer wins. */
    LWW;

    SiblingsMode merge(SiblingsMode other) {
        return this == LWW ? other : this;
    }
}
