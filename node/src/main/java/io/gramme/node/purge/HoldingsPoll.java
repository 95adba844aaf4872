package io.gramme.node.purge;

import io.gramme.node.metrics.PurgeMetrics.Block;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks every ring member, dead ones too, whether it keeps anything that a partition's owners may not have. Over at the
 * first that does or is silent. Pure.
 */
final class HoldingsPoll {
    private final BitSet left = new BitSet();
    private @Nullable Blocked blocked;

    /** Who stands in the way, and why. */
    record Blocked(Block why, int node) {}

    /** @param members node indices of all members, at least one */
    HoldingsPoll(int[] members) {
        Arrays.stream(members).forEach(left::set);
    }

    void onReport(int node, HoldingsReport report) {
        if (report.isClean()) {
            left.clear(node);
        } else if (blocked == null && left.get(node)) {
            blocked = new Blocked(report.hints() ? Block.HINTS_KEPT : Block.DATA_UNPUSHED, node);
        }
    }

    void onSilent(int node) {
        if (blocked == null && left.get(node)) {
            blocked = new Blocked(Block.MEMBER_SILENT, node);
        }
    }

    /** Whether nobody's word is needed any more. */
    boolean isOver() {
        return blocked != null || left.isEmpty();
    }

    /** Who stands in the way; {@code null} when nobody does, or not yet. */
    @Nullable
    Blocked blocked() {
        return blocked;
    }
}
