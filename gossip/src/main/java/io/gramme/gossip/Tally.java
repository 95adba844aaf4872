package io.gramme.gossip;

/** The running numbers behind {@link Counters}. */
final class Tally {
    long received;
    long sent;
    long otherCluster;
    long unsigned;
    long malformed;
    long probesFailed;
    long refutations;
    long stalls;

    Counters snapshot() {
        return new Counters(received, sent, otherCluster, unsigned, malformed, probesFailed, refutations, stalls);
    }
}
