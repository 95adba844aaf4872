package io.gramme.node.coordinator;

import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Dot;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.LiveView;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.coordinator.RequestFailure.FailedNode;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.coordinator.WriteEffect.Answer;
import io.gramme.node.coordinator.WriteEffect.KeepHint;
import io.gramme.node.coordinator.WriteEffect.SendMarked;
import io.gramme.node.coordinator.WriteEffect.SendToFallback;
import io.gramme.node.coordinator.WriteEffect.SendToOwner;
import io.gramme.node.metrics.CoordinatorMetrics.Operation;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One write that this node coordinates, as an owner or, when none is in reach, as a fallback on its hint (Dynamo 2007
 * §4.5). Lives on after the answer until every replica has spoken, so that each owner that missed the write gets a hint.
 */
final class WriteOperation implements Sweep.Swept {
    private static final int[] OWNER = {};
    private static final int MARGIN_MILLIS = 20;

    private final Shard shard;
    private final Seat seat;
    private final WriteRequest request;
    private final WriteTurn turn;
    private final Consumer<WriteResult> onResult;
    private final long slowNanos;
    private final long deadlineNanos;
    private Route route;
    private State state = State.NEW;
    private boolean slow;
    /** Replicas that know a newer ring, while that is waited for. */
    private final Set<Integer> refusing = new TreeSet<>();

    private boolean awaitsRing;
    private Storage.@Nullable Durability ownDurability;
    private @Nullable Replication replication;

    private enum State {
        NEW,
        READING,
        RECOVERING,
        REPLICATING,
        OVER
    }

    /** What is being replicated. */
    private record Replication(
            WriteCore core, Goal goal, KeyRecord record, byte[] wire, Dot dot, CausalContext context) {}

    WriteOperation(Shard shard, Seat seat, Route route, WriteRequest request, Consumer<WriteResult> onResult) {
        this.shard = shard;
        this.seat = seat;
        this.route = route;
        this.request = request;
        this.turn = new WriteTurn(shard, seat, route, request);
        this.onResult = onResult;
        long now = shard.nowNanos();
        this.slowNanos = now + shard.settings.slowMillis() * 1_000_000L;
        this.deadlineNanos = now + request.budgetMillis() * 1_000_000L;
    }

    void start() {
        Quorums.Result quorum = Quorums.write(request.options(), turn.bucket(), shard.settings, route);
        RequestFailure failure = quorum.failure() != null ? quorum.failure() : turn.refusal();
        Goal goal = quorum.goal();
        if (failure != null || goal == null) {
            refuse(Invariants.present(failure, "a quorum without goal and failure"));
        } else if (WriteConditions.needRead(request)) {
            readQuorum(goal);
        } else {
            coordinate(goal, null, null);
        }
    }

    private void become(State next) {
        boolean legal = switch (next) {
            case NEW -> false;
            case READING -> state == State.NEW;
            case RECOVERING -> state == State.NEW || state == State.READING;
            case REPLICATING -> state != State.REPLICATING && state != State.OVER;
            case OVER -> state != State.OVER;
        };
        Invariants.check(legal, "write of %s: %s after %s", request.key(), next, state);
        state = next;
    }

    /** A precondition is judged by what R replicas hold. */
    private void readQuorum(Goal goal) {
        become(State.READING);
        ReadRequest read =
                new ReadRequest(request.key(), null, null, request.budgetMillis(), false, null, request.requestId());
        Quorums.Result quorum = Quorums.read(read, turn.bucket(), shard.settings, route);
        Goal readGoal = quorum.goal();
        if (readGoal == null) {
            refuse(Invariants.present(quorum.failure(), "a quorum without goal and failure"));
            return;
        }
        new ReadOperation(shard, route, terms(readGoal), outcome -> {
                    if (outcome instanceof QuorumRead.Merged read2) {
                        KeyRecord merged = read2.merged() == null ? KeyRecord.empty(SiblingsMode.KEEP) : read2.merged();
                        coordinate(goal, read2.merged(), merged.context());
                    } else {
                        refuse(((QuorumRead.Missed) outcome).failure());
                    }
                })
                .start();
    }

    private ReadOperation.Terms terms(Goal goal) {
        long left = Math.max(1, (deadlineNanos - shard.nowNanos()) / 1_000_000);
        return new ReadOperation.Terms(request.key(), goal, ReadCore.Wish.PLAIN, (int) left);
    }

    /**
     * The turn: what is here, the dot, the store, the sends.
     *
     * @param shown what a quorum or another owner showed, to be merged into the own copy first
     * @param context what the client counts as shown when it gave no context itself
     */
    private void coordinate(Goal goal, @Nullable KeyRecord shown, @Nullable CausalContext context) {
        if (!shard.mayHold(route, seat)) {
            refuse(Failures.refused(
                    Reason.QUORUM_FAILED, "this node holds the partition no more, or not yet", 0, route));
            return;
        }
        WriteCore core = new WriteCore(goal, route.placement());
        Verdict impossible = core.refusal();
        if (impossible != null) {
            shard.ports.metrics().quorumMissed(Operation.PUT, ReadOperation.missOf(impossible));
            refuse(Failures.of(truth(impossible), Failures.unreachable(route), route));
            return;
        }
        StoredRecord base = base();
        if (base == null && state != State.RECOVERING) {
            recover(goal, shown, context);
            return;
        }
        StoredRecord known = base == null ? StoredRecord.unmarked(KeyRecord.empty(SiblingsMode.KEEP)) : base;
        if (known.record().context().isEmpty() && known.record().siblings().isEmpty()) {
            known = shown == null ? known : StoredRecord.unmarked(shown);
        } else if (shown != null) {
            known = known.receive(shown, seat.records().identity());
        }
        WriteTurn.Made made = turn.make(known, context);
        if (made instanceof WriteTurn.Refused refused) {
            refuse(refused.failure());
        } else if (made instanceof WriteTurn.New fresh) {
            replicateNew(goal, core, fresh);
        } else {
            replicateAgain(goal, core, ((WriteTurn.Repeated) made).write());
        }
    }

    /** An earlier try may have stored the write here already: then this one, which did nothing, cannot say that it is nowhere. */
    private Verdict truth(Verdict impossible) {
        StoredRecord base = base();
        return base == null || turn.knows(base)
                ? new Verdict(impossible.failure(), impossible.needed(), impossible.got(), Outcome.UNKNOWN)
                : impossible;
    }

    /** The own copy, empty where there is none, {@code null} where it cannot be read. */
    private @Nullable StoredRecord base() {
        StoredRecord empty = StoredRecord.unmarked(KeyRecord.empty(SiblingsMode.KEEP));
        if (route.placement().selfIsOwner()) {
            RecordStore.Lookup lookup = seat.records().lookup(Space.LIVE, request.key());
            if (lookup instanceof RecordStore.Held held) {
                return held.stored();
            }
            return lookup instanceof RecordStore.Missing ? purgedOr(empty) : null;
        }
        HintStore.Lookup lookup = seat.hints().lookup(request.key());
        if (lookup instanceof HintStore.Held held) {
            return held.stored();
        }
        return lookup instanceof HintStore.Missing ? empty : null;
    }

    /** A key that was purged begins anew on what its ledger entry counts as: the new dot is above all that is gone. */
    private StoredRecord purgedOr(StoredRecord empty) {
        KeyRecord purged = seat.records().purged(request.key());
        return purged == null ? empty : StoredRecord.unmarked(purged);
    }

    /** The own copy cannot be read: a write on nothing would forget it, so another owner's copy comes first. */
    private void recover(Goal goal, @Nullable KeyRecord shown, @Nullable CausalContext context) {
        become(State.RECOVERING);
        new ReadOperation(shard, route, terms(new Goal(1, 1, false)), outcome -> {
                    if (outcome instanceof QuorumRead.Merged read) {
                        KeyRecord merged = read.merged();
                        KeyRecord all = union(merged, shown);
                        coordinate(goal, all, context);
                    } else {
                        refuse(Failures.refused(
                                Reason.QUORUM_FAILED,
                                "the local copy cannot be read and no other owner's is in reach",
                                0,
                                route));
                    }
                })
                .start();
    }

    private static @Nullable KeyRecord union(@Nullable KeyRecord one, @Nullable KeyRecord other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return KeyRecord.merge(one, other);
    }

    private void replicateNew(Goal goal, WriteCore core, WriteTurn.New fresh) {
        become(State.REPLICATING);
        StoredRecord stored =
                seat.records().trimmed(request.key(), fresh.write().stored());
        List<WriteEffect> effects = core.start();
        byte[] wire;
        if (route.placement().selfIsOwner()) {
            Storage.Entry entry = seat.records().entryOf(stored);
            wire = WriteTurn.wireOf(entry);
            seat.records().storage().write(fresh.room(), Space.LIVE, request.key(), entry, own(true));
        } else {
            shard.ports.metrics().coordinatedByFallback();
            wire = RecordCodec.encode(stored.record());
            HintStore.Obligation obligation =
                    new HintStore.Obligation(route.partition(), core.selfKeptFor(), goal.count());
            seat.hints().store(fresh.room(), request.key(), stored, obligation, own(false));
        }
        replicate(
                new Replication(
                        core,
                        goal,
                        stored.record(),
                        wire,
                        fresh.write().dot(),
                        fresh.write().context()),
                effects);
    }

    /** A retry: no new dot, the record is sent again and W counted anew. */
    private void replicateAgain(Goal goal, WriteCore core, io.gramme.node.causality.WriteOutcome.Known known) {
        become(State.REPLICATING);
        List<WriteEffect> effects = core.start();
        KeyRecord record = known.record();
        shard.ports.metrics().retried(record.sibling(known.dot()) != null);
        Replication again =
                new Replication(core, goal, record, RecordCodec.encode(record), known.dot(), known.context());
        replicate(again, effects);
        ackOwnAgain(again);
    }

    private void ackOwnAgain(Replication again) {
        int self = route.placement().self();
        boolean owner = route.placement().selfIsOwner();
        Storage.Durability reached = null;
        if (!shard.mayHold(route, seat)) {
            apply(again.core.onFailed(self, "not ready", false));
        } else if (owner) {
            RecordStore.Received received = seat.records()
                    .receive(Storage.WriteKind.ORDINARY, Space.LIVE, request.key(), again.record, own(true));
            if (received instanceof RecordStore.NoRoom || received instanceof RecordStore.NotReadable) {
                apply(again.core.onFailed(self, "no room", false));
            } else if (received instanceof RecordStore.AlreadyHeld held) {
                reached = held.durability();
            } else if (received instanceof RecordStore.Dead) {
                reached = Storage.Durability.DURABLE;
            }
        } else {
            HintStore.Obligation obligation =
                    new HintStore.Obligation(route.partition(), again.core.selfKeptFor(), again.goal.count());
            HintStore.Outcome outcome = seat.hints().keep(request.key(), again.record, obligation, own(false));
            if (outcome instanceof HintStore.Kept kept) {
                reached = kept.reached();
            } else {
                apply(again.core.onFailed(self, "no room for hints", false));
            }
        }
        if (reached != null) {
            onOwnDurable(reached);
        }
    }

    private void replicate(Replication started, List<WriteEffect> effects) {
        replication = started;
        shard.sweep.add(this);
        apply(effects);
    }

    private Replication replication() {
        return Invariants.present(replication, "no replication under way");
    }

    /** The own copy counts in the role it was stored in: a newer ring may have given this node another since. */
    private Storage.OnDurable own(boolean owner) {
        return durability -> {
            if (route.placement().selfIsOwner() == owner) {
                onOwnDurable(durability);
            }
        };
    }

    private void onOwnDurable(Storage.Durability durability) {
        ownDurability = durability;
        apply(replication().core.onAck(route.placement().self(), durability.isDurable()));
    }

    private void apply(List<WriteEffect> effects) {
        for (int i = 0; i < effects.size(); i++) {
            WriteEffect effect = effects.get(i);
            if (effect instanceof SendToOwner send) {
                send(send.node(), OWNER, false);
            } else if (effect instanceof SendToFallback send) {
                send(send.node(), send.keptFor(), false);
            } else if (effect instanceof KeepHint hint) {
                keepHint(hint.owners());
            } else if (effect instanceof SendMarked send) {
                sendMarked(send.node());
            } else if (effect instanceof Answer answer) {
                answer(answer.verdict());
            }
        }
    }

    private void send(int node, int[] keptFor, boolean marked) {
        Replication current = replication();
        ReplicaWrite write = new ReplicaWrite(
                route.partition(),
                route.rows(),
                WriteKind.FOREGROUND,
                keptFor,
                keptFor.length == 0 ? 0 : current.goal.count(),
                marked,
                request.key(),
                current.wire);
        shard.ask(route, node, write, replicaMillis(), new Shard.OnAnswer() {
            @Override
            public void onReply(Reply reply) {
                if (isCurrent(current)) {
                    apply(answered(current.core, node, marked, reply));
                }
            }

            @Override
            public void onFailure(String reason, boolean ambiguous) {
                if (isCurrent(current) && !(reason.equals(Shard.NEWER_RING) && awaitRing(current.core, node))) {
                    apply(marked ? current.core.onMarked(node, false) : current.core.onFailed(node, reason, ambiguous));
                }
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // a replication is itself
    private boolean isCurrent(Replication one) {
        return replication == one;
    }

    /** A replica knows a newer ring: once it is here, the same record goes to the owners by it. */
    private boolean awaitRing(WriteCore core, int node) {
        if (!awaitsRing && !core.isAnswered()) {
            awaitsRing = shard.awaitRing(route.epoch(), this::reroute);
        }
        boolean waits = awaitsRing && !core.isAnswered();
        if (waits) {
            refusing.add(node);
        }
        return waits;
    }

    private void reroute() {
        awaitsRing = false;
        List<Integer> refused = List.copyOf(refusing);
        refusing.clear();
        Replication before = replication();
        Route next = shard.route(request.key());
        if (state != State.REPLICATING) {
            return;
        }
        if (before.core.isAnswered() || next == null) {
            refused.forEach(node -> apply(before.core.onRefused(node, Shard.NEWER_RING)));
            return;
        }
        boolean sameRole = next.placement().selfIsOwner() == route.placement().selfIsOwner();
        route = next;
        WriteCore core = new WriteCore(before.goal, next.placement());
        replication = new Replication(core, before.goal, before.record, before.wire, before.dot, before.context);
        apply(core.start());
        if (!sameRole) {
            ownDurability = null;
            ackOwnAgain(replication());
        } else if (ownDurability != null) {
            apply(core.onAck(next.placement().self(), ownDurability.isDurable()));
        }
    }

    private static List<WriteEffect> answered(WriteCore core, int node, boolean marked, Reply reply) {
        if (!(reply instanceof WriteAck ack)) {
            return marked ? core.onMarked(node, false) : core.onFailed(node, "sent no acknowledgement", true);
        }
        if (marked) {
            return core.onMarked(node, ack.status().isStored());
        }
        if (ack.status().isStored()) {
            return core.onAck(node, ack.durable());
        }
        return core.onFailed(node, ack.status().name().toLowerCase(Locale.ROOT).replace('_', ' '), false);
    }

    /** A replica's share of the time; what is sent when the client's time is nearly over serves the hints. */
    private long replicaMillis() {
        long left = (deadlineNanos - shard.nowNanos()) / 1_000_000 - MARGIN_MILLIS;
        return left <= 0 ? shard.settings.replicaMillis() : Math.min(left, shard.settings.replicaMillis());
    }

    private void sendMarked(int node) {
        if (node != route.placement().self()) {
            send(node, OWNER, true);
            return;
        }
        seat.misses().note(route.partition(), noted -> apply(replication().core.onMarked(node, noted)));
    }

    /** Beside the own copy; counts for nothing, so nobody waits for it. */
    private void keepHint(int[] owners) {
        Replication current = replication();
        HintStore.Obligation obligation = new HintStore.Obligation(route.partition(), owners, current.goal.count());
        if (shard.mayHold(route, seat)) {
            seat.hints().keep(request.key(), current.record, obligation, durability -> {});
        }
    }

    private void answer(Verdict verdict) {
        Replication current = replication();
        if (verdict.failure() != null) {
            shard.ports.metrics().quorumMissed(Operation.PUT, ReadOperation.missOf(verdict));
            onResult.accept(Failures.of(verdict, failed(current.core), route));
            return;
        }
        LiveView view = current.record.liveAt(shard.ports.clock().wallMillis());
        boolean body = request.options().returnBody();
        onResult.accept(new WriteResult.Written(
                current.dot,
                body ? current.record.context() : current.context,
                view.etag(),
                body ? view : null,
                current.core.achieved(route.epoch())));
    }

    private List<FailedNode> failed(WriteCore core) {
        List<FailedNode> failed = new ArrayList<>(Failures.unreachable(route));
        for (WriteCore.Replica replica : core.replicas()) {
            String reason = replica.isPending() ? "no answer yet" : replica.failure();
            if (!reason.isEmpty()) {
                failed.add(new FailedNode(route.view().name(replica.node), reason));
            }
        }
        return ReadOperation.distinct(failed);
    }

    private void refuse(RequestFailure failure) {
        become(State.OVER);
        onResult.accept(failure);
    }

    @Override
    public boolean onSweep(long nowNanos) {
        WriteCore core = replication().core;
        if (!slow && nowNanos - slowNanos >= 0) {
            slow = true;
            apply(core.onSlow());
        }
        if (!core.isAnswered() && nowNanos - deadlineNanos >= 0) {
            apply(core.onDeadline());
        }
        boolean goesOn = !core.isAnswered() || !(core.isSettled() || awaitsRing);
        if (!goesOn) {
            become(State.OVER);
        }
        return goesOn;
    }
}
