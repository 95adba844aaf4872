package io.gramme.ring.change;

import io.gramme.ring.DeciderGroup;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Members;
import io.gramme.ring.Refusal.Reason;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ring after {@code cluster recover --lost}: a new term, decided by nobody, because those who could are gone. Should
 * the lost live after all, both sides may have made epochs; the higher term wins, and node indices given under it start
 * at the next multiple of 256, out of reach of indices the other side gives.
 */
public final class Recovery {
    private static final int INDEX_STEP = 256;

    private Recovery() {}

    /**
     * Gives up the lost members and names a new group of the others. Rows stay as they are: the next plan moves what the
     * lost ones own.
     *
     * @param lost the members that will not come back; with them the group must have lost its majority
     * @param dead further nodes that may not be relied on now
     */
    public static Change recover(Ring ring, Set<Integer> lost, Set<Integer> dead) {
        List<Member> changed = new ArrayList<>();
        for (int node : new TreeSet<>(lost)) {
            Member member = ring.member(node);
            if (member == null) {
                return RingChanges.refused(Reason.UNKNOWN_MEMBER, "node " + node + " is no member");
            }
            changed.add(member.withState(MemberState.LOST));
        }
        if (ring.group().outlives(lost)) {
            return RingChanges.refused(
                    Reason.GROUP_HAS_MAJORITY,
                    "of the deciders " + ring.group().nodes() + " a majority of "
                            + ring.group().majority() + " is not lost: plan leave or replace instead");
        }
        int next = (ring.members().nextIndex() / INDEX_STEP + 1) * INDEX_STEP;
        if (next >= Member.MAX_INDICES || ring.epoch().term() >= Epoch.MAX_TERM) {
            return RingChanges.refused(
                    Reason.NO_INDEX_LEFT, "node indices would start at " + next + " of " + Member.MAX_INDICES);
        }
        Members members = ring.members().with(changed).withNextIndex(next);
        if (members.seated().isEmpty()) {
            return RingChanges.refused(Reason.NO_NODES, "no member would be left with a seat");
        }
        DeciderGroup group = DeciderGroup.choose(members, ring.group().nodes(), dead);
        return new Change.Changed(new Ring(ring.shape(), ring.epoch().nextTerm(), members, ring.ownership(), group));
    }
}
