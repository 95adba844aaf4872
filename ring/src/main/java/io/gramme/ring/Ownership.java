package io.gramme.ring;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who owns what, and who shall: for each partition its current row, at most one target row, and the newest epoch that
 * changed either. A replica refuses requests stamped before that epoch.
 */
public final class Ownership {
    /** What an epoch makes of one partition; an empty target means none. */
    public record Rows(Row current, Row target) {}

    private final OwnerTable current;
    private final OwnerTable targets;
    private final long[] changedAt;
    private final int pending;

    private Ownership(OwnerTable current, OwnerTable targets, long[] changedAt) {
        this.current = current;
        this.targets = targets;
        this.changedAt = changedAt;
        int count = 0;
        for (int p = 0; p < targets.partitions(); p++) {
            count += targets.row(p).isEmpty() ? 0 : 1;
        }
        this.pending = count;
    }

    /** Tables as they came from elsewhere; {@code changedAt} holds packed epochs. The array is copied. */
    public static Ownership of(OwnerTable current, OwnerTable targets, long[] changedAt) {
        if (current.partitions() != targets.partitions() || current.partitions() != changedAt.length) {
            throw new IllegalArgumentException("tables of " + current.partitions() + ", " + targets.partitions()
                    + " and " + changedAt.length + " partitions");
        }
        return new Ownership(current, targets, changedAt.clone());
    }

    /** The tables of a first ring: current rows and no target. */
    public static Ownership founding(OwnerTable current, Epoch epoch) {
        long[] changed = new long[current.partitions()];
        Arrays.fill(changed, epoch.packed());
        return new Ownership(current, OwnerTable.empty(current.partitions()), changed);
    }

    public OwnerTable current() {
        return current;
    }

    /** The target rows; an empty row where there is none. */
    public OwnerTable targets() {
        return targets;
    }

    /** The newest epoch that changed a row of the partition, packed. Allocates nothing. */
    public long changedAt(int partition) {
        return changedAt[partition];
    }

    /** How many partitions have a target row. */
    public int pending() {
        return pending;
    }

    /** The target row where there is one, else the current row: what the ring is on its way to. Allocates nothing. */
    public Row intended(int partition) {
        Row target = targets.row(partition);
        return target.isEmpty() ? current.row(partition) : target;
    }

    /** These tables with some partitions changed by an epoch; partitions whose rows stay equal are left untouched. */
    public Ownership with(Map<Integer, Rows> changes, Epoch epoch) {
        Map<Integer, Row> newCurrent = new TreeMap<>();
        Map<Integer, Row> newTargets = new TreeMap<>();
        long[] changed = changedAt.clone();
        changes.forEach((partition, rows) -> {
            if (current.row(partition).equals(rows.current())
                    && targets.row(partition).equals(rows.target())) {
                return;
            }
            newCurrent.put(partition, rows.current());
            newTargets.put(partition, rows.target());
            changed[partition] = epoch.packed();
        });
        return new Ownership(current.with(newCurrent), targets.with(newTargets), changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ownership ownership
                && current.equals(ownership.current)
                && targets.equals(ownership.targets)
                && Arrays.equals(changedAt, ownership.changedAt);
    }

    @Override
    public int hashCode() {
        return current.hashCode() * 31 + targets.hashCode();
    }

    @Override
    public String toString() {
        return current.partitions() + " partitions, " + pending + " pending";
    }
}
