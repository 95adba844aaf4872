package io.gramme.gossip;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settles who is who when a process turns up with the node id and boot counter of another one (a copied or restored
 * disk). The known process is pinged: if it answers, the newcomer alone is refused; once it is dead, the newcomer is told
 * that its disk counts as restored, and comes back with a higher boot counter.
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
        long seenMillis;
        /** Whether an answer of the known process is waited for. */
        boolean pending;

        long alarmedMillis = Long.MIN_VALUE / 2;

        Case(ProcessId newcomer, Address address, long seenMillis) {
            this.newcomer = newcomer;
            this.address = address;
            this.seenMillis = seenMillis;
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
        Case open = cases.computeIfAbsent(known.node(), node -> new Case(newcomer, address, now));
        open.newcomer = newcomer;
        open.address = address;
        open.seenMillis = now;
        if (cases.size() > MOST_CASES) {
            cases.remove(cases.keySet().iterator().next());
        }
        if (!known.isPresent()) {
            settle(known.process, open, Effect.Verdict.RESTORED, now);
        } else {
            open.pending = true;
            if (!prober.isProbing(known.node())) {
                prober.verify(known, now);
            }
        }
    }

    /** A process has answered a ping: if its identity is in dispute, it keeps it. */
    void onAnswer(ProcessId answered, long now) {
        Case open = cases.get(answered.node());
        Member known = members.get(answered.node());
        if (open == null || !open.pending || known == null || !answered.equals(known.process)) {
            return;
        }
        if (now - open.seenMillis <= 2L * local.config.probeIntervalMillis()) {
            open.pending = false;
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
