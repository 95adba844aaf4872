package io.gramme.node.http;

import io.gramme.node.antientropy.AntiEntropy;
import io.gramme.node.antientropy.StoreAudit;
import io.gramme.node.background.BudgetState;
import java.util.List;

/**
 * What repairs a node, at one moment.
 *
 * @param pairs every partition with every other owner, by partition
 * @param untrusted partitions that this node may not speak for, ascending
 * @param damagedRecords records that cannot be read and wait for another owner
 */
public record RepairView(
        BudgetState budget,
        AntiEntropy.Totals totals,
        StoreAudit.Progress audit,
        int due,
        List<AntiEntropy.PairView> pairs,
        List<Integer> untrusted,
        int damagedRecords) {
    public RepairView {
        pairs = List.copyOf(pairs);
        untrusted = List.copyOf(untrusted);
    }
}
