package io.gramme.ring.plan;

import io.gramme.ring.Member;
import io.gramme.ring.Members;
import io.gramme.ring.OwnerTable;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.util.List;

/**
 * A ring that is wanted, not yet decided. It is stored and committed as a table and never computed again.
 *
 * @param base the ring it was made for
 * @param members the members after it
 * @param wanted the row of every partition after it
 */
public record Plan(Ring base, Members members, OwnerTable wanted) {

    /** The members it adds or changes, as they shall be. */
    public List<Member> changedMembers() {
        return members.all().stream()
                .filter(member -> !member.equals(base.members().at(member.index())))
                .toList();
    }

    /**
     * Whether the plan still says what was meant when only switches, retirements and changes of address have happened
     * since its base: the seated members and where each partition is on its way to are as they were.
     */
    public boolean fits(Ring ring) {
        if (!ring.shape().equals(base.shape())
                || ring.epoch().term() != base.epoch().term()
                || ring.members().nextIndex() != base.members().nextIndex()
                || !sameMembers(ring)) {
            return false;
        }
        for (int p = 0; p < wanted.partitions(); p++) {
            if (!ring.ownership().intended(p).equals(base.ownership().intended(p))) {
                return false;
            }
        }
        return true;
    }

    private boolean sameMembers(Ring ring) {
        for (Member before : base.members().all()) {
            Member now = ring.members().at(before.index());
            boolean retired = now == null && !before.seated();
            if (!retired
                    && (now == null || !now.withAddresses(before.addresses()).equals(before))) {
                return false;
            }
        }
        return true;
    }

    /** How many copies of a partition a node has to receive that is not in the partition's current row. */
    public int moves() {
        int moves = 0;
        for (int p = 0; p < wanted.partitions(); p++) {
            Row row = wanted.row(p);
            for (int slot = 0; slot < row.size(); slot++) {
                moves += base.isOwner(p, row.owner(slot)) ? 0 : 1;
            }
        }
        return moves;
    }
}
