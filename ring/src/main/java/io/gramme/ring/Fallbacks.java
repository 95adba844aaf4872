package io.gramme.ring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who stands in for the absent owners of a partition (Dynamo 2007 §4.6): the seated non-owners in weighted rendezvous
 * order, those of zones the owners do not have first. Each partition has its own order, so the load of a dead node
 * spreads over all the others by weight; a node that comes or goes changes nobody else's rank.
 *
 * <p>Nodes of the target row come last: they get every write anyway. Members that are leaving or lost, and nodes without
 * a seat, are no fallbacks.
 */
final class Fallbacks {
    private record Candidate(int node, int tier, double distance) {}

    private Fallbacks() {}

    /** Node indices, best first. Costs a logarithm a member: keep the result, do not ask per request. */
    static int[] of(Ring ring, int partition) {
        Row current = ring.current(partition);
        Set<String> ownerZones = new HashSet<>();
        for (int slot = 0; slot < current.size(); slot++) {
            Member owner = ring.member(current.owner(slot));
            if (owner != null) {
                ownerZones.add(owner.zone());
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        for (Member member : ring.members().seated()) {
            if (current.contains(member.index())) {
                continue;
            }
            int tier = ownerZones.contains(member.zone()) ? 1 : 0;
            if (ring.target(partition).contains(member.index())) {
                tier = 2;
            }
            candidates.add(new Candidate(member.index(), tier, distance(partition, member)));
        }
        candidates.sort(Comparator.comparingInt(Candidate::tier)
                .thenComparingDouble(Candidate::distance)
                .thenComparingInt(Candidate::node));
        return candidates.stream().mapToInt(Candidate::node).toArray();
    }

    /**
     * Weighted rendezvous: -ln(u) / weight with u uniform in (0, 1) is an exponential variable, and the least of several
     * such falls on each with a chance in proportion to its weight. StrictMath, so that every JVM agrees on the order.
     */
    private static double distance(int partition, Member member) {
        long mixed = Mix.of(member.id().high(), member.id().low(), partition);
        double uniform = ((mixed >>> 11) + 0.5) * 0x1.0p-53;
        return -StrictMath.log(uniform) / member.weight();
    }
}
