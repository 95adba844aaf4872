package io.gramme.node.coordinator;

import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RequestId;
import io.gramme.node.coordinator.RequestFailure.FailedNode;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.membership.Liveness;
import io.gramme.node.runtime.Timers.Timer;
import io.gramme.node.transport.ForwardMessage.Forward;
import io.gramme.node.transport.ForwardMessage.Forwarded;
import io.gramme.node.transport.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A write that came to a node which cannot coordinate it, on its way to one that can: the least loaded owner that is alive,
 * else one that is suspected, else the first fallback in reach, this node itself if it is that. A node that did nothing of
 * it is followed by the next; one that may have done it too, since the write carries an id and is made once however often
 * it arrives. Nobody is waited for alone for the whole budget while another could be asked: after its share the next one is
 * asked beside it, and the first good answer counts.
 */
final class ForwardOperation {
    private static final int MARGIN_MILLIS = 20;
    /** Parts of the remaining budget that a node has for itself: an alive one a half, any other a quarter. */
    private static final int ALIVE_SHARE = 2;

    private static final int DOUBTED_SHARE = 4;

    private final Shard shard;
    private final Route route;
    private final WriteRequest request;
    private final RequestId id;
    private final boolean sloppy;
    private final Consumer<WriteResult> onResult;
    private final long deadlineNanos;
    private final List<Integer> candidates = new ArrayList<>();
    private final List<FailedNode> failed = new ArrayList<>();
    private int next;
    private int pending;
    private boolean doubtful;
    private boolean done;
    private byte @Nullable [] body;

    /** @param sloppy whether a fallback may coordinate */
    ForwardOperation(Shard shard, Route route, WriteRequest request, boolean sloppy, Consumer<WriteResult> onResult) {
        this.shard = shard;
        this.route = route;
        this.request = request;
        RequestId given = request.id();
        this.id = given != null
                ? given
                : new RequestId(
                        shard.ports.randomness().nextLong(),
                        shard.ports.randomness().nextLong());
        this.sloppy = sloppy;
        this.onResult = onResult;
        this.deadlineNanos = shard.nowNanos() + request.budgetMillis() * 1_000_000L;
    }

    void start() {
        Placement placement = route.placement();
        List<Integer> outOfReach = new ArrayList<>();
        for (int slot = 0; slot < placement.current().size(); slot++) {
            int owner = placement.current().owner(slot);
            if (owner != placement.self() && placement.isUsable(owner)) {
                (isInReach(owner) ? candidates : outOfReach).add(owner);
            }
        }
        candidates.sort(Comparator.comparing(this::isDoubted).thenComparingInt(shard::outstanding));
        for (int fallback : sloppy ? placement.fallbacks() : new int[0]) {
            if (placement.isUsable(fallback)) {
                (isInReach(fallback) ? candidates : outOfReach).add(fallback);
            }
        }
        candidates.addAll(outOfReach);
        tryNext();
    }

    /** Waiting for the dead, one after the other, would leave no time for who can do it. */
    private boolean isInReach(int node) {
        return node == route.placement().self() || route.view().peer(node).reachable();
    }

    private boolean isDoubted(int node) {
        return !isInReach(node) || route.view().peer(node).liveness() == Liveness.SUSPECT;
    }

    private void tryNext() {
        if (done) {
            return;
        }
        long left = (deadlineNanos - shard.nowNanos()) / 1_000_000 - MARGIN_MILLIS;
        if (next == candidates.size() || left <= 0) {
            if (pending == 0 || left <= 0) {
                finish(exhausted(left <= 0));
            }
            return;
        }
        int node = candidates.get(next++);
        if (node == route.placement().self()) {
            coordinateHere((int) left);
        } else {
            ask(node, left);
        }
    }

    private void ask(int node, long leftMillis) {
        byte[] bytes = body;
        if (bytes == null) {
            bytes = ForwardCodec.encode(request, id);
            body = bytes;
        }
        shard.ports.metrics().forwarded();
        Asked asked = new Asked(node);
        pending++;
        long budget = Math.min(leftMillis, shard.settings.replicaMillis());
        shard.ask(route, node, new Forward(route.partition(), bytes), budget, asked);
        if (next < candidates.size()) {
            long patience = leftMillis / (isDoubted(node) ? DOUBTED_SHARE : ALIVE_SHARE);
            asked.patience = shard.ports.timers().schedule(patience, asked::onPatience);
        }
    }

    /** One node that was asked; the next one follows once, when it fails or its share is over. */
    private final class Asked implements Shard.OnAnswer {
        private final int node;
        private @Nullable Timer patience;
        private boolean followed;

        Asked(int node) {
            this.node = node;
        }

        void onPatience() {
            doubtful = true;
            follow("slow");
        }

        @Override
        public void onReply(Reply reply) {
            answered();
            onForwarded(reply);
        }

        @Override
        public void onFailure(String reason, boolean ambiguous) {
            answered();
            doubtful |= ambiguous;
            follow(reason);
        }

        private void answered() {
            pending--;
            Timer running = patience;
            if (running != null) {
                running.cancel();
            }
        }

        private void onForwarded(Reply reply) {
            try {
                WriteResult result =
                        reply instanceof Forwarded forwarded ? ForwardedCodec.decode(forwarded.body()) : null;
                if (result instanceof RequestFailure failure && (followed || mayPassOn(failure))) {
                    follow(failure.detail());
                } else if (result != null) {
                    finish(result);
                } else {
                    onNoResult();
                }
            } catch (MalformedRecordException malformed) {
                onNoResult();
            }
        }

        private void onNoResult() {
            doubtful = true;
            follow("sent no result");
        }

        private void follow(String reason) {
            if (!followed) {
                followed = true;
                failed.add(new FailedNode(route.view().name(node), reason));
                tryNext();
            } else if (next == candidates.size() && pending == 0) {
                tryNext();
            }
        }
    }

    private void coordinateHere(int budgetMillis) {
        Seat seat = shard.seat();
        if (seat == null || !shard.mayIssueDots(route)) {
            tryNext();
            return;
        }
        WriteRequest named = new WriteRequest(
                request.key(),
                request.content(),
                request.context(),
                id,
                request.options(),
                budgetMillis,
                request.requestId());
        pending++;
        new WriteOperation(shard, seat, route, named, result -> {
                    pending--;
                    finish(result);
                })
                .start();
    }

    /** A node that did nothing for a reason of its own: another one may. */
    private static boolean mayPassOn(RequestFailure failure) {
        return failure.outcome() == Outcome.NONE
                && switch (failure.reason()) {
                    case OVERLOADED, STARTING, DRAINING, DISK_FULL -> true;
                    default -> false;
                };
    }

    /** What one node made of the write is the truth unless an earlier one may have made something of it too. */
    private void finish(WriteResult result) {
        if (done) {
            return;
        }
        done = true;
        if (doubtful && result instanceof RequestFailure failure && failure.outcome() == Outcome.NONE) {
            onResult.accept(exhausted(false));
        } else {
            onResult.accept(result);
        }
    }

    private RequestFailure exhausted(boolean late) {
        List<FailedNode> all = new ArrayList<>(Failures.unreachable(route));
        all.addAll(failed);
        boolean unknown = doubtful;
        if (!unknown && !late && route.placement().self() >= 0 && !shard.mayStamp()) {
            all.add(new FailedNode(route.view().name(route.placement().self()), "its clock is far ahead"));
            return Failures.clockAhead(ReadOperation.distinct(all), route);
        }
        Reason reason = unknown || late ? Reason.QUORUM_TIMEOUT : Reason.NOT_ENOUGH_REPLICAS;
        Verdict verdict = new Verdict(reason, 1, 0, unknown ? Outcome.UNKNOWN : Outcome.NONE);
        return Failures.of(verdict, ReadOperation.distinct(all), route);
    }
}
