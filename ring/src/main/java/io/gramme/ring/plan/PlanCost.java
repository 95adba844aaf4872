package io.gramme.ring.plan;

import io.gramme.ring.Member;
import io.gramme.ring.Members;
import io.gramme.ring.OwnerTable;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * What a plan costs.
 *
 * @param moves copies of partitions that have to be made
 * @param bytes what these copies carry
 * @param seconds until the node that receives most has it all, at the given rate
 * @param pairs who takes over from whom, by descending number of partitions
 * @param loads partitions of each member before and after, by node index
 */
public record PlanCost(long moves, long bytes, double seconds, List<PairMoves> pairs, List<Load> loads) {
    /** The {@code from} of a copy that takes over from nobody: its row gets longer. */
    public static final int NOBODY = -1;

    /** Partitions that {@code to} takes over from {@code from} (or {@link #NOBODY}). Data comes from all live owners. */
    public record PairMoves(int from, int to, int partitions, long bytes) {}

    /** A member's partitions now, when the plan is done, and what weight and zones would give it if they could be cut. */
    public record Load(int node, String name, int before, int after, double fairShare) {}

    private record Pair(int from, int to) {}

    /**
     * @param partitionBytes the size of one copy of a partition
     * @param bytesPerSecond what one node takes in, above 0
     */
    public static PlanCost of(Plan plan, IntToLongFunction partitionBytes, double bytesPerSecond) {
        if (!(bytesPerSecond > 0)) {
            throw new IllegalArgumentException("rate " + bytesPerSecond + ", wanted above 0");
        }
        Map<Pair, PairMoves> pairs =
                new TreeMap<>(Comparator.comparingInt(Pair::from).thenComparingInt(Pair::to));
        Map<Integer, Long> received = new TreeMap<>();
        for (int p = 0; p < plan.wanted().partitions(); p++) {
            long bytes = partitionBytes.applyAsLong(p);
            for (Pair pair : pairsOf(plan.base().current(p), plan.wanted().row(p))) {
                PairMoves one = new PairMoves(pair.from(), pair.to(), 1, bytes);
                pairs.merge(pair, one, PlanCost::sum);
                received.merge(pair.to(), bytes, Long::sum);
            }
        }
        long most = received.values().stream().mapToLong(Long::longValue).max().orElse(0);
        List<PairMoves> sorted = pairs.values().stream()
                .sorted(Comparator.comparingInt(PairMoves::partitions).reversed())
                .toList();
        return new PlanCost(
                sorted.stream().mapToLong(PairMoves::partitions).sum(),
                sorted.stream().mapToLong(PairMoves::bytes).sum(),
                most / bytesPerSecond,
                sorted,
                loads(plan));
    }

    private static PairMoves sum(PairMoves a, PairMoves b) {
        return new PairMoves(a.from(), a.to(), a.partitions() + b.partitions(), a.bytes() + b.bytes());
    }

    /** Newcomers matched with the owners that go, in the order of slots. */
    private static List<Pair> pairsOf(Row before, Row after) {
        List<Integer> going = new ArrayList<>();
        for (int node : before.toArray()) {
            if (!after.contains(node)) {
                going.add(node);
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (int node : after.toArray()) {
            if (!before.contains(node)) {
                int from = pairs.size() < going.size() ? going.get(pairs.size()) : NOBODY;
                pairs.add(new Pair(from, node));
            }
        }
        return pairs;
    }

    private static List<Load> loads(Plan plan) {
        Members members = plan.members();
        OwnerTable current = plan.base().ownership().current();
        int[] before = current.loads(members.nextIndex());
        int[] after = plan.wanted().loads(members.nextIndex());
        Map<Integer, Double> shares = new TreeMap<>();
        double[] fair =
                FairShares.of(TableMaker.founding(plan.base().shape(), members).task());
        List<Member> seated = members.seated();
        for (int i = 0; i < fair.length; i++) {
            shares.put(seated.get(i).index(), fair[i]);
        }
        return members.all().stream()
                .map(member -> new Load(
                        member.index(),
                        member.name(),
                        before[member.index()],
                        after[member.index()],
                        shares.getOrDefault(member.index(), 0.0)))
                .toList();
    }
}
