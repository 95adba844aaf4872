package io.gramme.ring.plan;

import io.gramme.ring.Member;
import io.gramme.ring.MemberState;
import io.gramme.ring.Members;
import io.gramme.ring.Refusal;
import io.gramme.ring.Refusal.Reason;
import io.gramme.ring.SeatNames;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The members of a plan in the making: applies edits one after the other until one is refused. */
final class Roster {
    private Members members;
    private final Map<Integer, Integer> replaced = new TreeMap<>();

    Roster(Members members) {
        this.members = members;
    }

    /** The members after all edits, under the names they have once seated. */
    Members members() {
        return SeatNames.settle(members);
    }

    /** By newcomer: the member whose partitions it takes. */
    Map<Integer, Integer> replaced() {
        return replaced;
    }

    /** Applies an edit; returns the refusal when that is impossible. */
    @Nullable
    Refusal apply(Edit edit) {
        try {
            return attempt(edit);
        } catch (IllegalArgumentException invalid) {
            return new Refusal(Reason.INVALID_VALUE, String.valueOf(invalid.getMessage()));
        }
    }

    private @Nullable Refusal attempt(Edit edit) {
        if (edit instanceof Edit.Join join) {
            return join(join.newcomer());
        }
        if (edit instanceof Edit.Replace replace) {
            int seat = members.nextIndex();
            Refusal refusal = join(replace.newcomer());
            replaced.put(seat, replace.node());
            return refusal != null ? refusal : leave(replace.node());
        }
        if (edit instanceof Edit.Leave leave) {
            return leave(leave.node());
        }
        if (edit instanceof Edit.Weight weight) {
            return change(weight.node(), member -> member.withWeight(weight.weight()));
        }
        Edit.Zone zone = (Edit.Zone) edit;
        return change(zone.node(), member -> member.withZone(zone.zone()));
    }

    private @Nullable Refusal join(Newcomer newcomer) {
        if (members.byId(newcomer.id()).isPresent()) {
            return new Refusal(Reason.ALREADY_KNOWN, "node " + newcomer.id() + " has a seat already");
        }
        if (members.hasDeparted(newcomer.id())) {
            return new Refusal(
                    Reason.ALREADY_KNOWN,
                    "node " + newcomer.id() + " has left this ring; it can only come back with a new data directory");
        }
        if (members.byName(newcomer.name()).isPresent()) {
            return new Refusal(
                    Reason.ALREADY_KNOWN,
                    "the name " + newcomer.name() + " belongs to node "
                            + members.byName(newcomer.name()).get().index());
        }
        if (members.nextIndex() >= Member.MAX_INDICES) {
            return new Refusal(Reason.NO_INDEX_LEFT, "all " + Member.MAX_INDICES + " node indices have been given");
        }
        members = members.with(List.of(newcomer.seat(members.nextIndex())));
        return null;
    }

    /** A lost member may be told to leave too: its rows move with every plan. */
    private @Nullable Refusal leave(int node) {
        Member member = members.at(node);
        if (member != null && member.state() == MemberState.LOST) {
            return null;
        }
        return change(node, leaving -> leaving.withState(MemberState.LEAVING));
    }

    private @Nullable Refusal change(int node, UnaryOperator<Member> how) {
        Member member = members.at(node);
        if (member == null) {
            return new Refusal(Reason.UNKNOWN_MEMBER, "node " + node + " is no member");
        }
        if (!member.seated()) {
            return new Refusal(
                    Reason.UNKNOWN_MEMBER,
                    member.state() == MemberState.LEAVING
                            ? member.name() + " is leaving already"
                            : member.name() + " was given up as lost");
        }
        members = members.with(List.of(how.apply(member)));
        return null;
    }
}
