package io.gramme.node.coordinator;

import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.LiveView;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.metrics.AdmissionMetrics.Kind;
import io.gramme.node.metrics.CoordinatorMetrics.Operation;
import io.gramme.node.metrics.CoordinatorMetrics.Result;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.transport.AdminMessage.Scan;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.ForwardMessage.Forwarded;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes of the keys of one shard. A read is coordinated where it arrives, for it makes no dot; a write by an
 * owner, or by a fallback when no owner is in reach; any other node passes it on once.
 */
public final class ShardCoordinator implements Coordinator {
    private static final int STARTING_MILLIS = 500;
    /** Listings at once on one shard; each asks many. */
    private static final int MAX_LISTINGS = 8;

    private final Shard shard;
    private final ReplicaService replicas;
    private final Explainer explainer;
    private final Scanner scanner;
    private int listings;

    /** Registers with the transport: requests of peers are answered from now on, "not ready" before {@link #seat}. */
    public ShardCoordinator(CoordinatorPorts ports, CoordinatorSettings settings) {
        this.shard = new Shard(ports, settings);
        this.replicas = new ReplicaService(shard);
        this.explainer = new Explainer(shard);
        replicas.listen();
        this.scanner = new Scanner(shard);
        explainer.listen();
        scanner.listen();
        ports.transport().handle(Forward.class, this::onForward);
    }

    /** This node has a seat and its store is open: it serves as a replica and coordinates from now on. */
    public void seat(Seat seat) {
        shard.seat(seat);
    }

    /**
     * Says where accounts of keys take the last repair of a partition from.
     *
     * @param millisOfPartition wall clock, 0 for none in this process
     */
    public void lastRepair(IntToLongFunction millisOfPartition) {
        explainer.lastRepair(millisOfPartition);
    }

    @Override
    public void explain(Key key, int budgetMillis, Consumer<@Nullable Explanation> onExplained) {
        explainer.explain(key, budgetMillis, onExplained);
    }

    @Override
    public void list(ListRequest request, Consumer<ListResult> onResult) {
        list(
                request,
                new Neighbours() {
                    @Override
                    public Coordinator coordinator() {
                        return ShardCoordinator.this;
                    }

                    @Override
                    public void scan(Scan scan, Consumer<@Nullable ScanPage> onPage) {
                        onPage.accept(ShardCoordinator.this.scan(scan));
                    }
                },
                onResult);
    }

    /** A stretch of a partition of this shard; {@code null} where it is not owned or cannot be read. */
    @Nullable
    ScanPage scan(Scan scan) {
        return scanner.scan(scan);
    }

    /** One page, with the help of this node's other shards. */
    void list(ListRequest request, Neighbours neighbours, Consumer<ListResult> onResult) {
        Ring ring = shard.ports.views().current().ring();
        if (ring == null) {
            onResult.accept(starting());
        } else if (listings >= MAX_LISTINGS || shard.ports.gate().isDraining()) {
            onResult.accept(turnedAway());
        } else if (request.r() != null && request.r() > ring.shape().replicas()) {
            onResult.accept(RequestFailure.of(
                    Reason.INVALID_PARAMETER,
                    Outcome.NONE,
                    "r=" + request.r() + ", allowed 1.." + ring.shape().replicas()));
        } else {
            listings++;
            new ListOperation(shard, neighbours, ring, request, result -> {
                        listings--;
                        onResult.accept(result);
                    })
                    .start();
        }
    }

    /** Says which partitions this node may not speak for; before it serves. */
    public void trust(Trust trust) {
        shard.trust(trust);
    }

    /** Requests under way, those included that live on after their answer. */
    public int underWay() {
        return shard.sweep.size();
    }

    @Override
    public void read(ReadRequest request, Consumer<ReadResult> onResult) {
        Consumer<ReadResult> finish = admitted(Operation.GET, onResult);
        if (finish == null) {
            onResult.accept(turnedAway());
            return;
        }
        Route route = shard.route(request.key());
        if (route == null) {
            finish.accept(starting());
            return;
        }
        BucketSettings bucket = shard.ports.buckets().settings(request.key().bucket());
        Quorums.Result quorum = Quorums.read(request, bucket, shard.settings, route);
        Goal goal = quorum.goal();
        if (goal == null) {
            finish.accept(Invariants.present(quorum.failure(), "a quorum without goal and failure"));
            return;
        }
        ReadCore.Wish wish = new ReadCore.Wish(request.consistent(), request.readAfter(), true);
        ReadOperation.Terms terms = new ReadOperation.Terms(request.key(), goal, wish, request.budgetMillis());
        new ReadOperation(shard, route, terms, outcome -> finish.accept(resultOf(outcome))).start();
    }

    private ReadResult resultOf(QuorumRead outcome) {
        if (outcome instanceof QuorumRead.Missed missed) {
            return missed.failure();
        }
        QuorumRead.Merged read = (QuorumRead.Merged) outcome;
        KeyRecord merged = read.merged();
        if (merged == null) {
            return new ReadResult.NotFound(null, read.achieved());
        }
        LiveView view = merged.liveAt(shard.ports.clock().wallMillis());
        shard.ports.metrics().siblings(view.siblings().size());
        return view.isNotFound()
                ? new ReadResult.NotFound(view.context(), read.achieved())
                : new ReadResult.Found(view, read.achieved());
    }

    @Override
    public void write(WriteRequest request, Consumer<WriteResult> onResult) {
        Operation operation = request.content().tombstone() ? Operation.DELETE : Operation.PUT;
        Consumer<WriteResult> finish = admitted(operation, onResult);
        if (finish == null) {
            onResult.accept(turnedAway());
            return;
        }
        Route route = shard.route(request.key());
        if (route == null) {
            finish.accept(starting());
            return;
        }
        Seat seat = shard.seat();
        if (seat != null && route.placement().selfIsOwner() && shard.mayIssueDots(route)) {
            new WriteOperation(shard, seat, route, request, finish).start();
        } else {
            new ForwardOperation(shard, route, request, isSloppy(request), finish).start();
        }
    }

    private boolean isSloppy(WriteRequest request) {
        Boolean sloppy = shard.ports.buckets().settings(request.key().bucket()).sloppy();
        return sloppy != null ? sloppy : shard.settings.sloppy();
    }

    /** Another node's write, for this one to coordinate; it is not passed on again. */
    private void onForward(Forward forward, Responder responder) {
        long left = (responder.deadlineNanos() - shard.nowNanos()) / 1_000_000;
        if (left <= 0) {
            responder.refuse(new NotServed(Refusal.Reason.EXPIRED));
            return;
        }
        WriteRequest request;
        try {
            request = ForwardCodec.decode(forward.body(), (int) left);
        } catch (MalformedRecordException malformed) {
            responder.refuse(new NotServed(Refusal.Reason.MALFORMED));
            return;
        }
        Seat seat = shard.seat();
        Route route = shard.route(request.key());
        if (seat == null || route == null || !mayServe(route, request)) {
            responder.refuse(new NotServed(Refusal.Reason.NOT_READY));
            return;
        }
        Operation operation = request.content().tombstone() ? Operation.DELETE : Operation.PUT;
        Consumer<WriteResult> finish =
                admitted(operation, result -> responder.reply(new Forwarded(ForwardedCodec.encode(result))));
        if (finish == null) {
            responder.refuse(
                    new NotServed(Refusal.Reason.OVERLOADED, shard.ports.gate().retryAfterMillis()));
            return;
        }
        new WriteOperation(shard, seat, route, request, finish).start();
    }

    private boolean mayServe(Route route, WriteRequest request) {
        boolean standsIn = isSloppy(request) && shard.mayStandIn();
        return shard.mayIssueDots(route) && (route.placement().selfIsOwner() || standsIn);
    }

    /** Lets a request in: what to call with its result, or {@code null} when there is no room. */
    private <R> @Nullable Consumer<R> admitted(Operation operation, Consumer<R> onResult) {
        if (!shard.ports.gate().enter(Kind.CLIENT)) {
            return null;
        }
        long began = shard.nowNanos();
        return result -> {
            shard.ports.gate().leave(Kind.CLIENT);
            shard.ports.metrics().finished(operation, kindOf(result), shard.nowNanos() - began);
            onResult.accept(result);
        };
    }

    private static Result kindOf(Object result) {
        if (result instanceof ReadResult.NotFound) {
            return Result.NOT_FOUND;
        }
        if (!(result instanceof RequestFailure failure)) {
            return Result.OK;
        }
        return switch (failure.reason()) {
            case CONFLICT, PRECONDITION_FAILED, TOO_MANY_SIBLINGS -> Result.CONFLICT;
            case NOT_ENOUGH_REPLICAS, QUORUM_FAILED, PRIMARIES_UNAVAILABLE, STALE -> Result.QUORUM_FAILED;
            case QUORUM_TIMEOUT -> Result.TIMED_OUT;
            case OVERLOADED -> Result.OVERLOADED;
            default -> Result.REFUSED;
        };
    }

    private RequestFailure turnedAway() {
        boolean draining = shard.ports.gate().isDraining();
        return new RequestFailure(
                draining ? Reason.DRAINING : Reason.OVERLOADED,
                0,
                0,
                java.util.List.of(),
                Outcome.NONE,
                draining ? "this node is drained or stopping" : "too many requests are under way on this node",
                null,
                null,
                shard.ports.gate().retryAfterMillis(),
                io.gramme.ring.Epoch.NONE);
    }

    private static RequestFailure starting() {
        return new RequestFailure(
                Reason.STARTING,
                0,
                0,
                java.util.List.of(),
                Outcome.NONE,
                "this node knows no ring yet",
                null,
                null,
                STARTING_MILLIS,
                io.gramme.ring.Epoch.NONE);
    }
}
