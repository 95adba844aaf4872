package io.gramme.node.causality;

/** What a coordinator's write came to, before anything is stored or sent. */
public sealed interface WriteOutcome {
    /**
     * A new record under a new dot: store it with the marker, send it, whole, to the other owners.
     *
     * @param dot the write's name
     * @param context what the client is answered with: the context it gave plus the dot
     * @param discarded concurrent versions that last-writer-wins dropped
     * @param crowded 25 siblings or more: warn
     */
    record Accepted(StoredRecord stored, Dot dot, CausalContext context, int discarded, boolean crowded)
            implements WriteOutcome {}

    /** A retry of a write that the record knows: send the record again, count W anew; no dot was made. */
    record Known(KeyRecord record, Dot dot, CausalContext context) implements WriteOutcome {}

    /**
     * The write would leave more than the record may hold; nothing was issued.
     *
     * @param siblings how many there would be
     * @param recordBytes how large the record would be
     * @param context of the coordinator's record, for the 409
     */
    record TooManySiblings(int siblings, long recordBytes, CausalContext context) implements WriteOutcome {}
}
