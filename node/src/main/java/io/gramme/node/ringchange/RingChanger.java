package io.gramme.node.ringchange;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.KnownRing;
import io.gramme.node.membership.Membership;
import io.gramme.node.membership.ViewBoard;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.change.Change;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Proposes changes of the newest ring, with those left out of the next group who cannot be relied on. On the control loop. */
final class RingChanger {
    private final RingKeeper keeper;
    private final RingRegister register;
    private final Membership membership;
    private final ViewBoard board;

    RingChanger(RingKeeper keeper, RingRegister register, Membership membership, ViewBoard board) {
        this.keeper = keeper;
        this.register = register;
        this.membership = membership;
        this.board = board;
    }

    @Nullable
    Ring ring() {
        KnownRing known = keeper.known();
        return known == null ? null : known.ring();
    }

    RingKeeper keeper() {
        return keeper;
    }

    RingRegister register() {
        return register;
    }

    /** Members that are dead, or restored and not named by an epoch since. */
    Set<Integer> unreliable(Ring ring) {
        ClusterView view = board.views(0).current();
        Set<Integer> dead = new TreeSet<>();
        for (Member member : ring.members().all()) {
            boolean other = member.index() != view.selfIndex();
            boolean gone = other && !ShardMoves.isAlive(view, member.index());
            if (gone || (other && membership.isRestored(member.id()))) {
                dead.add(member.index());
            }
        }
        return dead;
    }

    /** Proposes what {@code step} makes of the newest ring. */
    void propose(Function<Ring, Change> step, Consumer<Proposed> onProposed) {
        Ring ring = ring();
        if (ring == null) {
            onProposed.accept(new Proposed.NotPossible("no ring is known"));
            return;
        }
        Change change = step.apply(ring);
        if (change instanceof Change.Changed changed) {
            register.propose(changed.next(), onProposed);
        } else {
            onProposed.accept(
                    new Proposed.NotPossible(((Change.Refused) change).refusal().text()));
        }
    }
}
