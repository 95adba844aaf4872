package io.gramme.gossip;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settles who is who when a process claims the place of another one of its node (a copied or restored disk, or a node that
 * moved). The known process is pinged: if it answers that very ping, which proves that both run, the newcomer alone is
 * refused. Once it is dead, a newcomer of the same boot counter is told that its disk counts as restored, and comes back
 * with a higher one; one of a higher boot counter is taken in.
 */
final class CloneWatch {
    private static final int MOST_CASES = 64;
    private static final long QUIET_MILLIS = 30_000;

    private final Local local;
    private final MemberTable members;
    private final Prober prober;
    private final Spreader spreader;
    private final Map<NodeId, Case> cases = new LinkedHashMap<>();

    private static final class Case {
        ProcessId newcomer;
        Address address;
        /** The ping of the known process whose answer is waited for, 0 for none. */
        long pinged;

        long alarmedMillis = Long.MIN_VALUE / 2;

        Case(ProcessId newcomer, Address address) {
            this.newcomer = newcomer;
            this.address = address;
        }
    }

    CloneWatch(Local local, MemberTable members, Prober prober, Spreader spreader) {
        this.local = local;
        this.members = members;
        this.prober = prober;
        this.spreader = spreader;
    }

    /** A newcomer claims the identity of a known member. */
    void onClaim(Member known, ProcessId newcomer, Address address, long now) {
        Case open = cases.computeIfAbsent(known.node(), node -> new Case(newcomer, address));
        boolean asked = open.newcomer.equals(newcomer) && prober.isUnderWay(open.pinged);
        open.newcomer = newcomer;
        open.address = address;
        if (cases.size() > MOST_CASES) {
            cases.remove(cases.keySet().iterator().next());
        }
        if (!known.isPresent()) {
            settle(known.process, open, Effect.Verdict.RESTORED, now);
        } else if (!asked) {
            open.pinged = prober.verify(known, now);
        }
    }

    /** A process has answered a ping: if its identity was in dispute before that was sent, it keeps it. */
    void onAnswer(long sequence, ProcessId answered, long now) {
        Case open = cases.get(answered.node());
        Member known = members.get(answered.node());
        if (open != null && open.pinged == sequence && known != null && answered.equals(known.process)) {
            open.pinged = 0;
            settle(answered, open, Effect.Verdict.REFUSED, now);
        }
    }

    /** A newcomer claims this very process's identity. */
    void refuseOwnClone(ProcessId newcomer, Address address) {
        spreader.send(address, new Message.Refusal(newcomer, local.process, Effect.Verdict.REFUSED), null);
    }

    private void settle(ProcessId known, Case open, Effect.Verdict verdict, long now) {
        spreader.send(open.address, new Message.Refusal(open.newcomer, known, verdict), null);
        if (now - open.alarmedMillis >= QUIET_MILLIS) {
            open.alarmedMillis = now;
            local.outbox.add(new Effect.IdentityConflict(known, open.newcomer, verdict));
        }
    }
}
