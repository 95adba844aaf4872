package io.gramme.ring.change;

import io.gramme.ring.DeciderGroup;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Members;
import io.gramme.ring.Ownership;
import io.gramme.ring.Refusal.Reason;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import io.gramme.ring.plan.Newcomer;
import io.gramme.ring.plan.Planner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The first ring of a cluster. */
public final class Founding {
    private Founding() {}

    /**
     * Epoch 1.1, which seats exactly these founders, numbered in the order of their ids, so that every founder proposes
     * the same ring whatever the order in which it met the others.
     */
    public static Change found(RingShape shape, List<Newcomer> founders) {
        if (founders.isEmpty()) {
            return RingChanges.refused(Reason.NO_NODES, "a ring needs at least one founder");
        }
        if (founders.size() > Member.MAX_INDICES) {
            return RingChanges.refused(
                    Reason.NO_INDEX_LEFT, founders.size() + " founders, at most " + Member.MAX_INDICES);
        }
        long names = founders.stream().map(Newcomer::name).distinct().count();
        long ids = founders.stream().map(Newcomer::id).distinct().count();
        if (names < founders.size() || ids < founders.size()) {
            return RingChanges.refused(
                    Reason.ALREADY_KNOWN,
                    founders.size() + " founders have " + ids + " ids and " + names + " names; both must be distinct");
        }
        List<Member> seated = new ArrayList<>();
        for (Newcomer founder :
                founders.stream().sorted(Comparator.comparing(Newcomer::id)).toList()) {
            seated.add(founder.seat(seated.size()));
        }
        Members members = new Members(seated, List.of(), seated.size());
        Ownership ownership = Ownership.founding(Planner.found(shape, members), Epoch.FIRST);
        DeciderGroup group = DeciderGroup.choose(members, List.of(), Set.of());
        return new Change.Changed(new Ring(shape, Epoch.FIRST, members, ownership, group));
    }
}
