package io.gramme.node.ringchange;

import io.gramme.node.ringchange.Tenure.Role;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of partitions that this node lost (design §8): out of the live key space at once, then pushed to the new
 * owners, kept for a while, then gone. One partition after the other. On the shard's loop.
 */
final class RetiredWork {
    private static final long PAUSE_MILLIS = 1_000;

    private final ShardMoves moves;
    /** By partition: owners that hold all of what this node has to push. */
    private final Map<Integer, Set<Integer>> pushed = new HashMap<>();

    /** Partitions whose returning data has been gone through. */
    private final Set<Integer> reviewed = new HashSet<>();

    private int working = -1;
    /** The turn goes round: one that fails again and again holds up no other. */
    private int last = -1;

    private long restUntilMillis;

    RetiredWork(ShardMoves moves) {
        this.moves = moves;
    }

    /** Takes the next step where none is under way; tells whether there is more to do soon. */
    boolean turn(Map<Integer, Tenure> tenures) {
        if (working >= 0 || moves.ports().clock().monotonicMillis() < restUntilMillis) {
            return true;
        }
        ShardSeat seat = moves.seat();
        List<Integer> due = new ArrayList<>();
        tenures.forEach((partition, tenure) -> {
            if (isDue(partition, tenure)) {
                due.add(partition);
            }
        });
        due.sort(Comparator.comparing(partition -> partition <= last));
        for (int partition : due) {
            if (working < 0 && seat != null) {
                last = partition;
                work(seat, partition, moves.tenure(partition).role());
            }
        }
        return !due.isEmpty();
    }

    private boolean isDue(int partition, Tenure tenure) {
        return tenure.isUnsettled()
                || tenure.role() == Role.DROPPING
                || (tenure.role() == Role.PUSHED && isOver(partition, tenure));
    }

    /** What was pushed goes after its time, and at once when the partition comes back: it must not be taken for more. */
    private boolean isOver(int partition, Tenure tenure) {
        long age = moves.ports().clock().wallMillis() - tenure.sinceMillis();
        return age >= moves.ports().cleanupMillis() || moves.standing(partition).target();
    }

    private void work(ShardSeat seat, int partition, Role role) {
        LocalSweep.Kind kind = switch (role) {
            case LEAVING -> LocalSweep.Kind.RETIRE;
            case DROPPING -> LocalSweep.Kind.DROP_LIVE;
            case PUSHED -> LocalSweep.Kind.DROP_RETIRED;
            case RETURNING -> LocalSweep.Kind.REINSTATE;
            default -> null;
        };
        if (seat.review().holdsBack(partition)) {
            restUntilMillis = moves.ports().clock().monotonicMillis() + PAUSE_MILLIS;
        } else if (role == Role.RETURNING && !reviewed.contains(partition)) {
            review(seat, partition);
        } else if (kind != null) {
            working = partition;
            LocalSweep.start(
                    moves.ports().pacing(), seat.records(), partition, kind, done -> ended(partition, role, done));
        } else if (role == Role.UNPUSHED) {
            push(seat, partition);
        }
    }

    /** What comes back may have been purged without this node, whose ledger knows nothing of it. */
    private void review(ShardSeat seat, int partition) {
        working = partition;
        seat.review().start(partition, done -> {
            working = -1;
            if (done) {
                reviewed.add(partition);
            } else {
                restUntilMillis = moves.ports().clock().monotonicMillis() + PAUSE_MILLIS;
            }
        });
    }

    private void ended(int partition, Role role, boolean done) {
        working = -1;
        if (!done) {
            restUntilMillis = moves.ports().clock().monotonicMillis() + PAUSE_MILLIS;
        } else if (moves.tenure(partition).role() == role) {
            reviewed.remove(partition);
            moves.done(partition);
        }
    }

    /** Every live owner, and no fewer than a majority of the row, has to hold what this node has. */
    private void push(ShardSeat seat, int partition) {
        Set<Integer> have = pushed.computeIfAbsent(partition, p -> new HashSet<>());
        List<PeerAsk> live = moves.liveOwners(partition);
        PeerAsk next = firstWithout(live, have);
        if (next != null) {
            working = partition;
            PushOut.start(next, moves.ports(), seat.records(), done -> {
                working = -1;
                if (done) {
                    have.add(next.node());
                } else {
                    restUntilMillis = moves.ports().clock().monotonicMillis() + PAUSE_MILLIS;
                }
            });
        } else if (isMajority(partition, have)) {
            pushed.remove(partition);
            moves.done(partition);
        } else {
            restUntilMillis = moves.ports().clock().monotonicMillis() + PAUSE_MILLIS;
        }
    }

    private static @Nullable PeerAsk firstWithout(List<PeerAsk> live, Set<Integer> have) {
        for (PeerAsk owner : live) {
            if (!have.contains(owner.node())) {
                return owner;
            }
        }
        return null;
    }

    private boolean isMajority(int partition, Set<Integer> have) {
        Ring ring = moves.ports().views().current().ring();
        if (ring == null) {
            return false;
        }
        long holding =
                have.stream().filter(node -> ring.isOwner(partition, node)).count();
        return holding > ring.current(partition).size() / 2;
    }
}
