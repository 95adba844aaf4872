package io.gramme.node.app;

import io.gramme.node.background.Tasks;
import io.gramme.node.buckets.BucketEditor;
import io.gramme.node.buckets.BucketViews;
import io.gramme.node.coordinator.Coordinator;
import io.gramme.node.handoff.HintTarget;
import io.gramme.node.http.AdminRoutes;
import io.gramme.node.http.DrainRoutes;
import io.gramme.node.http.EventRoutes;
import io.gramme.node.http.HttpFront;
import io.gramme.node.http.OperatorRoutes;
import io.gramme.node.http.PlanRoutes;
import io.gramme.node.http.RepairRoutes;
import io.gramme.node.http.TransferRoutes;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.ring.Ring;
import io.gramme.ring.plan.Newcomer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A node as its HTTP servers see it. */
final class NodeFront implements HttpFront.Source {
    private final Node node;
    private final List<SerialExecutor> loops;
    private final OperatorRoutes.Work operators;
    private final AtomicReferenceArray<@Nullable List<HintTarget>> kept;
    private final DrainWork drain;
    private volatile boolean ready;

    /** @param loops the shards' loops, the control loop's first */
    NodeFront(Node node, List<? extends SerialExecutor> loops, OperatorRoutes.Work operators) {
        this.node = node;
        this.operators = operators;
        this.loops = List.copyOf(loops);
        this.kept = new AtomicReferenceArray<>(loops.size());
        this.drain = new DrainWork(node, this::hints);
        node.onReady(() -> ready = true);
    }

    /** One shard's parts. */
    private record Parts(Coordinator coordinator, ClusterViews views, BucketViews buckets, BucketEditor bucketEditor)
            implements HttpFront.Shard {}

    @Override
    public HttpFront.@Nullable Shard shard(int shard) {
        return ready
                ? new Parts(
                        node.coordinator(shard), node.views(shard), node.bucketViews(shard), node.bucketEditor(shard))
                : null;
    }

    @Override
    public List<byte[]> contextKeys() {
        Ring ring = node.views(0).current().ring();
        if (ring == null) {
            throw new IllegalStateException("asked before a ring is known");
        }
        return node.contextKeys(ring.shape().cluster());
    }

    @Override
    public ClusterViews views() {
        return node.views(0);
    }

    @Override
    public List<String> notReady() {
        List<String> waiting = new ArrayList<>();
        ClusterView view = node.views(0).current();
        if (view.ring() == null) {
            waiting.add("a ring: the cluster is being founded or joined");
        } else if (!node.isReady()) {
            waiting.add("the store, or the end of draining");
        } else if (!view.isDiskConfirmed()) {
            // Until then its copies give no vote where a key is absent, so reads of all owners fail.
            waiting.add("its peers: whether one remembers more of this disk than it holds");
        } else if (drain.isDrained()) {
            waiting.add("gramme node undrain");
        }
        return waiting;
    }

    @Override
    public List<Newcomer> withoutSeat() {
        return MovingParts.withoutSeat(node.membership());
    }

    @Override
    public Tasks tasks() {
        return node.tasks();
    }

    /** Where parts of the node add their routes: one line each. */
    @Override
    public List<AdminRoutes> adminRoutes() {
        return List.of(
                new OperatorRoutes(operators),
                new DrainRoutes(drain),
                new EventRoutes(node.events()),
                new PlanRoutes(node.moves().desk(), node.views(0)),
                new TransferRoutes(node.moves().node()),
                new RepairRoutes(node.repair().front(node.tasks()), node.views(0)));
    }

    /** Exact for the control loop's shard; of the others what they had when somebody last asked. */
    @Override
    public List<HttpFront.HintTarget> hints() {
        if (!ready) {
            return List.of();
        }
        kept.set(0, node.hints(0));
        for (int shard = 1; shard < loops.size(); shard++) {
            int other = shard;
            loops.get(shard).execute(() -> kept.set(other, node.hints(other)));
        }
        ClusterView view = node.views(0).current();
        Map<Integer, HttpFront.HintTarget> targets = new TreeMap<>();
        for (int shard = 0; shard < loops.size(); shard++) {
            List<HintTarget> known = kept.get(shard);
            for (HintTarget one : known == null ? List.<HintTarget>of() : known) {
                HttpFront.HintTarget more = new HttpFront.HintTarget(
                        view.name(one.node()), one.pending(), one.bytes(), one.oldestSeconds());
                targets.merge(one.node(), more, NodeFront::sum);
            }
        }
        return List.copyOf(targets.values());
    }

    private static HttpFront.HintTarget sum(HttpFront.HintTarget one, HttpFront.HintTarget other) {
        return new HttpFront.HintTarget(
                one.node(),
                one.pending() + other.pending(),
                one.bytes() + other.bytes(),
                Math.max(one.oldestSeconds(), other.oldestSeconds()));
    }
}
