package io.gramme.gossip;

/**
 * What the machine has counted since its start.
 *
 * @param droppedOtherCluster packets of another cluster
 * @param droppedUnsigned packets whose signature fits neither key
 * @param droppedMalformed signed or too short packets that do not decode
 * @param probesFailed own probes that nobody answered
 * @param refutations accusations of this process that it answered
 * @param stalls times this process found that it had stood still
 */
public record Counters(
        long datagramsReceived,
        long datagramsSent,
        long droppedOtherCluster,
        long droppedUnsigned,
        long droppedMalformed,
        long probesFailed,
        long refutations,
        long stalls) {}
