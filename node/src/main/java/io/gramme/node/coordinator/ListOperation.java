package io.gramme.node.coordinator;

import io.gramme.node.buckets.BucketSettings;
import io.gramme.node.causality.MalformedRecordException;
import io.gramme.node.coordinator.ListResult.Listed;
import io.gramme.node.coordinator.PartitionListing.Candidate;
import io.gramme.node.coordinator.PartitionListing.Kind;
import io.gramme.node.coordinator.PartitionListing.Merged;
import io.gramme.node.coordinator.RequestFailure.Reason;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.transport.AdminMessage.Scan;
import io.gramme.node.transport.AdminMessage.Scanned;
import io.gramme.node.transport.Reply;
import io.gramme.ring.Partitions;
import io.gramme.ring.Ring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing under way: partitions are walked in ring order, a few ahead of the one whose keys are taken, and
 * keys that headers cannot decide are read. It ends with a full page, at the ring's end, or when its share of time or work
 * is used up; then the page is short and says where to go on.
 */
final class ListOperation {
    /** Partitions asked at once. */
    private static final int AHEAD = 4;
    /** Keys read at once. */
    private static final int READS = 16;
    /** Bytes of values in one page; those under way when it is reached still come. */
    private static final long MAX_VALUE_BYTES = 8L << 20;
    /** Rounds of partitions in one page. */
    private static final int MAX_ROUNDS = 4_096;

    private final Shard shard;
    private final Neighbours neighbours;
    private final ListRequest request;
    private final Consumer<ListResult> onListed;
    private final ClusterView view;
    private final Ring ring;
    private final BucketSettings bucket;
    private final long stopNanos;
    private final long deadlineNanos;
    private final Deque<PartitionListing> open = new ArrayDeque<>();
    private final List<@Nullable Listed> taken = new ArrayList<>();
    private final Deque<Integer> unread = new ArrayDeque<>();
    private int nextPartition;
    private int rounds;
    private int holes;
    private int reading;
    private long valueBytes;
    private int visited;
    private @Nullable Long next;
    private boolean walked;
    private boolean turning;
    private boolean over;

    ListOperation(Shard shard, Neighbours neighbours, Ring ring, ListRequest request, Consumer<ListResult> onListed) {
        this.shard = shard;
        this.neighbours = neighbours;
        this.request = request;
        this.onListed = onListed;
        this.view = shard.ports.views().current();
        this.ring = ring;
        this.bucket = shard.ports.buckets().settings(request.bucket());
        long now = shard.nowNanos();
        this.stopNanos = now + request.budgetMillis() * 500_000L;
        this.deadlineNanos = now + request.budgetMillis() * 1_000_000L;
        this.nextPartition = ring.shape().partitions().of(request.fromHash());
    }

    void start() {
        turn();
    }

    /** Takes what is ready, asks for what is next; safe to enter from within itself. */
    private void turn() {
        if (turning || over) {
            return;
        }
        turning = true;
        boolean moved = true;
        while (moved && !over) {
            moved = walk();
        }
        turning = false;
        if (!over && walked && reading == 0 && unread.isEmpty()) {
            finish();
        }
    }

    private boolean walk() {
        readMore();
        if (walked) {
            return false;
        }
        openMore();
        PartitionListing head = open.peekFirst();
        if (head == null) {
            walked = true;
            return true;
        }
        if (head.isUnreadable()) {
            open.removeFirst();
            holes++;
            visited++;
            stopWhenSpent(openedFrom());
            return true;
        }
        if (!head.isReady()) {
            return false;
        }
        take(head, head.merge(shard.ports.clock().wallMillis()));
        return true;
    }

    private void openMore() {
        Partitions partitions = ring.shape().partitions();
        while (open.size() < AHEAD && nextPartition < partitions.count()) {
            int partition = nextPartition++;
            long from = partition == partitions.of(request.fromHash())
                    ? request.fromHash()
                    : partitions.firstHash(partition);
            int[] owners = ring.current(partition).toArray();
            int needed = Quorums.listing(
                    request.r(),
                    bucket,
                    shard.settings,
                    owners.length,
                    ring.shape().replicas());
            PartitionListing listing = new PartitionListing(partition, owners, needed, from);
            open.addLast(listing);
            askRound(listing);
        }
    }

    private void askRound(PartitionListing listing) {
        rounds++;
        int limit = Math.max(1, request.limit() - taken.size());
        Scan scan = new Scan(listing.partition(), listing.from(), limit, request.bucket(), request.prefix());
        int round = listing.round();
        for (int owner : listing.owners()) {
            if (owner == view.selfIndex()) {
                neighbours.scan(scan, page -> {
                    if (page == null) {
                        listing.onFailure(owner, round);
                    } else {
                        listing.onPage(owner, round, page);
                    }
                    turn();
                });
            } else {
                ask(listing, owner, round, scan);
            }
        }
    }

    private void ask(PartitionListing listing, int owner, int round, Scan scan) {
        shard.ask(ring, owner, scan, budgetMillis(), new Shard.OnAnswer() {
            @Override
            public void onReply(Reply reply) {
                try {
                    if (reply instanceof Scanned scanned) {
                        listing.onPage(owner, round, ScanPage.decode(scanned.body(), request.bucket()));
                    } else {
                        listing.onFailure(owner, round);
                    }
                } catch (MalformedRecordException malformed) {
                    listing.onFailure(owner, round);
                }
                turn();
            }

            @Override
            public void onFailure(String reason, boolean ambiguous) {
                listing.onFailure(owner, round);
                turn();
            }
        });
    }

    private long budgetMillis() {
        return Math.min(shard.settings.replicaMillis(), (deadlineNanos - shard.nowNanos()) / 1_000_000);
    }

    /** Takes a round's keys, as many as the page has room for; keys of one hash stay together. */
    private void take(PartitionListing head, Merged merged) {
        long last = 0;
        for (Candidate candidate : merged.candidates()) {
            long hash = candidate.key().hash();
            if (taken.size() >= request.limit() && hash != last) {
                stop(hash);
                return;
            }
            last = hash;
            if (candidate.kind() == Kind.CHECK || request.values()) {
                unread.add(taken.size());
            }
            taken.add(new Listed(candidate.key(), null));
        }
        holes += merged.hole() ? 1 : 0;
        if (merged.complete()) {
            open.removeFirst();
            visited++;
            stopWhenSpent(openedFrom());
        } else {
            stopWhenSpent(merged.next());
            if (!walked) {
                askRound(head);
            }
        }
    }

    /** Where the walk stands; {@code null} at the ring's end. */
    private @Nullable Long openedFrom() {
        PartitionListing head = open.peekFirst();
        if (head != null) {
            return head.from();
        }
        Partitions partitions = ring.shape().partitions();
        return nextPartition < partitions.count() ? (Long) partitions.firstHash(nextPartition) : null;
    }

    private void stopWhenSpent(@Nullable Long at) {
        boolean spent = taken.size() >= request.limit() || rounds >= MAX_ROUNDS || shard.nowNanos() - stopNanos >= 0;
        if (spent && at != null) {
            stop(at);
        }
    }

    private void stop(long at) {
        next = at;
        walked = true;
        open.clear();
    }

    private void readMore() {
        if (valueBytes > MAX_VALUE_BYTES) {
            cutAtUnread();
        }
        while (reading < READS && !unread.isEmpty()) {
            int at = unread.removeFirst();
            Listed listed = taken.get(at);
            long left = (deadlineNanos - shard.nowNanos()) / 1_000_000;
            if (listed == null || left <= 0) {
                lose(at);
                continue;
            }
            reading++;
            ReadRequest read =
                    new ReadRequest(listed.key(), request.r(), null, (int) left, false, null, request.requestId());
            neighbours.coordinator().read(read, result -> {
                reading--;
                onRead(at, result);
                turn();
            });
        }
    }

    /** The page holds values enough: it ends before the first key whose value was not asked for yet. */
    private void cutAtUnread() {
        while (!unread.isEmpty()) {
            int at = unread.removeFirst();
            Listed listed = taken.get(at);
            Listed before = at == 0 ? null : taken.get(at - 1);
            boolean parts = listed != null
                    && before != null
                    && before.key().hash() == listed.key().hash();
            if (listed != null && !parts) {
                unread.clear();
                taken.subList(at, taken.size()).clear();
                stop(listed.key().hash());
                return;
            }
            lose(at);
        }
    }

    private void onRead(int at, ReadResult result) {
        Listed listed = taken.get(at);
        if (result instanceof ReadResult.Found found && listed != null) {
            taken.set(at, new Listed(listed.key(), request.values() ? found.view() : null));
            if (request.values()) {
                found.view()
                        .siblings()
                        .forEach(sibling ->
                                valueBytes += sibling.content().value().length());
            }
        } else if (result instanceof ReadResult.NotFound) {
            taken.set(at, null);
        } else {
            lose(at);
        }
    }

    /** A key of which nobody can say whether it is there. */
    private void lose(int at) {
        taken.set(at, null);
        holes++;
    }

    private void finish() {
        over = true;
        List<Listed> keys = new ArrayList<>();
        for (Listed listed : taken) {
            if (listed != null) {
                keys.add(listed);
            }
        }
        if (visited > 0 && holes >= visited && keys.isEmpty()) {
            onListed.accept(unreadable());
        } else {
            onListed.accept(new ListResult.Page(keys, next, holes, ring.epoch()));
        }
    }

    private RequestFailure unreadable() {
        String detail = "no partition of this page has enough owners that answer";
        return new RequestFailure(
                Reason.NOT_ENOUGH_REPLICAS, 0, 0, List.of(), Outcome.NONE, detail, null, null, 500, ring.epoch());
    }
}
