package io.gramme.node.ringchange;

import io.gramme.ring.Key;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node is for one partition, as its disk knows it. The ring alone does not say it: a node that was away may see
 * only the last of several rings, and what it holds is worth something or nothing depending on those between.
 *
 * @param role what it is
 * @param attempt packed epoch that set the target row it copies for; 0 in other roles
 * @param sealedAt packed epoch of the rows for which it takes no marked writes any more; 0 for none
 * @param sinceMillis wall-clock time at which it had pushed what it lost; 0 in other roles
 * @param cursors how far the copy from each present owner is, by node index; only while it copies
 */
record Tenure(Role role, long attempt, long sealedAt, long sinceMillis, Map<Integer, Cursor> cursors) {
    static final Tenure FREE = of(Role.FREE);
    static final Tenure OWNER = of(Role.OWNER);

    /** The roles; codes are frozen. */
    enum Role {
        /** Not concerned: holds nothing. */
        FREE(0),
        /** Shall own it: copies what the present owners have. */
        INCOMING(1),
        /** Owns it. */
        OWNER(2),
        /** Owned it; its data still has to leave the live key space. */
        LEAVING(3),
        /** Its data is out of the live key space; the owners have not been offered all of it yet. */
        UNPUSHED(4),
        /** The owners have all of it; it is kept for a while. */
        PUSHED(5),
        /** Was to own it once; the part it copied has to go. */
        DROPPING(6),
        /** A ring of a higher term made it the owner again: its data goes back into the live key space. */
        RETURNING(7);

        private final int code;

        Role(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Role ofCode(int code) {
            for (Role role : values()) {
                if (role.code == code) {
                    return role;
                }
            }
            throw new IllegalArgumentException("no role has code " + code);
        }
    }

    /** How far a copy is: all keys up to this one are durable here; {@code null} for none. */
    record Cursor(@Nullable Key after, boolean complete) {
        static final Cursor START = new Cursor(null, false);
    }

    /**
     * Where a ring puts this node.
     *
     * @param owner in the current row
     * @param target in the target row
     * @param changedAt packed epoch that last changed the rows
     * @param gapless whether this ring came directly after the one that was known before
     */
    record Standing(boolean owner, boolean target, long changedAt, boolean gapless) {}

    Tenure {
        cursors = Collections.unmodifiableMap(new TreeMap<>(cursors));
    }

    static Tenure of(Role role) {
        return new Tenure(role, 0, 0, 0, Map.of());
    }

    static Tenure incoming(long attempt) {
        return new Tenure(Role.INCOMING, attempt, 0, 0, Map.of());
    }

    static Tenure pushed(long atMillis) {
        return new Tenure(Role.PUSHED, 0, 0, atMillis, Map.of());
    }

    /** What a ring makes of it. */
    Tenure under(Standing now) {
        return switch (role) {
            case FREE -> now.owner ? OWNER : now.target ? incoming(now.changedAt) : this;
            case OWNER -> now.owner ? this : of(Role.LEAVING);
            case INCOMING -> copying(now);
            case LEAVING, UNPUSHED, PUSHED -> now.owner ? of(Role.RETURNING) : this;
            case DROPPING, RETURNING -> this;
        };
    }

    /**
     * A copy is worth something for the very rows it was begun for. When they change it may go on only if no ring came
     * between in which this node was not to own the partition: what was deleted and purged meanwhile would come back.
     */
    private Tenure copying(Standing now) {
        if (now.owner) {
            return OWNER;
        }
        if (!now.target) {
            return of(Role.DROPPING);
        }
        if (now.changedAt == attempt) {
            return this;
        }
        return now.gapless ? new Tenure(role, now.changedAt, 0, 0, cursors) : of(Role.DROPPING);
    }

    /** The work of the role is done: what comes next under the same ring. */
    Tenure done(Standing now, long wallMillis) {
        return switch (role) {
            case LEAVING -> of(Role.UNPUSHED);
            case UNPUSHED -> pushed(wallMillis);
            case PUSHED, DROPPING -> FREE.under(now);
            case RETURNING -> now.owner ? OWNER : of(Role.LEAVING);
            case FREE, INCOMING, OWNER -> this;
        };
    }

    /** Whether records of the partition may be merged into the live key space. */
    boolean takesRecords() {
        return role == Role.OWNER || role == Role.INCOMING;
    }

    /** Whether others may still lack what this node holds. */
    boolean isUnsettled() {
        return role == Role.LEAVING || role == Role.UNPUSHED || role == Role.RETURNING;
    }

    Cursor cursor(int source) {
        return cursors.getOrDefault(source, Cursor.START);
    }

    Tenure with(int source, Cursor cursor) {
        Map<Integer, Cursor> next = new TreeMap<>(cursors);
        next.put(source, cursor);
        return new Tenure(role, attempt, sealedAt, sinceMillis, next);
    }

    Tenure withoutCursors() {
        return new Tenure(role, attempt, sealedAt, sinceMillis, Map.of());
    }

    Tenure sealed(long epoch) {
        return new Tenure(role, attempt, epoch, sinceMillis, cursors);
    }
}
