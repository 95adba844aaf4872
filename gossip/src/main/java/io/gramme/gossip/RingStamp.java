package io.gramme.gossip;

/**
 * The newest ring version a member holds: a higher term wins over any number of a lower one.
 *
 * @param term from 0
 * @param number epoch number in the term, from 0; (0, 0, 0) is "no ring yet"
 * @param hash of the version's body: two hashes for one (term, number) are an alarm
 */
public record RingStamp(long term, long number, long hash) {
    /** No ring yet. */
    public static final RingStamp NONE = new RingStamp(0, 0, 0);

    public RingStamp {
        Bounds.require(term >= 0 && number >= 0, "term and number are not negative");
    }
}
