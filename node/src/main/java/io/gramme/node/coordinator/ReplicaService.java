package io.gramme.node.coordinator;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.ValueBytes;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.RingDeltas;
import io.gramme.node.metrics.AdmissionMetrics.Kind;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.ReplicaMessage.ReadAbsent;
import io.gramme.node.transport.ReplicaMessage.ReadDigest;
import io.gramme.node.transport.ReplicaMessage.ReadMode;
import io.gramme.node.transport.ReplicaMessage.ReadRecord;
import io.gramme.node.transport.ReplicaMessage.ReadUnreadable;
import io.gramme.node.transport.ReplicaMessage.ReplicaRead;
import io.gramme.node.transport.ReplicaMessage.ReplicaWrite;
import io.gramme.node.transport.ReplicaMessage.WriteAck;
import io.gramme.node.transport.ReplicaMessage.WriteKind;
import io.gramme.node.transport.ReplicaMessage.WriteStatus;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.RowVersion;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.Epoch;
import io.gramme.ring.Key;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.List;

/**
 * The replica's side: merges records into what this node owns or keeps for others, and says what it holds.
 *
 * <p>Invariants: a write is acknowledged as durable after its fsync only; what cannot be read is never said to be absent; a
 * request by rows that have changed since is refused, one by rows of which this node does not know yet waits for a newer
 * ring.
 */
final class ReplicaService {
    /** A record up to so many bytes is sent where a digest was asked for: it saves the second round trip. */
    static final int FULL_BYTES = 4096;
    /** Requests that wait for a newer ring. */
    private static final int MAX_PARKED = 1024;

    private static final int[] OWNER = {};

    private final Shard shard;
    private final RingDeltas deltas = new RingDeltas();
    private List<Parked> parked = new ArrayList<>();

    private record Parked(Epoch epoch, Responder responder, Runnable again) {}

    ReplicaService(Shard shard) {
        this.shard = shard;
    }

    /** Takes the requests of this shard's partitions from now on. */
    void listen() {
        shard.ports.transport().handle(ReplicaWrite.class, this::onWrite);
        shard.ports.transport().handle(ReplicaRead.class, this::onRead);
        shard.ports.views().onChange((before, after) -> {
            Ring ring = after.ring();
            if (ring != null) {
                deltas.add(ring);
            }
            retryParked();
        });
    }

    private void retryParked() {
        List<Parked> waiting = parked;
        parked = new ArrayList<>();
        for (Parked each : waiting) {
            each.again.run();
        }
    }

    /** The seat and ring to serve a request by, or nothing, when it was refused or waits. */
    private boolean admit(int partition, RowVersion rows, Responder responder, Runnable again) {
        Ring ring = shard.ports.views().current().ring();
        if (shard.seat() == null || ring == null) {
            responder.refuse(new NotServed(Refusal.Reason.NOT_READY));
        } else if (shard.ports.gate().isExpired(responder.deadlineNanos(), shard.nowNanos())) {
            responder.refuse(new NotServed(Refusal.Reason.EXPIRED));
        } else if (rows.ring().packed() < ring.changedAt(partition)) {
            shard.ports.metrics().staleRing();
            responder.refuse(new Refusal.StaleRing(ring.epoch(), deltas.since(rows.ring())));
        } else if (rows.isAheadOf(ring.epoch())) {
            park(new Parked(rows.ring(), responder, again));
        } else if (!shard.ports.gate().enter(Kind.REPLICA)) {
            int retry = shard.ports.gate().retryAfterMillis();
            responder.refuse(new NotServed(Refusal.Reason.OVERLOADED, retry));
        } else {
            if (rows.ring().isAfter(ring.epoch())) {
                shard.ports.views().wantRing(rows.ring(), responder.from());
            }
            return true;
        }
        return false;
    }

    private void park(Parked waiting) {
        shard.ports.metrics().staleRing();
        if (parked.size() >= MAX_PARKED) {
            long now = shard.nowNanos();
            parked.removeIf(each -> now - each.responder.deadlineNanos() >= 0);
        }
        if (parked.size() >= MAX_PARKED) {
            waiting.responder.refuse(new NotServed(Refusal.Reason.NOT_READY));
            return;
        }
        parked.add(waiting);
        shard.ports.views().wantRing(waiting.epoch, waiting.responder.from());
    }

    private void reply(Responder responder, Reply reply) {
        shard.ports.gate().leave(Kind.REPLICA);
        responder.reply(reply);
    }

    private void refuse(Responder responder, Refusal refusal) {
        shard.ports.gate().leave(Kind.REPLICA);
        responder.refuse(refusal);
    }

    void onWrite(ReplicaWrite write, Responder responder) {
        Seat seat = shard.seat();
        // Whom a hint is kept for is said by the numbers that members have in the sender's ring.
        RowVersion rows = write.isHint() ? write.rows().exact() : write.rows();
        if (!admit(write.partition(), rows, responder, () -> onWrite(write, responder)) || seat == null) {
            return;
        }
        KeyRecord record;
        try {
            record = RecordCodec.decode(write.record());
        } catch (MalformedRecordException malformed) {
            refuse(responder, new NotServed(Refusal.Reason.MALFORMED));
            return;
        }
        if (write.isHint() && shard.mayStandIn()) {
            keep(seat, write, record, responder);
        } else if (write.isHint() || !isMine(write.partition(), true)) {
            refuse(
                    responder,
                    new Refusal.StaleRing(epoch(), deltas.since(write.rows().ring())));
        } else if (!seat.misses().mayMerge(write.partition())) {
            refuse(responder, new NotServed(Refusal.Reason.NOT_READY));
        } else if (write.targetMissed()) {
            seat.misses().note(write.partition(), noted -> {
                if (noted) {
                    merge(seat, write, record, responder);
                } else {
                    reply(responder, new WriteAck(WriteStatus.MARK_REFUSED, false));
                }
            });
        } else {
            merge(seat, write, record, responder);
        }
    }

    private boolean isMine(int partition, boolean targetsToo) {
        ClusterView view = shard.ports.views().current();
        Ring ring = view.ring();
        if (ring == null) {
            return false;
        }
        return targetsToo
                ? ring.isOwnerOrTarget(partition, view.selfIndex())
                : ring.isOwner(partition, view.selfIndex());
    }

    private Epoch epoch() {
        Ring ring = shard.ports.views().current().ring();
        return ring == null ? Epoch.NONE : ring.epoch();
    }

    private void merge(Seat seat, ReplicaWrite write, KeyRecord record, Responder responder) {
        RecordStore.Received received = seat.records()
                .receive(
                        roomFor(write, record),
                        Space.LIVE,
                        write.key(),
                        record,
                        durability -> ack(responder, WriteStatus.STORED, durability));
        if (received instanceof RecordStore.AlreadyHeld held) {
            Durability reached = held.durability();
            if (reached != null) {
                ack(responder, WriteStatus.KNOWN, reached);
            }
        } else if (received instanceof RecordStore.Dead) {
            ack(responder, WriteStatus.KNOWN, Durability.DURABLE);
        } else if (received instanceof RecordStore.NotReadable) {
            reply(responder, new WriteAck(WriteStatus.UNREADABLE, false));
        } else if (received instanceof RecordStore.NoRoom none) {
            noRoom(responder, none.reason());
        }
    }

    /** Deletes, repair and late hints end in less to do; what only adds data stops at the watermark. */
    private static Storage.WriteKind roomFor(ReplicaWrite write, KeyRecord record) {
        boolean adds = write.kind() == WriteKind.FOREGROUND || write.kind() == WriteKind.TRANSFER;
        return adds && !record.holdsOnlyTombstones() ? Storage.WriteKind.ORDINARY : Storage.WriteKind.RELIEF;
    }

    private void keep(Seat seat, ReplicaWrite write, KeyRecord record, Responder responder) {
        HintStore.Obligation obligation = new HintStore.Obligation(write.partition(), write.keptFor(), write.needed());
        HintStore.Outcome outcome = seat.hints()
                .keep(write.key(), record, obligation, durability -> ack(responder, WriteStatus.STORED, durability));
        if (outcome instanceof HintStore.Kept kept) {
            Durability reached = kept.reached();
            if (reached != null) {
                ack(responder, WriteStatus.KNOWN, reached);
            }
        } else if (outcome instanceof HintStore.Full) {
            reply(responder, new WriteAck(WriteStatus.HINTS_FULL, false));
        } else if (outcome instanceof HintStore.NotReadable) {
            reply(responder, new WriteAck(WriteStatus.UNREADABLE, false));
        } else if (outcome instanceof HintStore.NoRoom none) {
            noRoom(responder, none.reason());
        }
    }

    private void ack(Responder responder, WriteStatus status, Durability durability) {
        reply(responder, new WriteAck(status, durability.isDurable()));
    }

    private void noRoom(Responder responder, Storage.RefusalReason reason) {
        switch (reason) {
            case DISK_FULL -> reply(responder, new WriteAck(WriteStatus.DISK_FULL, false));
            case TOO_LARGE -> reply(responder, new WriteAck(WriteStatus.TOO_LARGE, false));
            case OVERLOADED ->
                refuse(
                        responder,
                        new NotServed(
                                Refusal.Reason.OVERLOADED, shard.ports.gate().retryAfterMillis()));
            case STOPPED -> refuse(responder, new NotServed(Refusal.Reason.DRAINING));
        }
    }

    void onRead(ReplicaRead read, Responder responder) {
        Seat seat = shard.seat();
        if (!admit(read.partition(), read.rows(), responder, () -> onRead(read, responder)) || seat == null) {
            return;
        }
        reply(responder, isMine(read.partition(), false) ? votes(seat, read) : hinted(seat, read.key()));
    }

    /** An owner that may not speak for the partition answers, but gives no vote. */
    private Reply votes(Seat seat, ReplicaRead read) {
        if (!shard.trust().maySpeak(read.partition())) {
            return new ReadUnreadable(false);
        }
        Reply reply = owned(seat, read);
        boolean denies = reply instanceof ReadAbsent && !shard.trust().mayDeny(read.partition());
        return denies ? new ReadUnreadable(false) : reply;
    }

    /**
     * The stored bytes travel as they are: nothing is decoded here. Where the asker holds the same versions already, what
     * the index says of the record is word enough, and it is not read.
     */
    private static Reply owned(Seat seat, ReplicaRead read) {
        if (read.mode() == ReadMode.UNLESS_KNOWN
                && seat.records().storage().header(Space.LIVE, read.key()) instanceof Storage.HeaderFound found
                && found.header().versionHash() == read.known()) {
            return new ReadDigest(
                    OWNER, read.known(), found.payloadBytes(), found.header().hlc());
        }
        Storage.ReadOutcome outcome = seat.records().storage().read(Space.LIVE, read.key());
        if (outcome instanceof Storage.Absent) {
            KeyRecord purged = seat.records().purged(read.key());
            return purged == null ? new ReadAbsent(false) : new ReadRecord(OWNER, RecordCodec.encode(purged));
        }
        if (!(outcome instanceof Storage.Found found)) {
            return new ReadUnreadable(false);
        }
        try {
            ValueBytes wire = RecordCodec.wireOf(found.entry().payload());
            if (read.mode() == ReadMode.FULL || wire.length() <= FULL_BYTES) {
                return new ReadRecord(OWNER, wire.toByteArray());
            }
            return new ReadDigest(
                    OWNER,
                    found.entry().header().versionHash(),
                    wire.length(),
                    found.entry().header().hlc());
        } catch (MalformedRecordException malformed) {
            return new ReadUnreadable(false);
        }
    }

    private static Reply hinted(Seat seat, Key key) {
        HintStore.Lookup lookup = seat.hints().lookup(key);
        if (lookup instanceof HintStore.Held held) {
            return new ReadRecord(
                    held.owners(), RecordCodec.encode(held.stored().record()));
        }
        return lookup instanceof HintStore.Missing ? new ReadAbsent(true) : new ReadUnreadable(true);
    }
}
