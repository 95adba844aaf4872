package io.gramme.node.purge;

import io.gramme.node.background.Background;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.metrics.PurgeMetrics;
import io.gramme.node.purge.HoldingsPoll.Blocked;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.Timers;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.transport.PurgeMessage.HoldingsQuestion;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import io.gramme.ring.Ring;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Purges one shard's partitions, one after the other, as long as the node lives: what is due goes through rounds, then
 * ledger entries whose time is over are forgotten. What is left to do is what is still stored, so nothing has to be
 * remembered across a restart. A partition that has not changed since it was walked is not walked again before something
 * in it is due.
 *
 * <p>The first owner of a row purges; the next ones would do it later, should the first not. Two who purge at once do
 * no harm. Lives on the shard's loop.
 */
public final class PurgeService {
    private static final long START_MILLIS = 2_000;
    private static final long TURN_MILLIS = 1;
    private static final long BUSY_MILLIS = 1_000;
    private static final int FORGET_AT_ONCE = 1_024;
    /** Removed records that are worth having the store tidied; fewer go with what comes later. */
    private static final long WORTH_TIDYING = 1_000;

    /** What a purged record costs on this disk and on the wire: two small frames, a message's share. */
    private static final long ITEM_BYTES = 256;

    private final Ports ports;
    private final PurgeSettings settings;
    private final Ledger ledger;
    private final int[] partitions;
    private final PurgePeers peers;
    private final Map<Integer, Walked> walked = new HashMap<>();
    private final PurgeReplica replica;
    private RecordStore records;
    private long leavings;
    private long removedThisPass;
    private boolean began;
    private boolean stopped;

    /**
     * What it stands on; all of it belongs to the shard's loop.
     *
     * @param contents a number of each partition's live keys that is another one whenever they have changed
     * @param trusted whether this node may say of a partition that it does not know a record
     * @param tidy has the store get back at once what was removed, from any thread
     * @param unsettled whether this node has data of a partition that its owners may lack, in whatever key space
     */
    public record Ports(
            Clock clock,
            Timers timers,
            PurgePeers peers,
            ClusterViews views,
            IntToLongFunction contents,
            IntPredicate unsettled,
            IntPredicate trusted,
            Background background,
            PurgeFence fence,
            Runnable tidy,
            PurgeMetrics metrics) {}

    /** A partition as it was walked last: its owner's slot, what it held, and when something will be due. */
    private record Walked(int slot, long contents, long dueMillis) {}

    /** @param partitions those of this shard, ascending */
    public PurgeService(Ports ports, PurgeSettings settings, Ledger ledger, RecordStore records, int[] partitions) {
        this.ports = ports;
        this.settings = settings;
        this.ledger = ledger;
        this.records = records;
        this.partitions = partitions.clone();
        this.replica = new PurgeReplica(
                ports.clock(),
                ledger,
                records,
                ports.unsettled(),
                new PurgeReplica.Past(ports.fence(), ports.trusted()));
        this.peers = ports.peers();
    }

    /** Serves peers, and purges, from now on. */
    public void start() {
        if (!began) {
            began = true;
            peers.serve(replica);
            later(START_MILLIS, () -> walk(0));
        }
    }

    /** This node acts as another identity from now on; the store beneath is the same. */
    public void actAs(RecordStore newRecords) {
        records = newRecords;
        replica.actAs(newRecords);
    }

    /** The node stops: nothing is purged any more, since the store closes. */
    public void stop() {
        stopped = true;
    }

    private void later(long millis, Runnable task) {
        ports.timers().schedule(millis, () -> {
            if (!stopped) {
                task.run();
            }
        });
    }

    private long now() {
        return ports.clock().wallMillis();
    }

    /** The partition at that place, then the next ones; after the last, a rest. */
    private void walk(int place) {
        if (place >= partitions.length) {
            tidy();
            later(settings.passMillis(), () -> walk(0));
            return;
        }
        int partition = partitions[place];
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        int slot = ring == null || !ring.target(partition).isEmpty()
                ? -1
                : ring.current(partition).slotOf(view.selfIndex());
        if (slot < 0 || isQuiet(partition, slot)) {
            forget(place);
            return;
        }
        long age = settings.afterMillis() + settings.lagMillis(slot);
        Walked now = new Walked(slot, ports.contents().applyAsLong(partition), PurgeRules.NEVER);
        step(new Walk(place, now, new PurgeScan(records, partition, now(), age)));
    }

    /** After a pass that found little to do: an idle store would keep what it was told to remove for long. */
    private void tidy() {
        leavings += removedThisPass;
        if (leavings >= WORTH_TIDYING && removedThisPass < WORTH_TIDYING) {
            leavings = 0;
            ports.tidy().run();
        }
        removedThisPass = 0;
    }

    private boolean isQuiet(int partition, int slot) {
        Walked last = walked.get(partition);
        return last != null
                && last.slot == slot
                && now() < last.dueMillis
                && last.contents == ports.contents().applyAsLong(partition);
    }

    private final class Walk {
        final int place;
        final Walked began;
        final PurgeScan scan;
        boolean left;

        Walk(int place, Walked began, PurgeScan scan) {
            this.place = place;
            this.began = began;
            this.scan = scan;
        }

        int partition() {
            return partitions[place];
        }
    }

    private void step(Walk walk) {
        if (!walk.scan.step()) {
            later(TURN_MILLIS, () -> step(walk));
            return;
        }
        List<PurgeItem> items = walk.scan.take();
        if (items.isEmpty()) {
            next(walk);
        } else {
            purge(walk, items);
        }
    }

    private void purge(Walk walk, List<PurgeItem> items) {
        boolean granted = ports.background()
                .request(
                        Task.PURGE,
                        items.size() * ITEM_BYTES,
                        () -> PurgeOperation.start(
                                peers,
                                ports.views().current(),
                                new PurgeOperation.Job(ports.views().current().selfIndex(), walk.partition(), items),
                                result -> onResult(walk, result)));
        if (!granted) {
            later(BUSY_MILLIS, () -> purge(walk, items));
        }
    }

    private void onResult(Walk walk, PurgeResult result) {
        if (stopped) {
            return;
        }
        removedThisPass += result.purged();
        ports.metrics().purged(result.purged());
        ports.metrics().trimmed(result.trimmed());
        Blocked first = result.first();
        if (first != null) {
            walk.left = true;
            ports.metrics().blocked(first.why(), result.left());
        }
        boolean inVain = result.purged() + result.trimmed() == 0;
        if (first != null && inVain && isOfAll(first)) {
            next(walk);
        } else {
            later(TURN_MILLIS, () -> continueWith(walk));
        }
    }

    /** Whether what stood in the way stands in the way of the whole partition. */
    private static boolean isOfAll(Blocked blocked) {
        return switch (blocked.why()) {
            case OWNER_SILENT, MEMBER_SILENT, HINTS_KEPT, DATA_UNPUSHED -> true;
            case OWNER_DIFFERS, OWNER_NOT_NOW -> false;
        };
    }

    private void continueWith(Walk walk) {
        if (walk.scan.isOver()) {
            next(walk);
        } else {
            step(walk);
        }
    }

    private void next(Walk walk) {
        long due = walk.left ? now() + settings.retryMillis() : walk.scan.nextDueMillis();
        walked.put(walk.partition(), new Walked(walk.began.slot, walk.began.contents, due));
        forget(walk.place);
    }

    private void forget(int place) {
        int partition = partitions[place];
        List<Ledger.Expired> expired = ledger.expired(partition, FORGET_AT_ONCE);
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        if (expired.isEmpty() || ring == null) {
            later(TURN_MILLIS, () -> walk(place + 1));
            return;
        }
        int[] members = PurgeOperation.members(ring);
        HoldingsPoll poll = new HoldingsPoll(members);
        boolean[] over = {false};
        for (int member : members) {
            peers.ask(ring, member, new HoldingsQuestion(partition, ring.epoch()), reply -> {
                if (reply instanceof HoldingsReport report) {
                    poll.onReport(member, report);
                } else {
                    poll.onSilent(member);
                }
                if (poll.isOver() && !over[0]) {
                    over[0] = true;
                    later(TURN_MILLIS, () -> onPolled(place, expired, poll));
                }
            });
        }
    }

    private void onPolled(int place, List<Ledger.Expired> expired, HoldingsPoll poll) {
        if (poll.blocked() != null) {
            walk(place + 1);
            return;
        }
        long newest = expired.stream().mapToLong(Ledger.Expired::hlc).max().orElse(0);
        ports.fence().raise(partitions[place], newest, () -> {
            ledger.forget(partitions[place], expired);
            removedThisPass += expired.size();
            ports.metrics().forgotten(expired.size());
            forget(place);
        });
    }
}
