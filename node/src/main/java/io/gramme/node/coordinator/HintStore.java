package io.gramme.node.coordinator;

import io.gramme.node.causality.KeyRecord;
import io.gramme.node.causality.StoredRecord;
import io.gramme.node.storage.Storage.Durability;
import io.gramme.node.storage.Storage.OnDurable;
import io.gramme.node.storage.Storage.RefusalReason;
import io.gramme.node.storage.Storage.Reservation;
import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/**
 * Records that one shard keeps for owners that could not be reached: one merged record a key, with the owners it is kept
 * for. Implemented by {@code handoff}; called on the shard's loop, and so are the callbacks.
 */
public interface HintStore {
    /** The longest list of owners one hint is kept for. */
    int MAX_OWNERS = 64;

    /** What is kept under a key. */
    Lookup lookup(Key key);

    /**
     * Merges a record into what is kept, and adds owners to the list. Never coordinates: no dot, no marker of this node.
     *
     * @param onDurable called once for {@link Kept} without durability; never otherwise
     */
    Outcome keep(Key key, KeyRecord incoming, Obligation obligation, OnDurable onDurable);

    /**
     * Room for a record that this node coordinates on a hint.
     *
     * @param recordBytes upper bound of the encoded record
     */
    Room reserve(int recordBytes);

    /** Gives unused room back. */
    void release(Reservation room);

    /**
     * Stores a record that was coordinated on the hint, with its marker, over what {@link #lookup} returned in the same
     * turn; consumes the room.
     */
    void store(Reservation room, Key key, StoredRecord coordinated, Obligation obligation, OnDurable onDurable);

    /**
     * Whom a hint serves.
     *
     * @param partition of the key
     * @param owners node indices, distinct, not empty
     * @param needed W of the write, 0 when unknown: then a majority of the row
     */
    record Obligation(int partition, int[] owners, int needed) {}

    /** What is kept of a key, its absence, or the disk's failure to say. */
    sealed interface Lookup {}

    /**
     * A hint.
     *
     * @param stored the record; its marker is only ever of dots coordinated on this hint
     * @param owners node indices that it is kept for, not empty
     */
    record Held(StoredRecord stored, int[] owners) implements Lookup {}

    /** No hint under this key. */
    record Missing() implements Lookup {
        public static final Missing MISSING = new Missing();
    }

    /** A hint that cannot be read; never taken for a missing one. */
    record Broken(String reason) implements Lookup {}

    /** What became of a record that is to be kept. */
    sealed interface Outcome {}

    /**
     * It is applied.
     *
     * @param reached the durability, or {@code null}: the callback follows
     */
    record Kept(@Nullable Durability reached) implements Outcome {}

    /** Room set aside, or the reason why there is none. */
    sealed interface Room {}

    /** Room was set aside; use it or release it. */
    record Reserved(Reservation reservation) implements Room {}

    /** The hints' own bound is reached and none may be dropped: the partition has been marked due for repair. */
    record Full() implements Outcome, Room {
        public static final Full FULL = new Full();
    }

    /** The store takes no write now. */
    record NoRoom(RefusalReason reason) implements Outcome, Room {}

    /** What is kept under the key cannot be read, so nothing can be merged into it; nothing was changed. */
    record NotReadable(String reason) implements Outcome {}
}
