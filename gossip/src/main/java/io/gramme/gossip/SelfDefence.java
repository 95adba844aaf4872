package io.gramme.gossip;

/**
 * What this process does about news of itself: it refutes by an incarnation above the accusation (SWIM §4.2), and reports
 * what shows that its disk or its identity is not its own.
 */
final class SelfDefence {
    private static final long QUIET_MILLIS = 30_000;

    private final Local local;
    private final Spreader spreader;
    /** Accused up to this incarnation while unable to answer probes; -1 is "not accused". */
    private long accusedIncarnation = -1;

    private long lastConflictMillis = Long.MIN_VALUE / 2;

    SelfDefence(Local local, Spreader spreader) {
        this.local = local;
        this.spreader = spreader;
    }

    void hear(Delta delta, NodeId teller, long now) {
        Delta.Told told = delta.told();
        if (told != null) {
            hear(new Greatest(delta.node(), delta.process().bootCounter(), told.marks()), teller);
        }
        if (delta.process().isCloneOf(local.process)) {
            conflict(delta.process(), now);
        } else if (delta.process().equals(local.process)) {
            accused(delta);
        }
    }

    /** Somebody knows these as the greatest of this node. */
    void hear(Greatest told, NodeId teller) {
        boolean restored =
                told.bootCounter() > local.process.bootCounter() || told.marks().exceeds(local.marks);
        if (restored) {
            local.outbox.add(new Effect.ToldOfGreaterSelf(told, teller));
        }
    }

    private void accused(Delta delta) {
        boolean own = delta.state() == MemberState.ALIVE || (delta.state() == MemberState.LEFT && local.leaving);
        if (own ? delta.incarnation() <= local.incarnation : local.leaving) {
            return;
        }
        if (delta.incarnation() < local.incarnation) {
            spreader.spread(local.delta());
        } else if (local.able) {
            refute(delta.incarnation());
        } else {
            accusedIncarnation = Math.max(accusedIncarnation, delta.incarnation());
        }
    }

    private void refute(long incarnation) {
        local.incarnation = incarnation + 1;
        local.health.add(1);
        local.tally.refutations++;
        spreader.spread(local.delta());
    }

    /** The process answers probes again: time to refute what it was accused of meanwhile. */
    void onAble() {
        if (accusedIncarnation >= local.incarnation) {
            refute(accusedIncarnation);
        }
        accusedIncarnation = -1;
    }

    /** Another process runs under this one's identity. */
    void conflict(ProcessId other, long now) {
        if (now - lastConflictMillis >= QUIET_MILLIS) {
            lastConflictMillis = now;
            local.outbox.add(new Effect.IdentityConflict(local.process, other, Effect.Verdict.REFUSED));
        }
    }
}
