package io.gramme.node.register;

import java.util.Comparator;

/**
 * The number of one attempt to decide. No two attempts ever share a ballot: rounds grow within a proposal, and each
 * proposal draws its own nonce, so a restarted proposer that has forgotten its rounds cannot be answered by promises
 * given to its former self (a departure from the paper's (round, proposer), which would need a counter on disk).
 *
 * @param round 1 to {@link #MAX_ROUND}; 0 only in {@link #NONE}
 * @param node number of the proposer's node; only orders ballots of equal rounds
 * @param nonce random number of the proposal
 */
public record Ballot(long round, int node, long nonce) implements Comparable<Ballot> {
    /** Greatest round. Far beyond what any proposer reaches; a greater one is a broken message. */
    public static final long MAX_ROUND = 1L << 48;

    /** Below every ballot of an attempt. */
    public static final Ballot NONE = new Ballot(0, 0, 0);

    private static final Comparator<Ballot> ORDER = Comparator.comparingLong(Ballot::round)
            .thenComparingInt(Ballot::node)
            .thenComparingLong(Ballot::nonce);

    /** @throws IllegalArgumentException when the round is out of range */
    public Ballot {
        if (round < 0 || round > MAX_ROUND) {
            throw new IllegalArgumentException("round " + round + " outside 0.." + MAX_ROUND);
        }
    }

    boolean isAbove(Ballot other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Ballot other) {
        return ORDER.compare(this, other);
    }
}
