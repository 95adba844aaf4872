package io.gramme.gossip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of each member, and how it changes (SWIM §4.2). A record gives way only to a greater one in the order
 * (boot counter, incarnation, alive &lt; suspect &lt; dead &lt; left); what changed a record is passed on, what did not is not.
 *
 * <p>Departures: the original lets "confirm" win over any incarnation; here, as in memberlist, a dead record is beaten by
 * a higher incarnation, so that a member declared dead by mistake can come back. And each member probes a suspect once more
 * before its own clock runs out, and starts that clock again if there is an answer: in large clusters under loss some
 * members miss a refutation, and one of them is enough to declare a death.
 */
final class Beliefs {
    private final Local local;
    private final MemberTable members;
    private final Spreader spreader;
    private final SelfDefence selfDefence;
    private final GreatestTable greatest;
    /** The suspects, in the order they became so. */
    private final Map<NodeId, Member> suspects = new LinkedHashMap<>();

    Beliefs(Local local, MemberTable members, Spreader spreader, SelfDefence selfDefence, GreatestTable greatest) {
        this.local = local;
        this.members = members;
        this.spreader = spreader;
        this.selfDefence = selfDefence;
        this.greatest = greatest;
    }

    /**
     * Takes a change in.
     *
     * @return the member whose place the change's process claims, else null
     */
    @Nullable
    Member hear(Delta delta, NodeId teller, long now) {
        if (members.isBanned(delta.node())) {
            return null;
        }
        if (delta.node().equals(local.node())) {
            selfDefence.hear(delta, teller, now);
            return null;
        }
        Member member = members.get(delta.node());
        Delta.Told told = delta.state() == MemberState.ALIVE ? delta.told() : null;
        if (member != null
                && member.isClaimedBy(
                        delta.process(), told == null ? null : told.meta().peer())) {
            return member;
        }
        switch (delta.state()) {
            case ALIVE -> alive(member, delta, now);
            case SUSPECT -> suspect(member, delta, now);
            case DEAD, LEFT -> gone(member, delta, now);
        }
        return null;
    }

    /** Takes in a member of a peer's full state; there, too, the dead are only suspected, so that they can refute. */
    @Nullable
    Member hear(FullState.Entry entry, NodeId teller, long now) {
        NodeId node = entry.process().node();
        if (members.isBanned(node)) {
            return null;
        }
        Delta alive = Delta.alive(entry.process(), entry.incarnation(), entry.told());
        if (entry.state() == MemberState.ALIVE) {
            return hear(alive, teller, now);
        }
        if (node.equals(local.node())) {
            selfDefence.hear(
                    new Greatest(
                            node, entry.process().bootCounter(), entry.told().marks()),
                    teller);
        } else {
            Member member = members.get(node);
            boolean news = member == null || entry.process().bootCounter() > member.process.bootCounter();
            if (news && !entry.state().isPresent()) {
                adoptGone(member, entry, now);
                return null;
            }
            Member claimed = news ? hear(alive, teller, now) : null;
            if (claimed != null) {
                return claimed;
            }
        }
        MemberState state = entry.state() == MemberState.DEAD ? MemberState.SUSPECT : entry.state();
        return hear(Delta.accusation(entry.process(), entry.incarnation(), state, local.node()), teller, now);
    }

    /** A run that is over and was not known: worth a record only where the ring names the node. */
    private void adoptGone(@Nullable Member known, FullState.Entry entry, long now) {
        boolean wanted = known != null || (members.isRingMember(entry.process().node()) && !members.isFull());
        if (!wanted) {
            return;
        }
        MemberView before = known == null ? null : known.view();
        Member member = known;
        if (member == null) {
            member = new Member(entry.process(), entry.incarnation(), entry.told(), now);
            members.add(member);
        }
        member.become(entry.process(), entry.incarnation(), entry.told());
        changeState(member, entry.state(), now);
        local.outbox.add(new Effect.MemberChanged(before, member.view()));
    }

    private void alive(@Nullable Member member, Delta delta, long now) {
        Delta.Told told = delta.told();
        if (told == null) {
            return;
        }
        if (member == null) {
            if (!members.isFull()) {
                hearMarks(delta.process(), told);
                Member joined = new Member(delta.process(), delta.incarnation(), told, now);
                members.add(joined);
                local.outbox.add(new Effect.MemberChanged(null, joined.view()));
                spreader.spread(delta);
            }
            return;
        }
        boolean newRun = delta.process().bootCounter() > member.process.bootCounter();
        boolean newIncarnation = delta.process().equals(member.process) && delta.incarnation() > member.incarnation;
        if (!newRun && !newIncarnation) {
            return;
        }
        hearMarks(delta.process(), told);
        MemberView before = member.view();
        member.addressDisputed = !newRun && (member.addressDisputed || member.state == MemberState.DEAD);
        member.become(delta.process(), delta.incarnation(), told);
        changeState(member, MemberState.ALIVE, now);
        local.outbox.add(new Effect.MemberChanged(before, member.view()));
        spreader.spread(delta);
    }

    private void hearMarks(ProcessId process, Delta.Told told) {
        greatest.hear(new Greatest(process.node(), process.bootCounter(), told.marks()));
    }

    /** Starts or confirms a suspicion. Of a member or a run that is not known yet there is nothing to suspect. */
    private void suspect(@Nullable Member member, Delta delta, long now) {
        if (member == null || !delta.process().equals(member.process)) {
            return;
        }
        boolean older = delta.incarnation() < member.incarnation;
        boolean over = delta.incarnation() == member.incarnation && !member.isPresent();
        if (older || over) {
            return;
        }
        Suspicion running = member.suspicion;
        // A higher incarnation was made by refuting: the old suspicion is answered, this is another one with its own
        // time.
        if (running != null && delta.incarnation() == member.incarnation) {
            if (running.confirm(delta.accuser())) {
                spreader.spread(delta);
            }
            return;
        }
        MemberView before = member.view();
        member.incarnation = delta.incarnation();
        changeState(member, MemberState.SUSPECT, now);
        member.suspicion = new Suspicion(local.config, members.size(), delta.accuser(), now);
        local.outbox.add(new Effect.MemberChanged(before, member.view()));
        spreader.spread(delta);
    }

    private void gone(@Nullable Member member, Delta delta, long now) {
        if (member == null || !delta.process().equals(member.process)) {
            return;
        }
        boolean greater = delta.incarnation() > member.incarnation
                || (delta.incarnation() == member.incarnation && delta.state().compareTo(member.state) > 0);
        if (!greater) {
            return;
        }
        MemberView before = member.view();
        member.incarnation = delta.incarnation();
        changeState(member, delta.state(), now);
        local.outbox.add(new Effect.MemberChanged(before, member.view()));
        spreader.spread(delta);
    }

    /** This process itself accuses a member, in the incarnation it knows. */
    void accuse(Member member, MemberState state, long now) {
        hear(Delta.accusation(member.process, member.incarnation, state, local.node()), local.node(), now);
    }

    void onTick(long now) {
        List<Member> due = new ArrayList<>();
        for (Member suspect : suspects.values()) {
            if (deadline(suspect) <= now) {
                due.add(suspect);
            }
        }
        due.forEach(suspect -> accuse(suspect, MemberState.DEAD, now));
        for (Member suspect : suspects.values()) {
            Suspicion suspicion = suspect.suspicion;
            if (suspicion != null && suspicion.hearingMillis(hearingLead()) <= now) {
                suspicion.hearing();
                members.probeNext(suspect);
            }
        }
    }

    long dueMillis() {
        long due = Long.MAX_VALUE;
        for (Member suspect : suspects.values()) {
            Suspicion suspicion = suspect.suspicion;
            if (suspicion != null) {
                due = Math.min(due, Math.min(suspicion.deadlineMillis(), suspicion.hearingMillis(hearingLead())));
            }
        }
        return due;
    }

    /** A probe of this process was answered: on its own evidence the member lives, whatever is still to be refuted. */
    void answered(ProcessId process, long now) {
        Member member = members.get(process.node());
        if (member != null && member.suspicion != null && member.process.equals(process)) {
            member.suspicion.answered(now);
        }
    }

    private long hearingLead() {
        return 2 * local.health.scaled(local.config.probeIntervalMillis());
    }

    /** This process stood still for so long: nobody could refute meanwhile. */
    void prolong(long millis) {
        for (Member suspect : suspects.values()) {
            if (suspect.suspicion != null) {
                suspect.suspicion.prolong(millis);
            }
        }
    }

    void forget(Member member) {
        suspects.remove(member.node());
        members.remove(member);
        greatest.forget(member.node());
        local.outbox.add(new Effect.MemberForgotten(member.view()));
    }

    private static long deadline(Member suspect) {
        return suspect.suspicion == null ? Long.MAX_VALUE : suspect.suspicion.deadlineMillis();
    }

    private void changeState(Member member, MemberState state, long now) {
        members.changeState(member, state, now);
        if (state == MemberState.SUSPECT) {
            suspects.put(member.node(), member);
        } else {
            member.suspicion = null;
            suspects.remove(member.node());
        }
    }
}
