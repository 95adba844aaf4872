package io.gramme.node.ringchange;

import io.gramme.node.transport.TransferMessage.MovesState;
import io.gramme.node.transport.TransferMessage.Owned;
import io.gramme.node.transport.TransferMessage.SealAsk;
import io.gramme.node.transport.TransferMessage.Sealed;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.change.RingChanges;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Proposes what follows from the members' words: the switch of partitions that all live owners have sealed, and the
 * retirement of members that own nothing any more. One epoch at a time, so at most one a round. On the control loop.
 */
final class SwitchProposer {
    /** A member that left and cannot be reached has this long to come back and hand over what only it may hold. */
    private static final long GIVE_UP_MILLIS = 60_000;

    /**
     * Every ring that comes into force costs clients a little, on all nodes: partitions that are ready gather for so long
     * after the last one, unless all are. Less than what the next member waits before it takes over.
     */
    private static final long GATHER_MILLIS = 6_000;

    private final NodeMoves moves;
    private final RingChanger changer;
    private final Map<Integer, Long> silentSince = new HashMap<>();
    private boolean busy;

    SwitchProposer(NodeMoves moves, RingChanger changer) {
        this.moves = moves;
        this.changer = changer;
    }

    /** Whether the ring is on its way to another. */
    boolean hasWork(Ring ring) {
        return ring.ownership().pending() > 0 || !RingChanges.retirable(ring).isEmpty();
    }

    void onStates(Ring ring, Set<Integer> live, Map<Integer, MovesState> states) {
        if (busy || !ring.equals(changer.ring())) {
            return;
        }
        SwitchRules.Next next = SwitchRules.next(ring, live, states);
        if (!next.toSeal().isEmpty()) {
            if (isGathering(ring, next)) {
                return;
            }
            busy = true;
            seal(ring, next.toSeal(), confirmed -> {
                Set<Integer> ready = new TreeSet<>(next.sealed());
                ready.addAll(confirmed);
                decide(ring, ready);
            });
        } else if (!next.sealed().isEmpty()) {
            busy = true;
            decide(ring, next.sealed());
        } else {
            retire(ring, live, states);
        }
    }

    /** A sealed partition refuses some writes and waits for nothing. */
    private boolean isGathering(Ring ring, SwitchRules.Next next) {
        Set<Integer> ready = new TreeSet<>();
        next.toSeal().values().forEach(list -> list.forEach(owned -> ready.add(owned.partition())));
        return moves.ringAgeMillis() < GATHER_MILLIS
                && next.sealed().isEmpty()
                && ready.size() < ring.ownership().pending();
    }

    /** Asks every owner; a partition is confirmed when each of its owners has. */
    private void seal(Ring ring, Map<Integer, List<Owned>> toSeal, Consumer<Set<Integer>> onConfirmed) {
        Map<Integer, Integer> missing = new TreeMap<>();
        toSeal.values().forEach(list -> list.forEach(owned -> missing.merge(owned.partition(), 1, Integer::sum)));
        int[] left = {toSeal.size()};
        toSeal.forEach((node, wanted) -> sealAt(ring, node, wanted, confirmed -> {
            confirmed.forEach(partition -> missing.computeIfPresent(partition, (p, count) -> count - 1));
            if (--left[0] == 0) {
                missing.values().removeIf(count -> count > 0);
                onConfirmed.accept(missing.keySet());
            }
        }));
    }

    private void sealAt(Ring ring, int node, List<Owned> wanted, Consumer<List<Integer>> onSealed) {
        Member member = ring.member(node);
        if (member == null) {
            onSealed.accept(List.of());
        } else if (member.id().equals(moves.ports().membership().self())) {
            moves.seal(wanted, onSealed);
        } else {
            moves.ports().transport().request(member.id(), new SealAsk(wanted), 2_000, outcome -> {
                onSealed.accept(outcome instanceof Sealed reply ? reply.partitions() : List.of());
            });
        }
    }

    private void decide(Ring ring, Set<Integer> ready) {
        if (ready.isEmpty() || !ring.equals(changer.ring())) {
            busy = false;
            return;
        }
        changer.propose(now -> RingChanges.switchRows(now, ready, changer.unreliable(now)), proposed -> busy = false);
    }

    private void retire(Ring ring, Set<Integer> live, Map<Integer, MovesState> states) {
        Set<Integer> gone = new TreeSet<>();
        long now = moves.ports().clock().monotonicMillis();
        Set<Integer> retirable = RingChanges.retirable(ring);
        silentSince.keySet().retainAll(retirable);
        for (int node : retirable) {
            MovesState state = states.get(node);
            boolean settled = state != null && state.settled() && !ring.epoch().isAfter(state.epoch());
            boolean silent = !live.contains(node);
            if (!silent) {
                silentSince.remove(node);
            }
            long since = silent ? silentSince.computeIfAbsent(node, one -> now) : now;
            if (settled || now - since >= GIVE_UP_MILLIS) {
                gone.add(node);
            }
        }
        if (!gone.isEmpty()) {
            busy = true;
            changer.propose(
                    current -> RingChanges.retire(current, gone, changer.unreliable(current)),
                    proposed -> busy = false);
        }
    }
}
