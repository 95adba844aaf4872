package io.gramme.node.antientropy;

import io.gramme.node.runtime.Randomness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which partition is compared with which of its other owners next: first the pairs that are due, longest due first, then
 * those whose last round is longest ago.
 *
 * <p>Of two owners one begins the rounds of a partition, by turns over the partitions; the other one steps in when it has
 * not seen any for half as long again. A pair that failed rests, longer each time. Pure: time is an argument. Memory grows
 * with partitions times copies.
 */
final class RepairSchedule {
    private static final long FIRST_REST_NANOS = 2_000_000_000L;
    private static final int MOST_DOUBLINGS = 5;

    private final long intervalNanos;
    private final Randomness randomness;
    private TreeMap<Pair, State> pairs =
            new TreeMap<>(Comparator.comparingInt(Pair::partition).thenComparingInt(Pair::peer));
    private int due;

    /** A partition of this shard and another of its owners, by node index. */
    record Pair(int partition, int peer) {}

    private static final class State {
        private final boolean begins;
        private long lastRoundNanos;
        private boolean everDone;
        private long dueSinceNanos;
        private boolean due;
        private boolean running;
        private boolean dueAgain;
        private int failures;
        private long restsUntilNanos;
        private @Nullable Exchanged last;

        State(boolean begins, long lastRoundNanos) {
            this.begins = begins;
            this.lastRoundNanos = lastRoundNanos;
            this.restsUntilNanos = lastRoundNanos;
        }
    }

    /**
     * One pair, for people.
     *
     * @param secondsAgo since its last round, negative when there was none in this process
     * @param last how the last exchange that this node began ended, or {@code null}
     */
    record Row(
            Pair pair,
            boolean due,
            boolean running,
            long secondsAgo,
            @Nullable Exchanged last) {}

    /** @param intervalNanos within which every pair gets a round when there is nothing else to do */
    RepairSchedule(long intervalNanos, Randomness randomness) {
        this.intervalNanos = intervalNanos;
        this.randomness = randomness;
    }

    /** These are the pairs from now on; what is known of those that stay is kept. New ones are spread over an interval. */
    void pairs(int self, Collection<Pair> now, long nowNanos) {
        TreeMap<Pair, State> next = new TreeMap<>(pairs.comparator());
        for (Pair pair : now) {
            State known = pairs.get(pair);
            if (known == null) {
                boolean begins = (self < pair.peer) == ((pair.partition & 1) == 0);
                known = new State(begins, nowNanos - (long) (randomness.nextDouble() * periodNanos()));
            }
            next.put(pair, known);
        }
        pairs = next;
        due = (int) pairs.values().stream().filter(state -> state.due).count();
    }

    /** The interval, less what a round may have to wait for its turn. */
    private long periodNanos() {
        return intervalNanos / 5 * 4;
    }

    /** Something may be missing in a partition. */
    void markDue(int partition, long nowNanos) {
        pairs.subMap(new Pair(partition, -1), new Pair(partition + 1, -1))
                .values()
                .forEach(state -> markDue(state, nowNanos));
    }

    /** Something may be missing between two. */
    void markDue(Pair pair, long nowNanos) {
        State state = pairs.get(pair);
        if (state != null) {
            markDue(state, nowNanos);
        }
    }

    private void markDue(State state, long nowNanos) {
        state.dueAgain = state.running;
        if (!state.due) {
            state.due = true;
            state.dueSinceNanos = nowNanos;
            due++;
        }
    }

    /** The pair whose turn it is, or {@code null}. */
    @Nullable
    Pair next(long nowNanos, Predicate<Pair> possible) {
        Pair best = null;
        State bestState = null;
        for (var each : pairs.entrySet()) {
            State state = each.getValue();
            boolean may = !state.running && state.restsUntilNanos - nowNanos <= 0 && wants(state, nowNanos);
            if (may && (bestState == null || isBefore(state, bestState)) && possible.test(each.getKey())) {
                best = each.getKey();
                bestState = state;
            }
        }
        return best;
    }

    private boolean wants(State state, long nowNanos) {
        long patience = state.begins ? periodNanos() : periodNanos() / 2 * 3;
        return state.due || nowNanos - state.lastRoundNanos >= patience;
    }

    private static boolean isBefore(State one, State other) {
        if (one.due != other.due) {
            return one.due;
        }
        long earlier = one.due ? one.dueSinceNanos - other.dueSinceNanos : 0;
        // The owners of a partition that is due as a whole take turns: none sends all that another one lost.
        return earlier == 0 ? one.lastRoundNanos - other.lastRoundNanos < 0 : earlier < 0;
    }

    void began(Pair pair) {
        State state = pairs.get(pair);
        if (state != null) {
            state.running = true;
        }
    }

    /** An exchange that this node began is over. */
    void ended(Pair pair, Exchanged how, long nowNanos) {
        State state = pairs.get(pair);
        if (state == null) {
            return;
        }
        state.running = false;
        state.last = how;
        if (how.failure() != null) {
            state.restsUntilNanos = nowNanos + (FIRST_REST_NANOS << Math.min(state.failures++, MOST_DOUBLINGS));
        } else {
            state.failures = 0;
            state.restsUntilNanos = how.isPostponed() ? nowNanos + FIRST_REST_NANOS : nowNanos;
        }
        if (how.complete()) {
            state.lastRoundNanos = nowNanos;
            state.everDone = true;
        }
        boolean stillDue = !how.complete() || state.dueAgain;
        state.dueAgain = false;
        if (state.due && !stillDue) {
            state.due = false;
            due--;
        } else if (!state.due && !how.complete() && how.failure() == null) {
            markDue(state, nowNanos);
        }
    }

    /** The peer has begun a round of its own. */
    void seen(Pair pair, long nowNanos) {
        State state = pairs.get(pair);
        if (state != null && !state.begins) {
            state.lastRoundNanos = nowNanos;
        }
    }

    /** Pairs that are due. */
    int due() {
        return due;
    }

    /** All pairs, by partition. */
    List<Row> rows(long nowNanos) {
        List<Row> rows = new ArrayList<>(pairs.size());
        pairs.forEach((pair, state) -> {
            long ago = state.everDone ? (nowNanos - state.lastRoundNanos) / 1_000_000_000L : -1;
            rows.add(new Row(pair, state.due, state.running, ago, state.last));
        });
        return rows;
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }
}
