package io.gramme.ring.plan;

import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every plan must keep, computed anew from the plan alone. */
final class PlanChecks {
    final PlacementTask task;
    private final Plan plan;
    private final Ring base;
    private final List<Member> seated;

    PlanChecks(Plan plan) {
        this.plan = plan;
        this.base = plan.base();
        this.seated = plan.members().seated();
        this.task = new TableMaker(base.shape(), plan.members(), base, Map.of()).task();
    }

    /** Distinct seated owners, as many as there can be, in as many zones as there can be. */
    void rowsKeepTheRules() {
        int width = Math.min(base.shape().replicas(), seated.size());
        Set<String> allZones = new HashSet<>();
        seated.forEach(member -> allZones.add(member.zone()));
        int zones = Math.min(Math.min(base.shape().zones(), width), allZones.size());
        for (int p = 0; p < plan.wanted().partitions(); p++) {
            Row row = plan.wanted().row(p);
            Set<Integer> owners = new HashSet<>();
            Set<String> zonesOfRow = new HashSet<>();
            for (int node : row.toArray()) {
                Member owner = plan.members().at(node);
                require(owner != null && owner.seated(), "partition " + p + " owned by " + owner);
                owners.add(node);
                zonesOfRow.add(owner.zone());
            }
            require(owners.size() == width && row.size() == width, "partition " + p + " has owners " + row);
            require(zonesOfRow.size() >= zones, "partition " + p + " lies in " + zonesOfRow + ", wanted " + zones);
        }
    }

    /** Every load is its fair share rounded up or down. */
    void loadsKeep(double[] shares) {
        int[] loads = loads();
        for (int node = 0; node < shares.length; node++) {
            require(
                    Math.abs(loads[node] - shares[node]) < 1,
                    seated.get(node).name() + " has " + loads[node] + ", its share is " + shares[node] + " of "
                            + Arrays.toString(shares));
        }
    }

    int[] loads() {
        int[] byIndex = plan.wanted().loads(plan.members().nextIndex());
        return seated.stream().mapToInt(member -> byIndex[member.index()]).toArray();
    }

    /** Staying owners keep their slots. */
    void stayingOwnersKeepTheirSlots() {
        for (int p = 0; p < plan.wanted().partitions(); p++) {
            Row before = base.current(p);
            Row after = plan.wanted().row(p);
            for (int slot = 0; slot < Math.min(before.size(), after.size()); slot++) {
                int node = before.owner(slot);
                require(
                        !after.contains(node) || after.owner(slot) == node,
                        "partition " + p + ": " + before + " became " + after);
            }
        }
    }

    /**
     * Copies that no plan can do without: a node keeps at most the lesser of what it has and its upper bound, and gains at
     * least what its lower bound wants beyond what it has.
     */
    int simpleBound(double[] shares) {
        int kept = 0;
        int gained = 0;
        int[] current = base.ownership().current().loads(plan.members().nextIndex());
        for (int node = 0; node < shares.length; node++) {
            int had = current[seated.get(node).index()];
            kept += Math.min(had, (int) Math.ceil(shares[node] - 1e-6));
            gained += Math.max(0, (int) Math.floor(shares[node] + 1e-6) - had);
        }
        return Math.max(task.partitions() * task.width() - kept, gained);
    }

    /** The current rows as bits of seated nodes. */
    int[] currentRows() {
        int[] rows = new int[task.partitions()];
        for (int p = 0; p < rows.length; p++) {
            for (int node = 0; node < task.nodes(); node++) {
                rows[p] |= base.isOwner(p, seated.get(node).index()) ? 1 << node : 0;
            }
        }
        return rows;
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
