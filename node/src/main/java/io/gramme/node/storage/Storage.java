package io.gramme.node.storage;

import io.gramme.ring.Key;
import org.jspecify.annotations.Nullable;

/**
 * A node's durable store. Payloads are opaque bytes; the caller encodes records.
 *
 * <p>Reads see the newest applied record at once, synced or not; whoever must not act on an unsynced record waits for its
 * durability callback. Every call for a key is made on the loop of the shard that owns the key's group (partition mod
 * 16), and callbacks arrive on that loop.
 */
public interface Storage {
    /** The newest applied record of a key in a space. */
    ReadOutcome read(Space space, Key key);

    /** The newest applied header, without touching the value. */
    HeaderOutcome header(Space space, Key key);

    /**
     * Sets log space and queue room aside, before anything that must not be taken back (a dot) is made. Use it or
     * release it.
     *
     * @param kind what the room is for: ordinary writes are refused above the disk watermark, relief is not
     * @param payloadBytes largest payload that will be written with it
     */
    ReserveOutcome reserve(WriteKind kind, int payloadBytes);

    /** Gives an unused reservation back. */
    void release(Reservation reservation);

    /**
     * Applies a record at once and logs it; consumes the reservation.
     *
     * @param onDurable called on the calling shard's loop after the fsync; never called if the node stops before. Under
     *     {@code sync: interval} it is called early, and {@link Durability#isDurable()} says so
     */
    void write(Reservation reservation, Space space, Key key, Entry entry, OnDurable onDurable);

    /**
     * How safe the newest applied record of a key is.
     *
     * @param onDurable called as for {@link #write} once it is safe, only when {@code null} is returned
     * @return what has been reached already, or {@code null} while a write of this key is on its way to the disk
     */
    @Nullable
    Durability settled(Space space, Key key, OnDurable onDurable);

    /**
     * Makes everything durable that was written through this port before, under {@code sync: interval} too: for whoever says
     * elsewhere on the disk that it is done.
     *
     * @param onForced called on the calling shard's loop, later; never called if the node stops before
     */
    void force(Runnable onForced);

    /** Removes a key from a space at once and logs the removal; consumes the reservation. */
    void remove(Reservation reservation, Space space, Key key, OnDurable onDurable);

    /**
     * The keys of one partition in a space, in (leaf, hash, bucket, key) order, from a position on. The cursor sees each
     * key that stays unchanged exactly once; it must be closed.
     *
     * @param after resume strictly after this key; {@code null} starts at the beginning
     */
    Cursor scan(Space space, int partition, @Nullable Key after);

    /**
     * As {@link #scan}, from a place on the ring on.
     *
     * @param fromHash of the partition; keys of that hash are included
     */
    Cursor scanFrom(Space space, int partition, long fromHash);

    /** The keys of one anti-entropy leaf of a partition (LIVE space), in (hash, bucket, key) order. */
    Cursor scanLeaf(int partition, int leaf);

    /** Why a reservation may be wanted. */
    enum WriteKind {
        /** A client's or a peer's new data. */
        ORDINARY,
        /** Deletes, purges, repair: allowed above the disk watermark because they end in less data. */
        RELIEF
    }

    /** Room set aside by {@link #reserve}. */
    interface Reservation {}

    /** Called once, on the shard's loop. */
    @FunctionalInterface
    interface OnDurable {
        void onDurable(Durability durability);
    }

    /** How safe the acknowledged write is. */
    enum Durability {
        /** fsynced. */
        DURABLE,
        /** In the log's buffer or page cache only ({@code sync: interval}). */
        BUFFERED;

        public boolean isDurable() {
            return this == DURABLE;
        }
    }

    /** A key's record, its absence, or the disk's failure to say. */
    sealed interface ReadOutcome {}

    /** The newest applied record. */
    record Found(Entry entry) implements ReadOutcome {}

    /** What is stored under a key: the header for the index, the payload for the log. The array is not copied. */
    record Entry(Header header, byte[] payload) {}

    /** A key's header, its absence, or the disk's failure to say. */
    sealed interface HeaderOutcome {}

    /** The newest applied header and the payload's length in bytes. */
    record HeaderFound(Header header, int payloadBytes) implements HeaderOutcome {}

    /** The key is not in that space. */
    record Absent() implements ReadOutcome, HeaderOutcome {
        public static final Absent ABSENT = new Absent();
    }

    /** The record exists or may exist but cannot be read. Never a not-found. */
    record Unreadable(String reason) implements ReadOutcome, HeaderOutcome {}

    /** Room, or the reason why there is none. */
    sealed interface ReserveOutcome {}

    /** Room was set aside. */
    record Reserved(Reservation reservation) implements ReserveOutcome {}

    /** No room. */
    record Refused(RefusalReason reason) implements ReserveOutcome {}

    /** Why there is no room. */
    enum RefusalReason {
        /** Above the disk watermark, or the disk refused the allocation. */
        DISK_FULL,
        /** Too many writes wait for the disk. */
        OVERLOADED,
        /** The payload is larger than any record may be. */
        TOO_LARGE,
        /** The store is closing or has failed. */
        STOPPED
    }

    /** A forward scan. Not safe for several threads. */
    interface Cursor extends AutoCloseable {
        /** Moves to the next key; {@code false} at the end, or where {@link #interruption()} says why. */
        boolean next();

        /**
         * Why the scan stopped before its end, or {@code null}. Ask when {@link #next()} has returned {@code false}: keys
         * after the damage are unknown, not absent.
         */
        default @Nullable Unreadable interruption() {
            return null;
        }

        Key key();

        Header header();

        /** Payload length in bytes. */
        int payloadBytes();

        /** Reads the current key's payload: {@link Found}, or {@link Unreadable}, or {@link Absent} if it went since. */
        ReadOutcome read();

        @Override
        void close();
    }
}
