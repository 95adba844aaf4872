package io.gramme.node.coordinator;

import io.gramme.node.causality.HybridClock;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.WireLimits;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operations of one shard share. Lives on the shard's loop. */
final class Shard {
    /** Keys under read repair at once. */
    private static final int MAX_REPAIRS = 64;
    /** Requests that wait for a newer ring. */
    private static final int MAX_AWAITING_RING = 1024;
    /** What a refusal for a stale ring is called. */
    static final String NEWER_RING = "newer ring";

    final CoordinatorPorts ports;
    final CoordinatorSettings settings;
    final Sweep sweep;
    final HybridClock stamps = new HybridClock(0);

    private final Attempts attempts = new Attempts();
    private final FallbackOrder fallbacks = new FallbackOrder();
    private final Set<Key> repairing = new HashSet<>();
    private List<Runnable> awaitingRing = new ArrayList<>();
    private int[] outstanding = {};
    private @Nullable Seat seat;
    private Trust trust = Trust.FULL;

    Shard(CoordinatorPorts ports, CoordinatorSettings settings) {
        this.ports = ports;
        this.settings = settings;
        this.sweep = new Sweep(ports.clock(), ports.timers());
        ports.views().onChange((before, after) -> ringChanged(before.ring(), after.ring()));
    }

    @SuppressWarnings("ReferenceEquality") // rings are shared snapshots
    private void ringChanged(@Nullable Ring before, @Nullable Ring after) {
        if (before != after) {
            List<Runnable> waiting = awaitingRing;
            awaitingRing = new ArrayList<>();
            waiting.forEach(Runnable::run);
        }
    }

    /**
     * Runs a task, on a turn of its own, once a ring is known that is newer than the one a request went by; it may have come
     * before the refusal that told of it. {@code false} when too many wait for that already.
     */
    boolean awaitRing(Epoch newerThan, Runnable task) {
        if (ports.views().current().epoch().isAfter(newerThan)) {
            ports.timers().schedule(0, task);
            return true;
        }
        return awaitingRing.size() < MAX_AWAITING_RING && awaitingRing.add(task);
    }

    @Nullable
    Seat seat() {
        return seat;
    }

    void seat(Seat newSeat) {
        seat = newSeat;
    }

    /** How far this node may speak for its partitions. */
    Trust trust() {
        return trust;
    }

    void trust(Trust newTrust) {
        trust = newTrust;
    }

    long nowNanos() {
        return ports.clock().monotonicNanos();
    }

    /** Where a key lives now, or {@code null} while no ring is known. */
    @Nullable
    Route route(Key key) {
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        if (ring == null) {
            return null;
        }
        int partition = ring.partition(key);
        Row target = ring.target(partition);
        Placement placement = new Placement(
                ring.current(partition),
                target,
                seat == null ? ClusterView.NO_SEAT : view.selfIndex(),
                fallbacks.of(ring, partition),
                this::isUsable);
        return new Route(view, ring, partition, placement);
    }

    /**
     * Whether a node may be tried: reachable as membership sees it, or not tried in vain within the last second. So no
     * request is refused for the failure detector's word alone.
     */
    boolean isUsable(int node) {
        return ports.views().current().peer(node).reachable() || !attempts.failedLately(node, nowNanos());
    }

    /** Whether this node may issue dots: nothing bars it, and its clock is not far ahead of its peers'. */
    boolean mayIssueDots(Route route) {
        return route.view().mayCoordinate() && mayStamp();
    }

    /**
     * Whether records may come to this node by a write: to an owner while the partition is here, to any other only where it
     * stands in for owners.
     */
    boolean mayHold(Route route, Seat open) {
        return route.placement().selfIsOwner() ? open.misses().mayMerge(route.partition()) : mayStandIn();
    }

    /**
     * Whether this node stands in for owners. Whoever leaves takes on no new hints, by whatever ring the one who sends them
     * goes: it is let go once it has none, and nobody would fetch them any more.
     */
    boolean mayStandIn() {
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        Member self = ring == null ? null : ring.member(view.selfIndex());
        return self != null && self.seated();
    }

    /** Whether its clock allows it. */
    boolean mayStamp() {
        return HybridClock.mayStamp(
                ports.clock().wallMillis(), ports.peersMillis().getAsLong());
    }

    /** Requests of this shard that a node has not answered yet: its load as far as it can be seen from here. */
    int outstanding(int node) {
        return node < outstanding.length ? outstanding[node] : 0;
    }

    /** Told how a request to a member ended: a {@link Reply}, or in two or three words why there is none. */
    interface OnAnswer {
        void onReply(Reply reply);

        /** @param ambiguous whether the member may have done what was asked all the same */
        void onFailure(String reason, boolean ambiguous);
    }

    /** Asks a member of the ring. */
    void ask(Route route, int node, Request request, long budgetMillis, OnAnswer onAnswer) {
        ask(route.ring(), node, request, budgetMillis, onAnswer);
    }

    /** Asks a member of a ring. */
    void ask(Ring ring, int node, Request request, long budgetMillis, OnAnswer onAnswer) {
        Member member = ring.member(node);
        if (member == null) {
            onAnswer.onFailure("no member", false);
            return;
        }
        if (node >= outstanding.length) {
            outstanding = Arrays.copyOf(outstanding, node + 1);
        }
        outstanding[node]++;
        int budget = (int) Math.max(1, Math.min(budgetMillis, WireLimits.MAX_BUDGET_MILLIS));
        ports.transport().request(member.id(), request, budget, new Answering(member, onAnswer));
    }

    private final class Answering implements Transport.OnOutcome {
        private final Member member;
        private final OnAnswer onAnswer;

        Answering(Member member, OnAnswer onAnswer) {
            this.member = member;
            this.onAnswer = onAnswer;
        }

        @Override
        public void onOutcome(Outcome outcome) {
            outstanding[member.index()]--;
            observe(outcome);
            if (outcome instanceof Reply reply) {
                onAnswer.onReply(reply);
            } else {
                onAnswer.onFailure(reasonOf((Failure) outcome), isAmbiguous((Failure) outcome));
            }
        }

        private void observe(Outcome outcome) {
            ClusterViews views = ports.views();
            NodeId id = member.id();
            if (outcome instanceof Reply || outcome instanceof Failure.Refused) {
                attempts.arrived(member.index());
                views.peerOutcome(id, true);
                if (outcome instanceof Failure.Refused refused
                        && refused.refusal() instanceof Refusal.StaleRing stale) {
                    ports.metrics().staleRing();
                    views.offerRing(stale.epoch(), stale.delta(), id);
                }
            } else if (!(outcome instanceof Failure.Overloaded)) {
                attempts.failed(member.index(), nowNanos());
                views.peerOutcome(id, false);
            }
        }
    }

    private static boolean isAmbiguous(Failure failure) {
        return failure instanceof Failure.Lost || failure instanceof Failure.TimedOut;
    }

    private static String reasonOf(Failure failure) {
        if (failure instanceof Failure.Unreachable) {
            return "unreachable";
        } else if (failure instanceof Failure.Lost) {
            return "connection lost";
        } else if (failure instanceof Failure.TimedOut) {
            return "timed out";
        } else if (failure instanceof Failure.Overloaded) {
            return "too many requests wait for it";
        } else if (failure instanceof Failure.Refused refused && refused.refusal() instanceof Refusal.NotServed why) {
            return why.reason().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
        return NEWER_RING;
    }

    /** Lets one read repair a key at a time, and a bounded number of keys. */
    boolean beginRepair(Key key) {
        return repairing.size() < MAX_REPAIRS && repairing.add(key);
    }

    void endRepair(Key key) {
        repairing.remove(key);
    }
}
