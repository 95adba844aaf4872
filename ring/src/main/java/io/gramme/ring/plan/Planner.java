package io.gramme.ring.plan;

import io.gramme.ring.Members;
import io.gramme.ring.OwnerTable;
import io.gramme.ring.Refusal;
import io.gramme.ring.Refusal.Reason;
import io.gramme.ring.Ring;
import io.gramme.ring.RingShape;
import org.jspecify.annotations.Nullable;

/** Makes plans. Pure and deterministic: the same ring and request give the same plan on every machine. */
public final class Planner {
    private Planner() {}

    /** The plan that turns {@code ring} into what is wanted, or the reason why there is none. Changes nothing. */
    public static Planning plan(Ring ring, PlanRequest request) {
        Roster roster = new Roster(ring.members());
        for (Edit edit : request.edits()) {
            Refusal refusal = roster.apply(edit);
            if (refusal != null) {
                return new Planning.Refused(refusal);
            }
        }
        Members members = roster.members();
        Refusal tooFew = checkCount(ring, members, request.allowFewer());
        if (tooFew != null) {
            return new Planning.Refused(tooFew);
        }
        TableMaker maker = new TableMaker(ring.shape(), members, ring, roster.replaced());
        boolean onlyReplaced =
                !request.edits().isEmpty() && request.edits().stream().allMatch(edit -> edit instanceof Edit.Replace);
        OwnerTable substituted = onlyReplaced ? maker.substitute() : null;
        Plan plan = new Plan(ring, members, substituted != null ? substituted : maker.make());
        return altersNothing(plan)
                ? new Planning.Refused(new Refusal(
                        Reason.NOTHING_TO_DO, "ring " + ring.epoch() + " already is what the plan would make of it"))
                : new Planning.Planned(plan);
    }

    /** The table of a first ring, where nobody owned anything before. Needs at least one seated member. */
    public static OwnerTable found(RingShape shape, Members members) {
        return TableMaker.founding(shape, members).make();
    }

    private static @Nullable Refusal checkCount(Ring ring, Members members, boolean allowFewer) {
        int before = ring.members().seated().size();
        int after = members.seated().size();
        int replicas = ring.shape().replicas();
        if (after == 0) {
            return new Refusal(Reason.NO_NODES, "the plan leaves no node that may own a partition");
        }
        boolean shrinks = ring.current(0).size() > after || before > after;
        if (after < replicas && shrinks && !allowFewer) {
            return new Refusal(
                    Reason.TOO_FEW_NODES,
                    "the plan leaves " + after + " nodes (" + before + " have a seat now) and N is " + replicas
                            + ": every partition would have " + after + " owners; --allow-fewer permits it");
        }
        return null;
    }

    private static boolean altersNothing(Plan plan) {
        if (!plan.members().equals(plan.base().members())) {
            return false;
        }
        for (int p = 0; p < plan.wanted().partitions(); p++) {
            if (!plan.wanted().row(p).sameOwners(plan.base().ownership().intended(p))) {
                return false;
            }
        }
        return true;
    }
}
