package io.gramme.node.coordinator;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.coordinator.ReadEffect.Answer;
import io.gramme.node.coordinator.ReadEffect.Ask;
import io.gramme.node.coordinator.ReadEffect.Repair;
import io.gramme.node.coordinator.RequestFailure.FailedNode;
import io.gramme.node.metrics.CoordinatorMetrics.Miss;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.transport.ReplicaMessage.ReadAbsent;
import io.gramme.node.transport.ReplicaMessage.ReadDigest;
import io.gramme.node.transport.ReplicaMessage.ReadMode;
import io.gramme.node.transport.ReplicaMessage.ReadRecord;
import io.gramme.node.transport.ReplicaMessage.ReplicaRead;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.Reply;
import io.gramme.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One read under way: turns the effects of its {@link ReadCore} into messages and local lookups, and lives on after the
 * answer until every replica has spoken and those behind have been repaired.
 */
final class ReadOperation implements Sweep.Swept {
    private static final int[] OWNER = {};
    /** What a replica's answer needs to travel back before the request's own deadline. */
    private static final int MARGIN_MILLIS = 20;

    private final Shard shard;
    private final Route route;
    private final Key key;
    private final boolean consistent;
    private final ReadCore core;
    private final Consumer<QuorumRead> onRead;
    private final long slowNanos;
    private final long deadlineNanos;
    private final Terms terms;
    private boolean slow;
    /** Whether this node owns the key and holds a record of it, and that record's version hash. */
    private boolean holdsOwn;

    private long ownHash;
    private boolean restarted;
    private boolean awaitsRing;
    private boolean mayRepair;
    private boolean repairRefused;
    private @Nullable KeyRecord encoded;
    private byte @Nullable [] encodedBytes;

    ReadOperation(Shard shard, Route route, Terms terms, Consumer<QuorumRead> onRead) {
        this.shard = shard;
        this.route = route;
        this.terms = terms;
        this.key = terms.key();
        this.consistent = terms.wish().consistent();
        this.onRead = onRead;
        Seat seat = shard.seat();
        ReadCore.Wish wish = seat != null
                ? terms.wish()
                : new ReadCore.Wish(consistent, terms.wish().readAfter(), false);
        this.core = new ReadCore(
                terms.goal(),
                route.placement(),
                wish,
                record -> seat == null ? 0 : seat.records().versionHash(record));
        long now = shard.nowNanos();
        this.slowNanos = now + shard.settings.slowMillis() * 1_000_000L;
        this.deadlineNanos = now + terms.budgetMillis() * 1_000_000L;
    }

    /** What is read, and what the answer must be. */
    record Terms(Key key, Goal goal, ReadCore.Wish wish, int budgetMillis) {}

    void start() {
        Verdict refusal = core.refusal();
        if (refusal != null) {
            shard.ports
                    .metrics()
                    .quorumMissed(io.gramme.node.metrics.CoordinatorMetrics.Operation.GET, missOf(refusal));
            onRead.accept(new QuorumRead.Missed(Failures.of(refusal, Failures.unreachable(route), route)));
            return;
        }
        shard.sweep.add(this);
        List<ReadEffect> effects = core.start();
        ReadEffect own = null;
        for (ReadEffect effect : effects) {
            if (effect instanceof Ask ask && ask.node() == route.placement().self()) {
                own = effect;
            }
        }
        // First what is here: whoever holds the same need not send it.
        if (own != null) {
            apply(own);
        }
        for (ReadEffect effect : effects) {
            if (effect != own) {
                apply(effect);
            }
        }
    }

    private void apply(List<ReadEffect> effects) {
        if (restarted) {
            return;
        }
        for (int i = 0; i < effects.size(); i++) {
            apply(effects.get(i));
        }
        if (mayRepair && core.isAnswered() && core.isSettled()) {
            mayRepair = false;
            shard.endRepair(key);
        }
    }

    private void apply(ReadEffect effect) {
        if (effect instanceof Ask ask) {
            ask(ask);
        } else if (effect instanceof Repair repair) {
            repair(repair);
        } else if (effect instanceof Answer answer) {
            answer(answer);
        }
    }

    private void ask(Ask ask) {
        if (ask.node() == route.placement().self()) {
            askSelf();
            return;
        }
        ReadMode mode = ask.full() ? ReadMode.FULL : holdsOwn ? ReadMode.UNLESS_KNOWN : ReadMode.DIGEST;
        ReplicaRead read = new ReplicaRead(route.partition(), route.rows(), mode, holdsOwn ? ownHash : 0, key);
        shard.ask(route, ask.node(), read, budgetMillis(), new Shard.OnAnswer() {
            @Override
            public void onReply(Reply reply) {
                apply(replied(ask.node(), reply));
            }

            @Override
            public void onFailure(String reason, boolean ambiguous) {
                if (!reason.equals(Shard.NEWER_RING) || !awaitRing()) {
                    apply(core.onError(ask.node(), reason));
                }
            }
        });
    }

    /** A replica knows a newer ring: once it is here, the read begins anew by it, if it is not answered before. */
    private boolean awaitRing() {
        if (!awaitsRing && !core.isAnswered()) {
            awaitsRing = shard.awaitRing(route.epoch(), this::restart);
        }
        return awaitsRing && !core.isAnswered();
    }

    private void restart() {
        long left = (deadlineNanos - shard.nowNanos()) / 1_000_000;
        Route next = shard.route(key);
        if (!core.isAnswered() && left > 0 && next != null) {
            restarted = true;
            Terms rest = new Terms(key, terms.goal(), terms.wish(), (int) left);
            new ReadOperation(shard, next, rest, onRead).start();
        }
    }

    private long budgetMillis() {
        long left = (deadlineNanos - shard.nowNanos()) / 1_000_000 - MARGIN_MILLIS;
        return core.isAnswered() ? shard.settings.replicaMillis() : Math.min(left, shard.settings.replicaMillis());
    }

    private List<ReadEffect> replied(int node, Reply reply) {
        if (reply instanceof ReadRecord record) {
            try {
                return core.onRecord(node, record.keptFor(), RecordCodec.decode(record.record()));
            } catch (MalformedRecordException malformed) {
                return core.onError(node, "sent no record");
            }
        } else if (reply instanceof ReadDigest digest) {
            return core.onDigest(node, digest.keptFor(), digest.versionHash(), digest.hlc());
        } else if (reply instanceof ReadAbsent) {
            return core.onAbsent(node);
        }
        return core.onError(node, "cannot read its copy");
    }

    private void askSelf() {
        int self = route.placement().self();
        Seat seat = shard.seat();
        if (seat == null) {
            apply(core.onError(self, "no seat"));
        } else if (route.placement().selfIsOwner() && !shard.trust().maySpeak(route.partition())) {
            apply(core.onError(self, "not repaired yet"));
        } else if (route.placement().selfIsOwner()) {
            RecordStore.Lookup lookup = seat.records().lookup(Space.LIVE, key);
            if (lookup instanceof RecordStore.Held held) {
                holdsOwn = true;
                ownHash = held.entry().header().versionHash();
                apply(core.onRecord(self, OWNER, held.stored().record()));
            } else {
                apply(
                        lookup instanceof RecordStore.Missing && shard.trust().mayDeny(route.partition())
                                ? absent(seat)
                                : core.onError(self, "cannot read its copy"));
            }
        } else if (seat.hints().lookup(key) instanceof HintStore.Held hint) {
            apply(core.onRecord(self, hint.owners(), hint.stored().record()));
        } else {
            apply(core.onAbsent(self));
        }
    }

    /** What was purged still counts as (V, no siblings), so that an older copy elsewhere is not taken for alive. */
    private List<ReadEffect> absent(Seat seat) {
        int self = route.placement().self();
        KeyRecord purged = seat.records().purged(key);
        return purged == null ? core.onAbsent(self) : core.onRecord(self, OWNER, purged);
    }

    private void repair(Repair repair) {
        if (!consistent && !admitRepair()) {
            apply(core.onRepaired(repair.node(), false));
        } else if (repair.node() == route.placement().self()) {
            repairSelf(repair);
        } else {
            ReplicaWrite write = new ReplicaWrite(
                    route.partition(),
                    route.rows(),
                    WriteKind.READ_REPAIR,
                    OWNER,
                    0,
                    false,
                    key,
                    encoded(repair.merged()));
            shard.ask(route, repair.node(), write, budgetMillis(), new Shard.OnAnswer() {
                @Override
                public void onReply(Reply reply) {
                    boolean held = reply instanceof WriteAck ack && ack.status().isStored();
                    repaired(repair.node(), held);
                }

                @Override
                public void onFailure(String reason, boolean ambiguous) {
                    repaired(repair.node(), false);
                }
            });
        }
    }

    /** One read at a time repairs a key, and few keys at once: the rest is left to the next read or to anti-entropy. */
    private boolean admitRepair() {
        if (!mayRepair && !repairRefused) {
            mayRepair = shard.beginRepair(key);
            repairRefused = !mayRepair;
        }
        return mayRepair;
    }

    private void repairSelf(Repair repair) {
        Seat seat = shard.seat();
        if (seat == null) {
            repaired(repair.node(), false);
            return;
        }
        RecordStore.Received received = seat.records()
                .receive(
                        Storage.WriteKind.RELIEF,
                        Space.LIVE,
                        key,
                        repair.merged(),
                        durability -> repaired(repair.node(), true));
        if (received instanceof RecordStore.NoRoom || received instanceof RecordStore.NotReadable) {
            repaired(repair.node(), false);
        } else if (received instanceof RecordStore.Dead
                || (received instanceof RecordStore.AlreadyHeld held && held.durability() != null)) {
            repaired(repair.node(), true);
        }
    }

    private void repaired(int node, boolean held) {
        if (held) {
            shard.ports.metrics().readRepaired(1);
        }
        apply(core.onRepaired(node, held));
    }

    @SuppressWarnings("ReferenceEquality") // the same object is encoded once
    private byte[] encoded(KeyRecord record) {
        byte[] bytes = encodedBytes;
        if (bytes == null || encoded != record) {
            bytes = RecordCodec.encode(record);
            encoded = record;
            encodedBytes = bytes;
        }
        return bytes;
    }

    private void answer(Answer answer) {
        Verdict verdict = answer.verdict();
        if (verdict.failure() == null) {
            onRead.accept(new QuorumRead.Merged(answer.merged(), core.achieved(route.epoch())));
            return;
        }
        shard.ports.metrics().quorumMissed(io.gramme.node.metrics.CoordinatorMetrics.Operation.GET, missOf(verdict));
        List<FailedNode> failed = new ArrayList<>(Failures.unreachable(route));
        for (AskedReplica replica : core.replicas()) {
            String reason = replica.isPending() ? "no answer yet" : replica.failure();
            if (!reason.isEmpty()) {
                failed.add(new FailedNode(route.view().name(replica.node), reason));
            }
        }
        onRead.accept(new QuorumRead.Missed(Failures.of(verdict, distinct(failed), route)));
    }

    /** The last word about each node. */
    static List<FailedNode> distinct(List<FailedNode> failed) {
        java.util.LinkedHashMap<String, FailedNode> byName = new java.util.LinkedHashMap<>();
        failed.forEach(node -> byName.put(node.node(), node));
        return List.copyOf(byName.values());
    }

    static Miss missOf(Verdict verdict) {
        RequestFailure.Reason reason = verdict.failure();
        if (reason == null) {
            return Miss.QUORUM_FAILED;
        }
        return switch (reason) {
            case NOT_ENOUGH_REPLICAS -> Miss.NOT_ENOUGH_REPLICAS;
            case PRIMARIES_UNAVAILABLE -> Miss.PRIMARIES_UNAVAILABLE;
            case QUORUM_TIMEOUT -> Miss.TIMEOUT;
            case STALE -> Miss.STALE;
            default -> Miss.QUORUM_FAILED;
        };
    }

    @Override
    public boolean onSweep(long nowNanos) {
        if (restarted) {
            return false;
        }
        if (!slow && nowNanos - slowNanos >= 0) {
            slow = true;
            apply(core.onSlow());
        }
        if (!core.isAnswered() && nowNanos - deadlineNanos >= 0) {
            apply(core.onDeadline());
        }
        return !core.isAnswered() || !(core.isSettled() || awaitsRing);
    }
}
