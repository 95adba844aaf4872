package io.gramme.ring.change;

import io.gramme.ring.Addresses;
import io.gramme.ring.DeciderGroup;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Members;
import io.gramme.ring.Ownership;
import io.gramme.ring.Ownership.Rows;
import io.gramme.ring.Refusal;
import io.gramme.ring.Refusal.Reason;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import io.gramme.ring.plan.Plan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The steps inside a cluster's life under one term. {@code dead} are the nodes that may not be relied on now: dead, or
 * restored and not yet named by an epoch decided since; the decider group of the next ring avoids them.
 */
public final class RingChanges {
    private RingChanges() {}

    /**
     * Sets the target rows a plan wants; a target that has not become current is replaced. A plan made for an older ring
     * is rebased when only switches, retirements and changes of address came between ({@link Plan#fits}).
     */
    public static Change commit(Ring ring, Plan plan, Set<Integer> dead) {
        if (!plan.fits(ring)) {
            return refused(
                    Reason.SUPERSEDED,
                    "the plan was made for ring " + plan.base().epoch() + ", now it is " + ring.epoch()
                            + " and more than switches came between: plan again");
        }
        List<Member> changed = plan.changedMembers().stream()
                .filter(member -> plan.base().members().at(member.index()) == null
                        || ring.members().at(member.index()) != null)
                .map(member -> withAddressOf(ring, member))
                .toList();
        Map<Integer, Rows> rows = new TreeMap<>();
        for (int p = 0; p < plan.wanted().partitions(); p++) {
            Row wanted = plan.wanted().row(p);
            boolean there = ring.current(p).sameOwners(wanted);
            rows.put(p, new Rows(ring.current(p), there ? Row.EMPTY : wanted));
        }
        return next(ring, ring.members().with(changed), rows, dead);
    }

    private static Member withAddressOf(Ring ring, Member member) {
        Member now = ring.members().at(member.index());
        return now == null ? member : member.withAddresses(now.addresses());
    }

    /**
     * Drops every target row. Members that were to leave and still own something keep their seats; newcomers that own
     * nothing yet lose theirs and may be retired.
     */
    public static Change cancel(Ring ring, Set<Integer> dead) {
        if (ring.ownership().pending() == 0) {
            return refused(Reason.NOTHING_TO_DO, "ring " + ring.epoch() + " has no target rows");
        }
        Map<Integer, Rows> rows = new TreeMap<>();
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            rows.put(p, new Rows(ring.current(p), Row.EMPTY));
        }
        return next(ring, SeatsAfterCancel.of(ring), rows, dead);
    }

    /** Makes the target rows of these partitions current. Refused as a whole when one of them has no target. */
    public static Change switchRows(Ring ring, Collection<Integer> partitions, Set<Integer> dead) {
        if (partitions.isEmpty()) {
            return refused(Reason.NOTHING_TO_DO, "no partition to switch");
        }
        Map<Integer, Rows> rows = new TreeMap<>();
        for (int p : partitions) {
            if (p < 0
                    || p >= ring.shape().partitions().count()
                    || ring.target(p).isEmpty()) {
                return refused(Reason.NO_TARGET, "partition " + p + " has no target row in ring " + ring.epoch());
            }
            rows.put(p, new Rows(ring.target(p), Row.EMPTY));
        }
        return next(ring, ring.members(), rows, dead);
    }

    /** Takes members out of the ring that have no seat, own nothing and shall own nothing. */
    public static Change retire(Ring ring, Set<Integer> nodes, Set<Integer> dead) {
        if (nodes.isEmpty()) {
            return refused(Reason.NOTHING_TO_DO, "no member to retire");
        }
        int[] owned = ring.ownership().current().loads(Member.MAX_INDICES);
        int[] toOwn = ring.ownership().targets().loads(Member.MAX_INDICES);
        for (int node : new TreeSet<>(nodes)) {
            Member member = ring.member(node);
            if (member == null) {
                return refused(Reason.UNKNOWN_MEMBER, "node " + node + " is no member");
            }
            if (member.seated() || owned[node] + toOwn[node] > 0) {
                return refused(
                        Reason.STILL_NEEDED,
                        member.name() + " is " + member.state() + ", owns " + owned[node] + " partitions and shall own "
                                + toOwn[node] + " more");
            }
        }
        return next(ring, ring.members().depart(nodes), Map.of(), dead);
    }

    /** The members that {@link #retire} would take. */
    public static Set<Integer> retirable(Ring ring) {
        int[] owned = ring.ownership().current().loads(Member.MAX_INDICES);
        int[] toOwn = ring.ownership().targets().loads(Member.MAX_INDICES);
        Set<Integer> idle = new TreeSet<>();
        for (Member member : ring.members().all()) {
            if (!member.seated() && owned[member.index()] + toOwn[member.index()] == 0) {
                idle.add(member.index());
            }
        }
        return idle;
    }

    /** Records where a member listens now. */
    public static Change readdress(Ring ring, int node, Addresses addresses, Set<Integer> dead) {
        Member member = ring.member(node);
        if (member == null) {
            return refused(Reason.UNKNOWN_MEMBER, "node " + node + " is no member");
        }
        if (member.addresses().equals(addresses)) {
            return refused(Reason.NOTHING_TO_DO, member.name() + " already has these addresses");
        }
        return next(ring, ring.members().with(List.of(member.withAddresses(addresses))), Map.of(), dead);
    }

    private static Change next(Ring ring, Members members, Map<Integer, Rows> rows, Set<Integer> dead) {
        if (ring.epoch().number() >= Epoch.MAX_NUMBER) {
            return refused(Reason.EPOCHS_EXHAUSTED, "no epoch after " + ring.epoch());
        }
        Epoch epoch = ring.epoch().next();
        Ownership ownership = ring.ownership().with(rows, epoch);
        DeciderGroup group = DeciderGroup.choose(members, ring.group().nodes(), dead);
        return new Change.Changed(new Ring(ring.shape(), epoch, members, ownership, group));
    }

    static Change refused(Reason reason, String text) {
        return new Change.Refused(new Refusal(reason, text));
    }
}
