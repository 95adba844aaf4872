package io.gramme.node.ringchange;

import io.gramme.node.transport.TransferMessage.Checked;
import io.gramme.node.transport.TransferMessage.MovesState;
import io.gramme.node.transport.TransferMessage.Owned;
import io.gramme.node.transport.TransferMessage.Proof;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When a partition may switch, from what the members say of themselves (design §8). Pure. */
final class SwitchRules {
    private SwitchRules() {}

    /**
     * What to do next.
     *
     * @param sealed partitions whose live owners all have confirmed: they may switch
     * @param toSeal by owner: what it is to confirm
     */
    record Next(Set<Integer> sealed, Map<Integer, List<Owned>> toSeal) {}

    /**
     * @param ring the ring that would be followed
     * @param live members that are not known to be dead
     * @param states what live members said, by node index; who did not answer is not in it
     */
    static Next next(Ring ring, Set<Integer> live, Map<Integer, MovesState> states) {
        Set<Integer> sealed = new TreeSet<>();
        Map<Integer, List<Owned>> toSeal = new TreeMap<>();
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            if (!ring.target(p).isEmpty()) {
                List<OwnedBy> owners = owners(ring, p, live, states);
                if (owners != null && !owners.isEmpty()) {
                    judge(ring, p, owners, new Known(live, states), new Next(sealed, toSeal));
                }
            }
        }
        return new Next(sealed, toSeal);
    }

    private record OwnedBy(int node, Owned owned) {}

    private record Known(Set<Integer> live, Map<Integer, MovesState> states) {}

    private static void judge(Ring ring, int partition, List<OwnedBy> owners, Known known, Next next) {
        if (owners.stream().allMatch(owner -> owner.owned.sealed())) {
            next.sealed.add(partition);
            return;
        }
        boolean checked = checkers(ring, partition, known.live).stream()
                .allMatch(node -> isChecked(known.states.get(node), node, partition, owners));
        if (checked) {
            owners.forEach(owner -> next.toSeal
                    .computeIfAbsent(owner.node, node -> new ArrayList<>())
                    .add(owner.owned));
        }
    }

    /** What the live owners say of the partition, or {@code null} while one of them has not said it by this ring. */
    private static @Nullable List<OwnedBy> owners(
            Ring ring, int partition, Set<Integer> live, Map<Integer, MovesState> states) {
        List<OwnedBy> owners = new ArrayList<>();
        for (int node : ring.current(partition).toArray()) {
            if (!live.contains(node)) {
                continue;
            }
            MovesState state = states.get(node);
            Owned owned = state == null
                    ? null
                    : state.owned().stream()
                            .filter(one -> one.partition() == partition && one.attempt() == ring.changedAt(partition))
                            .findFirst()
                            .orElse(null);
            if (owned == null) {
                return null;
            }
            owners.add(new OwnedBy(node, owned));
        }
        return owners;
    }

    /** Whether the row gets fewer newcomers than it loses owners: then those that stay have to hold what the others had. */
    static boolean stayersCheck(Ring ring, int partition) {
        Row current = ring.current(partition);
        Row target = ring.target(partition);
        return !target.isEmpty() && target.size() < current.size();
    }

    /** Who has to have all of it: every newcomer, and where the row gets shorter every live owner that stays. */
    private static List<Integer> checkers(Ring ring, int partition, Set<Integer> live) {
        List<Integer> checkers = new ArrayList<>();
        for (int node : ring.target(partition).toArray()) {
            boolean stays = ring.current(partition).contains(node);
            if (!stays || (stayersCheck(ring, partition) && live.contains(node))) {
                checkers.add(node);
            }
        }
        return checkers;
    }

    private static boolean isChecked(@Nullable MovesState state, int checker, int partition, List<OwnedBy> owners) {
        if (state == null) {
            return false;
        }
        Checked checked = state.checked().stream()
                .filter(one -> one.partition() == partition
                        && one.attempt() == owners.get(0).owned.attempt())
                .findFirst()
                .orElse(null);
        return checked != null
                && owners.stream().filter(owner -> owner.node != checker).allMatch(owner -> isProven(checked, owner));
    }

    private static boolean isProven(Checked checked, OwnedBy owner) {
        for (Proof proof : checked.proofs()) {
            if (proof.source() == owner.node) {
                return proof.boot() == owner.owned.boot() && proof.marks() == owner.owned.marks();
            }
        }
        return false;
    }
}
