package io.gramme.node.antientropy;

import io.gramme.node.antientropy.ExchangeCost.Cost;

/**
 * Prints the table of docs/reference/anti-entropy-figures.md: what exchanges cost on virtual time, with half a millisecond
 * from node to node. With an argument only the refills.
 */
public final class AntiEntropyFigures {
    private static final long THROTTLE = 4 << 20;

    private AntiEntropyFigures() {}

    public static void main(String[] args) {
        System.out.println("| case | keys in the partition | keys moved | messages | bytes but for records | records "
                + "| time | processor time |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        if (args.length == 0) {
            exchanges();
        }
        refill(100_000, 1_000, THROTTLE);
        refill(100_000, 1_000, 0);
    }

    private static void exchanges() {
        for (int partitions : new int[] {256, 16, 1}) {
            oneDifference(partitions);
        }
        for (int different : new int[] {0, 100, 1_000, 10_000, 100_000}) {
            differences(different);
        }
        for (int different : new int[] {1_000, 10_000, 100_000}) {
            spread(different);
        }
    }

    private static int inPartition(ExchangeCost cost, int partition) {
        var tree = cost.stores.get(0).tree(partition);
        return tree == null ? 0 : tree.count();
    }

    private static void oneDifference(int partitions) {
        ExchangeCost cost = new ExchangeCost(partitions, 1_000_000, "v", false, 0);
        cost.change(0, 4_711, RepairWorld.record(2, 1, "other"));
        int partition = cost.partitions.of(CompactStore.Keys.key(4_711));
        print("1 of 1 M keys differs, " + partitions + " partitions", cost, partition, cost.exchange(1, partition));
    }

    private static void differences(int different) {
        ExchangeCost cost = new ExchangeCost(1, 1_000_000, "v", false, 0);
        for (int i = 0; i < different; i++) {
            cost.change(i % 2, i * 7, RepairWorld.record(2, 1, "other"));
        }
        print(different + " of 1 M keys differ, half on each side", cost, 0, cost.exchange(0, 0));
    }

    /** The default number of partitions: a round of all of them. */
    private static void spread(int different) {
        ExchangeCost cost = new ExchangeCost(256, 1_000_000, "v", false, 0);
        for (int i = 0; i < different; i++) {
            cost.change(i % 2, i * 7, RepairWorld.record(2, 1, "other"));
        }
        Cost sum = new Cost(new Exchanged(0, 0, 0, true, false, null), 0, 0, 0, 0, 0);
        for (int partition = 0; partition < 256; partition++) {
            sum = sum.and(cost.exchange(0, partition));
        }
        print(different + " of 1 M keys differ, all of 256 partitions", cost, 0, sum);
    }

    private static void refill(int keys, int valueBytes, long throttle) {
        ExchangeCost cost = new ExchangeCost(1, keys, "v".repeat(valueBytes), true, throttle);
        Cost took = cost.exchange(1, 0);
        String rate = throttle == 0 ? "no throttle" : (throttle >> 20) + " MiB/s";
        print("an empty node is refilled, " + rate, cost, 0, took);
        System.out.printf(
                "| the same, records by time: %.2f MiB/s | | | | | | | |%n",
                took.recordBytes() / took.seconds() / (1 << 20));
    }

    private static void print(String what, ExchangeCost cost, int partition, Cost took) {
        System.out.printf(
                "| %s | %,d | %,d | %,d | %,d | %,d | %.2f s | %.2f s |%n",
                what,
                inPartition(cost, partition),
                took.how().repaired(),
                took.messages(),
                took.otherBytes(),
                took.recordBytes(),
                took.seconds(),
                took.cpuSeconds());
    }
}
