package io.gramme.ring;

import io.gramme.ring.change.Change;
import io.gramme.ring.change.Founding;
import io.gramme.ring.change.RingChanges;
import io.gramme.ring.plan.Edit;
import io.gramme.ring.plan.Newcomer;
import io.gramme.ring.plan.Plan;
import io.gramme.ring.plan.PlanRequest;
import io.gramme.ring.plan.Planner;
import io.gramme.ring.plan.Planning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rings for tests: nodes n0, n1, ... with ids made of their numbers. */
public final class RingFixture {
    public static final ClusterId CLUSTER = new ClusterId(0x1234567890abcdefL, 0x0fedcba987654321L);

    private RingFixture() {}

    public static Newcomer node(int number, String zone, int weight) {
        NodeId id = new NodeId(Mix.of(number, 1), Mix.of(number, 2));
        return new Newcomer(id, "n" + number, zone, weight, addresses(number));
    }

    public static Addresses addresses(int number) {
        return new Addresses("h" + number + ":7000", "h" + number + ":7001", "h" + number + ":7002");
    }

    /** A founded ring of {@code nodes} nodes of weight 100, node i in zone {@code i mod zones}. */
    public static Ring ring(int partitions, int replicas, int nodes, int zones) {
        List<Newcomer> founders = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            founders.add(node(i, "z" + i % zones, 100));
        }
        return changed(Founding.found(RingShape.of(CLUSTER, partitions, replicas), founders));
    }

    public static Edit join(int number, String zone) {
        return new Edit.Join(node(number, zone, 100));
    }

    public static Ring changed(Change change) {
        if (change instanceof Change.Changed done) {
            return done.next();
        }
        throw new AssertionError("refused: " + ((Change.Refused) change).refusal());
    }

    public static Refusal refused(Change change) {
        return ((Change.Refused) change).refusal();
    }

    public static Plan plan(Ring ring, Edit... edits) {
        return planned(Planner.plan(ring, PlanRequest.of(edits)));
    }

    public static Plan planned(Planning planning) {
        if (planning instanceof Planning.Planned done) {
            return done.plan();
        }
        throw new AssertionError("refused: " + ((Planning.Refused) planning).refusal());
    }

    public static Refusal refused(Planning planning) {
        return ((Planning.Refused) planning).refusal();
    }

    public static Ring commit(Ring ring, Edit... edits) {
        return changed(RingChanges.commit(ring, plan(ring, edits), Set.of()));
    }

    /** Switches every partition that has a target. */
    public static Ring switchAll(Ring ring) {
        List<Integer> pending = pending(ring);
        return pending.isEmpty() ? ring : changed(RingChanges.switchRows(ring, pending, Set.of()));
    }

    public static List<Integer> pending(Ring ring) {
        List<Integer> pending = new ArrayList<>();
        for (int p = 0; p < ring.shape().partitions().count(); p++) {
            if (!ring.target(p).isEmpty()) {
                pending.add(p);
            }
        }
        return pending;
    }
}
