package io.gramme.node.transport.wire;

import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.Transport.OnOutcome;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one shard that wait for their outcome: a table of slots, and a timing wheel of coarse ticks instead of
 * a timer for each. Adding, finding and removing cost a few array accesses and allocate one small object.
 *
 * <p>An id names its slot in the low bits and a count of the slot's uses above, so that a late reply to an id that is
 * over finds nothing. Not safe for several threads.
 */
final class PendingRequests {
    /** Length of a tick. */
    static final int TICK_MILLIS = 10;

    private static final int SLOT_BITS = 17;
    /** Most requests under way on one shard. */
    static final int MAX = 1 << SLOT_BITS;

    private static final int WHEEL = 512;
    private static final int NONE = -1;

    /** Whose place a request takes; a link. */
    interface Owner {
        void onOver(Pending pending);
    }

    /** A request under way. */
    static final class Pending {
        final long id;
        final OnOutcome onOutcome;
        final Owner owner;

        private final int slot;
        private final long deadlineTick;
        private int previous = NONE;
        private int next = NONE;

        Pending(long id, int slot, long deadlineTick, OnOutcome onOutcome, Owner owner) {
            this.id = id;
            this.slot = slot;
            this.deadlineTick = deadlineTick;
            this.onOutcome = onOutcome;
            this.owner = owner;
        }
    }

    private final int[] wheel = new int[WHEEL];
    private @Nullable Pending[] slots = new Pending[256];
    private int[] free = new int[256];
    private long[] expired = new long[16];
    private int freeCount;
    private int used;
    private int count;
    private long uses;
    private long tick;

    PendingRequests(long nowMillis) {
        Arrays.fill(wheel, NONE);
        tick = nowMillis / TICK_MILLIS;
    }

    int count() {
        return count;
    }

    /** Adds a request that times out at a moment; {@code null} when the table is full. */
    @Nullable
    Pending add(long nowMillis, int budgetMillis, OnOutcome onOutcome, Owner owner) {
        if (count == 0) {
            tick = nowMillis / TICK_MILLIS;
        }
        int slot = takeSlot();
        if (slot == NONE) {
            return null;
        }
        long id = (++uses << SLOT_BITS) | slot;
        long deadlineTick = Math.max(tick + 1, (nowMillis + budgetMillis + TICK_MILLIS - 1) / TICK_MILLIS);
        Pending pending = new Pending(id, slot, deadlineTick, onOutcome, owner);
        slots[slot] = pending;
        count++;
        linkInto(bucket(pending), pending);
        return pending;
    }

    private int takeSlot() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (used == MAX) {
            return NONE;
        }
        if (used == slots.length) {
            slots = Arrays.copyOf(slots, used * 2);
            free = Arrays.copyOf(free, used * 2);
        }
        return used++;
    }

    private static int bucket(Pending pending) {
        return (int) (pending.deadlineTick % WHEEL);
    }

    private void linkInto(int bucket, Pending pending) {
        int head = wheel[bucket];
        pending.next = head;
        if (head != NONE) {
            at(head).previous = pending.slot;
        }
        wheel[bucket] = pending.slot;
    }

    private Pending at(int slot) {
        return Objects.requireNonNull(slots[slot]);
    }

    boolean holds(Pending pending) {
        return slots[pending.slot] == pending;
    }

    /** Ends the request of that id, if it still waits. */
    boolean complete(long id, Outcome outcome) {
        int slot = (int) id & (MAX - 1);
        Pending pending = slot < used ? slots[slot] : null;
        if (pending == null || pending.id != id) {
            return false;
        }
        remove(pending);
        pending.owner.onOver(pending);
        pending.onOutcome.onOutcome(outcome);
        return true;
    }

    private void remove(Pending pending) {
        if (pending.previous == NONE) {
            wheel[bucket(pending)] = pending.next;
        } else {
            at(pending.previous).next = pending.next;
        }
        if (pending.next != NONE) {
            at(pending.next).previous = pending.previous;
        }
        slots[pending.slot] = null;
        free[freeCount++] = pending.slot;
        count--;
    }

    /** Ends every request whose time has come, in the order of their deadlines' ticks. */
    void expire(long nowMillis) {
        long until = nowMillis / TICK_MILLIS;
        if (count == 0) {
            tick = until;
        }
        if (until - tick > WHEEL) {
            tick = until - WHEEL;
        }
        while (tick < until) {
            tick++;
            expireBucket((int) (tick % WHEEL));
        }
    }

    private void expireBucket(int bucket) {
        int due = 0;
        for (int slot = wheel[bucket]; slot != NONE; slot = at(slot).next) {
            if (at(slot).deadlineTick <= tick) {
                if (due == expired.length) {
                    expired = Arrays.copyOf(expired, due * 2);
                }
                expired[due++] = at(slot).id;
            }
        }
        // Outcomes may add and end requests, so the list is complete before the first of them; the oldest come last in
        // it.
        while (due > 0) {
            complete(expired[--due], Failure.TimedOut.TIMED_OUT);
        }
    }

    /** Ends all requests that free their place at that owner, oldest slot first. */
    void completeAll(Owner owner, Outcome outcome) {
        for (int slot = 0; slot < used; slot++) {
            Pending pending = slots[slot];
            if (pending != null && pending.owner == owner) {
                complete(pending.id, outcome);
            }
        }
    }
}
