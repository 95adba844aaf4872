package io.gramme.node.transport;

import io.gramme.ring.Key;

/** Between a coordinator (or a background process) and the replicas of a partition. */
public sealed interface ReplicaMessage extends Message {
    /**
     * Merge this record into yours and keep the result; answered by {@link WriteAck}.
     *
     * @param rows by which the sender goes
     * @param keptFor node indices of the owners that the record is kept for as a hint; empty when the receiver owns it
     * @param needed W of the client's write that the hint serves, 0 when it serves none
     * @param targetMissed the target row could not be reached (ring change)
     * @param record the encoded record, opaque here
     */
    record ReplicaWrite(
            int partition,
            RowVersion rows,
            WriteKind kind,
            int[] keptFor,
            int needed,
            boolean targetMissed,
            Key key,
            byte[] record)
            implements ReplicaMessage, Request {
        public ReplicaWrite {
            WireLimits.partition(partition);
            WireLimits.body(record);
            WireLimits.keptFor(keptFor);
            if (needed < 0 || needed > WireLimits.MAX_KEPT_FOR) {
                throw new IllegalArgumentException("a write that needs " + needed);
            }
        }

        /** Whether the receiver stores it as a hint, not as an owner. */
        public boolean isHint() {
            return keptFor.length > 0;
        }
    }

    /** Why a record is sent to a replica. Codes are frozen. */
    enum WriteKind {
        /** A client waits. */
        FOREGROUND(0),
        /** A hint reaches its owner. */
        HINT_DELIVERY(1),
        /** A read saw this replica behind. */
        READ_REPAIR(2),
        /** An exchange of trees found a difference. */
        ANTI_ENTROPY(3),
        /** The partition moves to the receiver. */
        TRANSFER(4);

        private final int code;

        WriteKind(int code) {
            this.code = code;
        }

        /** 0..255, on the wire. */
        public int code() {
            return code;
        }
    }

    /**
     * What became of a {@link ReplicaWrite}.
     *
     * @param durable it is fsynced on the answering node; only ever true of a status that {@link WriteStatus#isStored()}
     */
    record WriteAck(WriteStatus status, boolean durable) implements ReplicaMessage, Reply {
        public WriteAck {
            if (durable && !status.isStored()) {
                throw new IllegalArgumentException("durable, yet " + status);
            }
        }
    }

    /** What a replica did with a record. Codes are frozen. */
    enum WriteStatus {
        /** Merged and kept. */
        STORED(0),
        /** It was known already, at least as safely as the ack says. */
        KNOWN(1),
        /** No room on disk. */
        DISK_FULL(2),
        /** The replica's own record cannot be read, so nothing can be merged into it. */
        UNREADABLE(3),
        /** The merged record would be larger than any may be. */
        TOO_LARGE(4),
        /** A marked write after this replica confirmed the switch of the partition (ring change). */
        MARK_REFUSED(5),
        /** The hint store has no room. */
        HINTS_FULL(6);

        private final int code;

        WriteStatus(int code) {
            this.code = code;
        }

        /** Whether the record, or what covers it, is now held. */
        public boolean isStored() {
            return this == STORED || this == KNOWN;
        }

        /** 0..255, on the wire. */
        public int code() {
            return code;
        }
    }

    /**
     * What do you hold of this key; answered by a {@link ReadReply}.
     *
     * @param rows by which the sender goes
     * @param known with {@link ReadMode#UNLESS_KNOWN}: version hash of the record that the sender holds; else 0
     */
    record ReplicaRead(int partition, RowVersion rows, ReadMode mode, long known, Key key)
            implements ReplicaMessage, Request {
        public ReplicaRead {
            WireLimits.partition(partition);
        }

        /** Of a sender that holds nothing to compare. */
        public ReplicaRead(int partition, RowVersion rows, ReadMode mode, Key key) {
            this(partition, rows, mode, 0, key);
        }
    }

    /** How much of a record is wanted. Codes are frozen. */
    enum ReadMode {
        /** The record. */
        FULL(0),
        /** The record when it is small, else its digest. */
        DIGEST(1),
        /** The digest when the sender holds the same versions, else as for {@link #DIGEST}. */
        UNLESS_KNOWN(2);

        private final int code;

        ReadMode(int code) {
            this.code = code;
        }

        /** 0..255, on the wire. */
        public int code() {
            return code;
        }
    }

    /** What a replica holds of a key. */
    sealed interface ReadReply extends ReplicaMessage, Reply {
        /** Whether it answers from the hints it keeps, not as an owner. */
        boolean fromHint();
    }

    /**
     * The record.
     *
     * @param keptFor node indices of the owners that a hint is kept for; empty when the answering node owns the key
     */
    record ReadRecord(int[] keptFor, byte[] record) implements ReadReply {
        public ReadRecord {
            WireLimits.keptFor(keptFor);
            WireLimits.body(record);
        }

        @Override
        public boolean fromHint() {
            return keptFor.length > 0;
        }
    }

    /**
     * The record's digest.
     *
     * @param keptFor node indices of the owners that a hint is kept for; empty when the answering node owns the key
     * @param versionHash 64-bit keyed hash of the record's causal state
     * @param recordBytes length of the encoded record
     * @param hlc greatest hybrid logical clock stamp among its versions
     */
    record ReadDigest(int[] keptFor, long versionHash, int recordBytes, long hlc) implements ReadReply {
        public ReadDigest {
            WireLimits.keptFor(keptFor);
            if (recordBytes < 0) {
                throw new IllegalArgumentException("record of " + recordBytes + " bytes");
            }
        }

        @Override
        public boolean fromHint() {
            return keptFor.length > 0;
        }
    }

    /** It holds nothing under this key: an owner's vote. */
    record ReadAbsent(boolean fromHint) implements ReadReply {}

    /** A storage error: no vote, never a not-found. */
    record ReadUnreadable(boolean fromHint) implements ReadReply {}
}
