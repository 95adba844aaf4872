package io.gramme.ring.plan;

import io.gramme.ring.Member;
import io.gramme.ring.Partitions;
import io.gramme.ring.Refusal;
import io.gramme.ring.Ring;
import io.gramme.ring.RingFixture;
import io.gramme.ring.RingShape;
import io.gramme.ring.change.Change;
import io.gramme.ring.change.Founding;
import io.gramme.ring.change.RingChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One random life of a ring, as operators lead it: one by one, many at once, in the middle of another change. */
final class RingHistory {
    static final int MOST_NODES = 7;

    private static final int[] WEIGHTS = {50, 100, 100, 100, 200, 500};

    final Random random;
    Ring ring;
    private int nextNode;

    RingHistory(long seed, int partitions) {
        this.random = new Random(seed);
        int replicas = 1 + random.nextInt(4);
        int zones = 1 + random.nextInt(replicas);
        RingShape shape =
                new RingShape(RingFixture.CLUSTER, RingShape.HASH, new Partitions(partitions), replicas, zones);
        List<Newcomer> founders = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            founders.add(newcomer());
        }
        this.ring = RingFixture.changed(Founding.found(shape, founders));
    }

    private Newcomer newcomer() {
        return RingFixture.node(nextNode++, zone(), WEIGHTS[random.nextInt(WEIGHTS.length)]);
    }

    private String zone() {
        return "z" + random.nextInt(4);
    }

    /** Up to four edits that make sense for the ring as it is. */
    PlanRequest request() {
        List<Edit> edits = new ArrayList<>();
        List<Integer> seats = new ArrayList<>();
        ring.members().seated().forEach(member -> seats.add(member.index()));
        Collections.shuffle(seats, random);
        int after = seats.size();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(6);
            if (kind <= 1 && after < MOST_NODES) {
                edits.add(new Edit.Join(newcomer()));
                after++;
            } else if (kind == 2 && after > 1 && !seats.isEmpty()) {
                edits.add(new Edit.Leave(seats.remove(0)));
                after--;
            } else if (!seats.isEmpty()) {
                edits.add(change(kind, seats.remove(0)));
            }
        }
        return new PlanRequest(edits, true);
    }

    private Edit change(int kind, int node) {
        return switch (kind) {
            case 3 -> new Edit.Weight(node, WEIGHTS[random.nextInt(WEIGHTS.length)]);
            case 4 -> new Edit.Zone(node, zone());
            default -> new Edit.Replace(node, newcomer());
        };
    }

    void commit(Plan plan) {
        ring = RingFixture.changed(RingChanges.commit(ring, plan, Set.of()));
    }

    /** Switches a random part of what is pending, perhaps all; then perhaps retires who is done; seldom cancels. */
    void goOn() {
        List<Integer> pending = RingFixture.pending(ring);
        Collections.shuffle(pending, random);
        int count = random.nextInt(3) == 0 ? pending.size() : random.nextInt(pending.size() + 1);
        if (count > 0) {
            take(RingChanges.switchRows(ring, pending.subList(0, count), Set.of()));
        }
        if (random.nextInt(8) == 0) {
            take(RingChanges.cancel(ring, Set.of()));
        }
        if (random.nextInt(2) == 0) {
            take(RingChanges.retire(ring, RingChanges.retirable(ring), Set.of()));
        }
    }

    private void take(Change change) {
        if (change instanceof Change.Changed changed) {
            ring = changed.next();
        } else {
            Refusal refusal = ((Change.Refused) change).refusal();
            PlanChecks.require(refusal.reason() == Refusal.Reason.NOTHING_TO_DO, refusal.toString());
        }
    }

    /** The current rows hold distinct members that the ring knows, whatever is under way. */
    void checkCurrentRows() {
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            for (int node : ring.current(p).toArray()) {
                Member owner = ring.members().at(node);
                PlanChecks.require(owner != null, "partition " + p + " owned by nobody " + node);
            }
            PlanChecks.require(
                    ring.current(p).toArray().length
                            == (int) Arrays.stream(ring.current(p).toArray())
                                    .distinct()
                                    .count(),
                    "partition " + p + " has " + ring.current(p));
        }
    }
}
