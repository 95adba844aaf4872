package io.gramme.node.coordinator;

import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.causality.CausalContext;
import io.gramme.node.causality.Content;
import io.gramme.node.causality.Coordination;
import io.gramme.node.causality.HybridClock;
import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.causality.RecordCodec;
import io.gramme.node.causality.RequestId;
import io.gramme.node.causality.RequestTag;
import io.gramme.node.causality.SiblingsMode;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.causality.Write;
import io.gramme.node.causality.WriteOutcome;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.Reservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The turn in which a coordinator makes a write of a request: reads what it holds, judges, sets room aside, issues the dot.
 * All of it happens without leaving the loop, so nothing of the same key comes between.
 */
final class WriteTurn {
    /** A write may retire every sibling it replaces: 8 at most are remembered. */
    private static final int RETIRED_BYTES = 64 * (KeyRecord.MAX_RETIRED + 1) + 64;

    private static final int BUSY_MILLIS = 100;

    private final Shard shard;
    private final Seat seat;
    private final Route route;
    private final WriteRequest request;
    private final BucketSettings bucket;

    WriteTurn(Shard shard, Seat seat, Route route, WriteRequest request) {
        this.shard = shard;
        this.seat = seat;
        this.route = route;
        this.request = request;
        this.bucket = shard.ports.buckets().settings(request.key().bucket());
    }

    /** How the turn ended. */
    sealed interface Made {}

    /** A new record, with room to store it. */
    record New(Reservation room, WriteOutcome.Accepted write) implements Made {}

    /** A retry of a write that the record knows. */
    record Repeated(WriteOutcome.Known write) implements Made {}

    /** Nothing was issued. */
    record Refused(RequestFailure failure) implements Made {}

    BucketSettings bucket() {
        return bucket;
    }

    /** What can be said without looking at any copy; {@code null} when it may go on. */
    @Nullable
    RequestFailure refusal() {
        Integer most = bucket.maxValueBytes();
        int limit = most != null ? most : shard.settings.maxValueBytes();
        int length = request.content().value().length();
        if (length > limit) {
            return refused(Reason.VALUE_TOO_LARGE, "value of " + length + " bytes, allowed up to " + limit, 0);
        }
        boolean blindDelete = request.content().tombstone() && request.context() == null;
        if (blindDelete && !request.options().force()) {
            return refused(Reason.CONTEXT_REQUIRED, "a delete needs the context of what it deletes, or force", 0);
        }
        return null;
    }

    /** Whether a record knows this write from an earlier try. */
    boolean knows(StoredRecord base) {
        Write write = write(CausalContext.EMPTY, shard.ports.clock().wallMillis());
        return Coordination.retryOf(base.record(), write) != null;
    }

    /**
     * Makes the write on a copy.
     *
     * @param base newest applied record of this node with what a quorum showed, if it was asked
     * @param shown context of what that quorum showed, {@code null} if none was asked
     */
    Made make(StoredRecord base, @Nullable CausalContext shown) {
        long wall = shard.ports.clock().wallMillis();
        KeyRecord local = base.record();
        CausalContext context = request.context() != null ? request.context() : shown;
        Write write = write(context == null ? CausalContext.EMPTY : context, wall);
        // What a quorum showed at the retry was not shown to the client, and is not what the first try was made on.
        CausalContext own = request.context();
        CausalContext given = own == null ? CausalContext.EMPTY : own;
        WriteOutcome.Known retry = Coordination.retryOf(local, write(given, wall));
        if (retry != null) {
            return new Repeated(retry);
        }
        RequestFailure unwanted = WriteConditions.judge(request, local, wall, route);
        boolean overwrites = context == null && !local.liveAt(wall).isNotFound();
        if (unwanted == null && overwrites && Boolean.TRUE.equals(bucket.requireContext())) {
            unwanted = refused(Reason.CONTEXT_REQUIRED, "the bucket wants the context of what is overwritten", 0);
        }
        if (unwanted != null) {
            return new Refused(unwanted);
        }
        if (!shard.mayStamp()) {
            return new Refused(refused(Reason.OVERLOADED, "this node's clock is far ahead of its peers'", BUSY_MILLIS));
        }
        if (seat.epochs().isExhausted()) {
            return new Refused(refused(Reason.OVERLOADED, "waiting for the lease of epoch numbers", BUSY_MILLIS));
        }
        long bytes = RecordCodec.sizeBound(local)
                + RecordCodec.sizeBound(write.content())
                + 28L * write.context().size()
                + RETIRED_BYTES;
        Reserve reserve = reserve((int) Math.min(bytes, Integer.MAX_VALUE));
        if (reserve.room() == null) {
            return new Refused(reserve.failure() == null ? noRoom(Storage.RefusalReason.STOPPED) : reserve.failure());
        }
        return issue(reserve.room(), base, write, wall);
    }

    private Made issue(Reservation room, StoredRecord base, Write write, long wall) {
        HybridClock.Stamp stamp = shard.stamps.stamp(wall, Coordination.stampFloor(base.record(), write));
        WriteOutcome outcome = seat.coordination().write(base, write, stamp.hlc());
        if (outcome instanceof WriteOutcome.Accepted accepted) {
            for (int i = 0; i < accepted.discarded(); i++) {
                shard.ports.metrics().concurrentVersionDropped();
            }
            return new New(room, accepted);
        }
        release(room);
        if (outcome instanceof WriteOutcome.Known known) {
            return new Repeated(known);
        }
        WriteOutcome.TooManySiblings crowded = (WriteOutcome.TooManySiblings) outcome;
        String detail = "the write would leave " + crowded.siblings() + " siblings"
                + (crowded.recordBytes() > 0 ? " and " + crowded.recordBytes() + " bytes" : "")
                + "; read, merge and write with the context";
        return new Refused(new RequestFailure(
                Reason.TOO_MANY_SIBLINGS,
                0,
                0,
                List.of(),
                Outcome.NONE,
                detail,
                crowded.context(),
                null,
                0,
                route.epoch()));
    }

    private Write write(CausalContext context, long wall) {
        Content content = request.content();
        Long ttl = bucket.ttlMillis();
        if (ttl != null && ttl > 0 && !content.tombstone() && content.expiryMillis() == 0) {
            content = content.expiringAt(wall + ttl);
        }
        RequestId id = request.id();
        SiblingsMode mode = bucket.siblings() == BucketSettings.Siblings.LWW ? SiblingsMode.LWW : SiblingsMode.KEEP;
        return new Write(content, context, id == null ? null : RequestTag.of(id, content), mode);
    }

    private record Reserve(
            @Nullable Reservation room, @Nullable RequestFailure failure) {}

    private Reserve reserve(int bytes) {
        if (route.placement().selfIsOwner()) {
            Storage.WriteKind kind =
                    request.content().tombstone() ? Storage.WriteKind.RELIEF : Storage.WriteKind.ORDINARY;
            Storage.ReserveOutcome outcome = seat.records().storage().reserve(kind, bytes);
            return outcome instanceof Storage.Reserved reserved
                    ? new Reserve(reserved.reservation(), null)
                    : new Reserve(null, noRoom(((Storage.Refused) outcome).reason()));
        }
        HintStore.Room room = seat.hints().reserve(bytes);
        if (room instanceof HintStore.Reserved reserved) {
            return new Reserve(reserved.reservation(), null);
        }
        return new Reserve(
                null,
                room instanceof HintStore.NoRoom none
                        ? noRoom(none.reason())
                        : refused(Reason.DISK_FULL, "no room for hints", BUSY_MILLIS));
    }

    private void release(Reservation room) {
        if (route.placement().selfIsOwner()) {
            seat.records().storage().release(room);
        } else {
            seat.hints().release(room);
        }
    }

    private RequestFailure noRoom(Storage.RefusalReason reason) {
        return switch (reason) {
            case DISK_FULL -> refused(Reason.DISK_FULL, "the disk is full", 0);
            case OVERLOADED -> refused(Reason.OVERLOADED, "too many writes wait for the disk", BUSY_MILLIS);
            case TOO_LARGE -> refused(Reason.VALUE_TOO_LARGE, "the record would be larger than any may be", 0);
            case STOPPED -> refused(Reason.DRAINING, "the node stops", 0);
        };
    }

    private RequestFailure refused(Reason reason, String detail, int retryAfterMillis) {
        return Failures.refused(reason, detail, retryAfterMillis, route);
    }

    /** The very bytes that are stored, without the marker. */
    static byte[] wireOf(Storage.Entry entry) {
        try {
            return RecordCodec.wireOf(entry.payload()).toByteArray();
        } catch (MalformedRecordException impossible) {
            throw new Invariants.BrokenInvariant("a record just encoded does not decode: " + impossible.getMessage());
        }
    }
}
