package io.gramme.ring;

import java.util.Arrays;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A row for every partition. Tables of neighbouring epochs share the rows that did not change, so a version of the ring
 * costs about Q references on the heap.
 */
public final class OwnerTable {
    private final Row[] rows;

    private OwnerTable(Row[] rows) {
        this.rows = rows;
    }

    /** A table of {@code partitions} rows. */
    public static OwnerTable of(int partitions, IntFunction<Row> rowOf) {
        Row[] rows = new Row[partitions];
        Arrays.setAll(rows, rowOf);
        return new OwnerTable(rows);
    }

    /** A table whose every row is empty. */
    public static OwnerTable empty(int partitions) {
        return of(partitions, partition -> Row.EMPTY);
    }

    public int partitions() {
        return rows.length;
    }

    /** The owners of a partition. Allocates nothing. */
    public Row row(int partition) {
        return rows[partition];
    }

    /** This table with some rows replaced, by partition. */
    public OwnerTable with(Map<Integer, Row> changed) {
        Row[] copy = rows.clone();
        changed.forEach((partition, row) -> copy[partition] = row);
        return new OwnerTable(copy);
    }

    /** In how many rows each node stands, indexed by node index below {@code indices}. */
    public int[] loads(int indices) {
        int[] loads = new int[indices];
        for (Row row : rows) {
            for (int slot = 0; slot < row.size(); slot++) {
                loads[row.owner(slot)]++;
            }
        }
        return loads;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OwnerTable table && Arrays.equals(rows, table.rows);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rows);
    }

    @Override
    public String toString() {
        return Arrays.toString(rows);
    }
}
