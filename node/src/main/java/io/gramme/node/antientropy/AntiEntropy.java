package io.gramme.node.antientropy;

import io.gramme.node.antientropy.ExchangeOperation.Holdings;
import io.gramme.node.antientropy.ExchangeOperation.Terms;
import io.gramme.node.antientropy.RepairSchedule.Pair;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.metrics.AntiEntropyMetrics;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.runtime.Timers;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.storage.Trees;
import io.gramme.ring.Member;
import io.gramme.ring.Partitions;
import io.gramme.ring.Ring;
import io.gramme.ring.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One shard's anti-entropy: it answers peers, compares each partition with each of its other owners within an interval,
 * partitions that are marked due first, and exchanges with a named peer for whoever asks. Lives on the shard's loop.
 */
public final class AntiEntropy {
    /** Exchanges that others may have under way besides the schedule's. */
    public static final int MOST_ASKED = 16;

    /** Exchanges of the schedule under way, those counted that only wait between their two looks at leaves. */
    static final int MOST_SCHEDULED = 16;

    private static final long TICK_MILLIS = 500;

    private final ExchangePorts ports;
    private final Settings settings;
    private final ExchangeService service;
    private final RepairSchedule schedule;
    private final TreeMap<Pair, ExchangeOperation> running =
            new TreeMap<>(java.util.Comparator.comparingInt(Pair::partition).thenComparingInt(Pair::peer));
    private final List<RoundListener> listeners = new ArrayList<>();
    private @Nullable Holdings holdings;
    private int[] partitions = {};
    private int scheduled;
    private int asked;
    private IntPredicate mayCompare = partition -> true;
    private boolean paused;
    private boolean ticking;
    private int toldDue;
    private Totals totals = new Totals(0, 0, 0, 0);

    /**
     * How it runs.
     *
     * @param interval within which every pair of owners is compared while there is nothing else to do
     * @param atOnce exchanges under way on this shard at which the schedule begins no other, resting ones apart
     */
    public record Settings(Duration interval, int atOnce) {}

    /** Told how each exchange that this node began has ended; {@code peer} is a node index. */
    @FunctionalInterface
    public interface RoundListener {
        void onRound(int partition, int peer, Exchanged how);
    }

    /** What this shard did since the start. */
    public record Totals(long rounds, long failed, long repaired, long bytes) {
        /** Of both. */
        public Totals and(Totals other) {
            return new Totals(
                    rounds + other.rounds, failed + other.failed, repaired + other.repaired, bytes + other.bytes);
        }

        Totals with(Exchanged how) {
            return new Totals(
                    rounds + 1,
                    failed + (how.failure() == null ? 0 : 1),
                    repaired + how.repaired(),
                    bytes + how.bytes());
        }
    }

    /**
     * A partition and another owner of it, for people.
     *
     * @param secondsAgo since the last round that this node completed, negative when there was none in this process
     * @param last how the last exchange ended that this node began, or {@code null}
     */
    public record PairView(
            int partition,
            int peer,
            boolean due,
            boolean running,
            long secondsAgo,
            @Nullable Exchanged last) {}

    /** Registers with the transport: peers are answered from now on, "not ready" before {@link #seat}. */
    public AntiEntropy(ExchangePorts ports, Settings settings) {
        this.ports = ports;
        this.settings = settings;
        this.schedule = new RepairSchedule(settings.interval().toNanos(), ports.randomness());
        this.service = new ExchangeService(ports, new ExchangeService.OwnRounds() {
            @Override
            public void onRoundOf(int partition, int peer) {
                schedule.seen(new Pair(partition, peer), now());
            }

            @Override
            public boolean differsFromAnother(int partition, int peer) {
                return running(partition).entrySet().stream()
                        .anyMatch(each ->
                                each.getKey().peer() != peer && each.getValue().isDiffering());
            }
        });
        service.listen();
        ports.views().onChange((before, after) -> onView(before, after));
    }

    /**
     * This node has a seat and its store is open, or acts as another identity: exchanges go on from these records.
     *
     * @param division of the hash space
     * @param own the partitions of this shard, ascending
     */
    public void seat(RecordStore records, Trees trees, Partitions division, int[] own) {
        // What is under way merges as the identity of before.
        List.copyOf(running.values()).forEach(each -> each.cancel("this node acts as another identity"));
        PartitionContents contents = new PartitionContents(division, records.storage(), trees);
        holdings = new Holdings(records, contents);
        service.seat(contents);
        partitions = own.clone();
        Ring ring = ports.views().current().ring();
        if (ring != null) {
            repair(ring);
        }
        tick();
    }

    /** Only these partitions are compared; set once, before anything runs. */
    public void mayCompare(IntPredicate partitions) {
        mayCompare = partitions;
        service.mayCompare(partitions);
    }

    /** Told of every exchange that this node begins; for as long as the node lives. */
    public void onRound(RoundListener listener) {
        listeners.add(listener);
    }

    /** Something may be missing on an owner of the partition: it is compared soon. Cheap to call often. */
    public void markDue(int partition) {
        schedule.markDue(partition, now());
        tellDue();
    }

    /** All partitions of this shard are due. */
    public void markAllDue() {
        for (int partition : partitions) {
            markDue(partition);
        }
    }

    /** The schedule rests, or goes on. */
    public void pause(boolean rest) {
        paused = rest;
        tick();
    }

    /** The node stops: no exchange begins any more, and what is under way ends before the store closes. */
    public void stop() {
        paused = true;
        List.copyOf(running.values()).forEach(exchange -> exchange.cancel("this node stops"));
    }

    /**
     * Compares a partition with a named peer now and merges what differs, both ways. The peer must be an owner or a target
     * owner by the newest ring, and so must this node.
     *
     * @param peer node index
     * @param task whose part of the background budget it takes
     * @param onEnd told once, never inside this call unless it cannot begin; {@link Exchanged#isEqual} is a tree check
     *     without difference
     */
    public void exchange(int partition, int peer, Task task, Consumer<Exchanged> onEnd) {
        Pair pair = new Pair(partition, peer);
        if (!mayCompare.test(partition)) {
            onEnd.accept(Exchanged.failed("what this node has of the partition is gone through first"));
            return;
        }
        if (asked >= MOST_ASKED || running.containsKey(pair)) {
            onEnd.accept(Exchanged.failed(
                    asked >= MOST_ASKED ? "too many exchanges are under way" : "one with this peer is under way"));
            return;
        }
        asked++;
        begin(pair, task, how -> {
            asked--;
            onEnd.accept(how);
        });
    }

    private void tellDue() {
        int now = schedule.due();
        if (now != toldDue) {
            ports.metrics().due(now - toldDue);
            toldDue = now;
        }
    }

    /** Pairs that are due. */
    public int due() {
        return schedule.due();
    }

    /** What was done since the start. */
    public Totals totals() {
        return totals;
    }

    /** Every pair, by partition. */
    public List<PairView> view() {
        return schedule.rows(now()).stream()
                .map(row -> new PairView(
                        row.pair().partition(),
                        row.pair().peer(),
                        row.due(),
                        running.containsKey(row.pair()),
                        row.secondsAgo(),
                        row.last()))
                .toList();
    }

    private long now() {
        return ports.clock().monotonicNanos();
    }

    @SuppressWarnings("ReferenceEquality") // rings are shared snapshots
    private void onView(ClusterView before, ClusterView after) {
        Ring ring = after.ring();
        if (ring != null && before.ring() != ring && holdings != null) {
            repair(ring);
        }
    }

    /** Takes the pairs of a ring. */
    private void repair(Ring ring) {
        int self = ports.views().current().selfIndex();
        List<Pair> pairs = new ArrayList<>();
        for (int partition : partitions) {
            Row row = ring.current(partition);
            if (row.contains(self)) {
                for (int owner : row.toArray()) {
                    if (owner != self) {
                        pairs.add(new Pair(partition, owner));
                    }
                }
            }
        }
        schedule.pairs(self, pairs, now());
        tellDue();
    }

    private void tick() {
        if (!ticking && !paused && holdings != null) {
            ticking = true;
            Timers.Timer unused = ports.timers().schedule(TICK_MILLIS, () -> {
                ticking = false;
                work();
                tick();
            });
        }
    }

    private void work() {
        while (!paused && scheduled < MOST_SCHEDULED && active() < settings.atOnce()) {
            Pair pair = schedule.next(now(), this::isPossible);
            if (pair == null) {
                return;
            }
            scheduled++;
            schedule.began(pair);
            begin(pair, Task.REPAIR, how -> {
                scheduled--;
                // On a turn of its own: an exchange that cannot begin ends at once.
                ports.timers().schedule(0, this::work);
            });
        }
    }

    /** What rests between its two looks takes nothing from others. */
    private long active() {
        return running.values().stream().filter(each -> !each.isResting()).count();
    }

    /** What an owner lost comes from one of the others only: a partition is compared with one at a time. */
    private boolean isPossible(Pair pair) {
        return running(pair.partition()).isEmpty()
                && !service.isAsked(pair.partition())
                && mayCompare.test(pair.partition())
                && ports.views().current().peer(pair.peer()).reachable();
    }

    private SortedMap<Pair, ExchangeOperation> running(int partition) {
        return running.subMap(new Pair(partition, -1), new Pair(partition + 1, -1));
    }

    private void begin(Pair pair, Task task, Consumer<Exchanged> onEnd) {
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        Member member = ring == null ? null : ring.member(pair.peer());
        Holdings from = holdings;
        boolean owners = ring != null
                && ring.isOwnerOrTarget(pair.partition(), view.selfIndex())
                && ring.isOwnerOrTarget(pair.partition(), pair.peer());
        if (ring == null || member == null || from == null || !owners) {
            end(pair, Exchanged.failed("not both are owners of the partition"), 0, onEnd);
            return;
        }
        Terms terms = new Terms(pair.partition(), pair.peer(), ring.epoch(), task);
        long began = now();
        ExchangeOperation operation = new ExchangeOperation(ports, from, terms, member, how -> {
            running.remove(pair);
            end(pair, how, now() - began, onEnd);
        });
        operation.onRest(() -> ports.timers().schedule(0, this::work));
        running.put(pair, operation);
        operation.start();
    }

    private void end(Pair pair, Exchanged how, long nanos, Consumer<Exchanged> onEnd) {
        schedule.ended(pair, how, now());
        totals = how.isPostponed() ? totals : totals.with(how);
        ports.metrics().exchanged(outcome(how), nanos);
        ports.metrics().repaired(how.repaired());
        ports.metrics().sent(how.bytes());
        tellDue();
        listeners.forEach(listener -> listener.onRound(pair.partition(), pair.peer(), how));
        onEnd.accept(how);
    }

    private static AntiEntropyMetrics.Outcome outcome(Exchanged how) {
        if (how.failure() != null) {
            return AntiEntropyMetrics.Outcome.FAILED;
        }
        if (how.isPostponed()) {
            return AntiEntropyMetrics.Outcome.POSTPONED;
        }
        return how.repaired() > 0 ? AntiEntropyMetrics.Outcome.REPAIRED : AntiEntropyMetrics.Outcome.EQUAL;
    }
}
