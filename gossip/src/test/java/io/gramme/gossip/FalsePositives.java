package io.gramme.gossip;

import java.util.HashSet;
import java.util.Set;

/** Counts members that somebody declared dead although they ran well; the slow ones do not count. */
final class FalsePositives implements SimNetwork.Observer {
    final Set<SimNode> faulty = new HashSet<>();
    boolean slowSeenDead;
    int suspicions;
    int deaths;

    @Override
    public void changed(long now, SimNode at, Effect.MemberChanged change) {
        MemberView after = change.after();
        boolean faultyVictim = faulty.stream().anyMatch(node -> node.id.equals(after.node()));
        boolean same = change.before() != null && change.before().state() == after.state();
        if (faultyVictim || faulty.contains(at) || same) {
            return;
        }
        suspicions += after.state() == MemberState.SUSPECT ? 1 : 0;
        deaths += after.state() == MemberState.DEAD ? 1 : 0;
    }
}
