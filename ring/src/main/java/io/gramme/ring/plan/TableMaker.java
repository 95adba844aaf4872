package io.gramme.ring.plan;

import io.gramme.ring.Member;
import io.gramme.ring.Members;
import io.gramme.ring.Mix;
import io.gramme.ring.OwnerTable;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.Row;
import io.gramme.ring.plan.PlacementTask.Holding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Between the ring's members, zones and rows and the dense numbers of a {@link PlacementTask}. */
final class TableMaker {
    private final RingShape shape;
    private final List<Member> seated;
    private final @Nullable Ring before;
    private final Map<Integer, Integer> replaced;
    private final long seed;

    TableMaker(RingShape shape, Members members, Ring before, Map<Integer, Integer> replaced) {
        this(shape, members.seated(), before, replaced, before.epoch().packed());
    }

    private TableMaker(
            RingShape shape, List<Member> seated, @Nullable Ring before, Map<Integer, Integer> replaced, long seed) {
        this.shape = shape;
        this.seated = seated;
        this.before = before;
        this.replaced = replaced;
        this.seed = Mix.of(seed, shape.cluster().high(), shape.cluster().low());
    }

    static TableMaker founding(RingShape shape, Members members) {
        return new TableMaker(shape, members.seated(), null, Map.of(), 0);
    }

    /** The best table under all the rules. */
    OwnerTable make() {
        PlacementTask task = task();
        int[][] rows = Placement.find(task, FairShares.of(task));
        return OwnerTable.of(task.partitions(), p -> order(p, indices(rows[p])));
    }

    /** The intended rows with replaced nodes exchanged for their newcomers; null where that would break a rule. */
    @Nullable
    OwnerTable substitute() {
        Ring ring = before;
        if (ring == null) {
            return null;
        }
        Map<Integer, Integer> newcomerOf = new TreeMap<>();
        replaced.forEach((newcomer, old) -> newcomerOf.put(old, newcomer));
        PlacementTask task = task();
        Map<Integer, Integer> dense = denseNumbers();
        Row[] rows = new Row[task.partitions()];
        for (int p = 0; p < rows.length; p++) {
            int[] row = ring.ownership().intended(p).toArray();
            Arrays.setAll(row, slot -> newcomerOf.getOrDefault(row[slot], row[slot]));
            boolean allSeated = Arrays.stream(row).allMatch(dense::containsKey);
            if (!allSeated || row.length != task.width() || lacksZone(task, dense, row)) {
                return null;
            }
            rows[p] = order(p, row);
        }
        return OwnerTable.of(rows.length, p -> rows[p]);
    }

    private static boolean lacksZone(PlacementTask task, Map<Integer, Integer> dense, int[] row) {
        int[] numbers = Arrays.stream(row).map(dense::get).toArray();
        return task.zonesIn(numbers, numbers.length) < task.zones();
    }

    PlacementTask task() {
        List<String> zones = seated.stream().map(Member::zone).distinct().toList();
        int width = Math.min(shape.replicas(), seated.size());
        int wantedZones = Math.min(Math.min(shape.zones(), width), zones.size());
        int[] weights = seated.stream().mapToInt(Member::weight).toArray();
        int[] zoneOf =
                seated.stream().mapToInt(member -> zones.indexOf(member.zone())).toArray();
        return new PlacementTask(shape.partitions().count(), width, wantedZones, weights, zoneOf, holdings(), seed);
    }

    private Holding[][] holdings() {
        Holding[][] holdings = new Holding[shape.partitions().count()][seated.size()];
        for (int p = 0; p < holdings.length; p++) {
            for (int node = 0; node < seated.size(); node++) {
                holdings[p][node] = holding(p, seated.get(node).index());
            }
        }
        return holdings;
    }

    private Holding holding(int partition, int index) {
        Ring ring = before;
        if (ring == null) {
            return Holding.NOTHING;
        }
        if (ring.isOwner(partition, index)) {
            return Holding.CURRENT;
        }
        int inherited = replaced.getOrDefault(index, index);
        return ring.ownership().intended(partition).contains(inherited) ? Holding.TARGET : Holding.NOTHING;
    }

    private Map<Integer, Integer> denseNumbers() {
        Map<Integer, Integer> dense = new TreeMap<>();
        for (int node = 0; node < seated.size(); node++) {
            dense.put(seated.get(node).index(), node);
        }
        return dense;
    }

    private int[] indices(int[] row) {
        return Arrays.stream(row).map(node -> seated.get(node).index()).toArray();
    }

    /** Staying owners keep their slots of the current row; the others take the free ones in an order of chance. */
    private Row order(int partition, int[] nodes) {
        List<Integer> newcomers = Arrays.stream(nodes)
                .boxed()
                .filter(node -> before == null || !before.isOwner(partition, node))
                .sorted((a, b) -> Long.compare(Mix.of(seed, partition, a), Mix.of(seed, partition, b)))
                .collect(Collectors.toList());
        int[] ordered = new int[nodes.length];
        Arrays.fill(ordered, -1);
        for (int node : nodes) {
            int slot = before == null ? -1 : before.current(partition).slotOf(node);
            if (slot >= ordered.length) {
                newcomers.add(node);
            } else if (slot >= 0) {
                ordered[slot] = node;
            }
        }
        int next = 0;
        for (int slot = 0; slot < ordered.length; slot++) {
            ordered[slot] = ordered[slot] >= 0 ? ordered[slot] : newcomers.get(next++);
        }
        return Row.of(ordered);
    }
}
