package io.gramme.node.ringchange;

import io.gramme.node.storage.Space;
import io.gramme.node.storage.Storage;
import io.gramme.node.storage.Storage.HeaderFound;
import io.gramme.node.transport.ReplicaMessage.ReadMode;
import io.gramme.node.transport.ReplicaMessage.ReadRecord;
import io.gramme.node.transport.ReplicaMessage.ReplicaRead;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.RowVersion;
import io.gramme.node.transport.TransferMessage.Item;
import io.gramme.node.transport.TransferMessage.Page;
import io.gramme.node.transport.TransferMessage.PageAsk;
import io.gramme.node.transport.TransferMessage.PageKind;
import io.gramme.node.transport.TransferMessage.Proof;
import io.gramme.node.transport.TransferMessage.SumsAsk;
import io.gramme.node.transport.TransferMessage.TreeSums;
import io.gramme.node.tree.PartitionTree;
import io.gramme.node.tree.Sums;
import io.gramme.ring.Key;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares this node's copy of a partition with one owner's: branches, then the leaves of branches that differ, then the
 * keys of leaves that differ. Keys are looked at twice, a moment apart, since writes under way reach two nodes at two
 * times; what then still differs is fetched and merged.
 *
 * <p>When it ends clean, everything that the owner held when it began is held here: each leaf was either seen equal, or each
 * of its keys was. The owner's count of marked writes was taken before the first sum, so a write that this check could miss
 * raises the count above the proof's. Keys that this node has more of than the owner are fetched and found covered.
 */
final class SourceCheck {
    private static final long SECOND_LOOK_MILLIS = 100;
    private static final int PAGE_BYTES = 256 * 1024;
    /** Keys that differ, beyond which the check only repairs and has to be made again. */
    private static final int MAX_DIFFERING = 4096;

    private final PeerAsk peer;
    private final ShardPorts ports;
    private final ShardSeat seat;
    private final Consumer<Result> onEnd;
    private final Deque<Integer> branches = new ArrayDeque<>();
    private final Deque<Integer> leaves = new ArrayDeque<>();
    private final Deque<Item> differing = new ArrayDeque<>();
    private @Nullable Proof proof;
    private int news;
    private boolean cutShort;
    private boolean over;

    /** How a check ended. */
    sealed interface Result {}

    /** Nothing is missing here. */
    record Clean(Proof proof) implements Result {}

    /** Something was missing, and is here now; only another check can say that it was all. */
    record Repaired(int records) implements Result {}

    /** The owner did not answer all, or something could not be stored. */
    record Broken(String why) implements Result {}

    private SourceCheck(PeerAsk peer, ShardPorts ports, ShardSeat seat, Consumer<Result> onEnd) {
        this.peer = peer;
        this.ports = ports;
        this.seat = seat;
        this.onEnd = onEnd;
    }

    /** Begins; {@code onEnd} is called once on this loop, unless {@link #abandon} comes before. */
    static SourceCheck start(PeerAsk peer, ShardPorts ports, ShardSeat seat, Consumer<Result> onEnd) {
        SourceCheck check = new SourceCheck(peer, ports, seat, onEnd);
        check.askSums(SumsAsk.BRANCHES);
        return check;
    }

    void abandon() {
        over = true;
    }

    private <R extends Reply> Consumer<@Nullable R> still(Consumer<R> next) {
        return reply -> {
            if (over) {
                return;
            }
            if (reply == null) {
                end(new Broken("no answer"));
            } else {
                next.accept(reply);
            }
        };
    }

    private void end(Result result) {
        over = true;
        onEnd.accept(result);
    }

    private void askSums(int branch) {
        SumsAsk ask = new SumsAsk(peer.partition(), peer.epoch(), branch);
        peer.ask(ask, TreeSums.class, this.<TreeSums>still(sums -> {
            if (branch == SumsAsk.BRANCHES) {
                onBranches(sums);
            } else {
                onLeaves(branch, sums);
            }
        }));
    }

    private void onBranches(TreeSums reply) {
        proof = new Proof(peer.node(), reply.boot(), reply.marks());
        PartitionTree mine = seat.trees().tree(peer.partition());
        Sums theirs = decode(reply);
        if (theirs.size() > 0) {
            int[] differ = mine == null ? all(theirs.size()) : differences(theirs, mine.branches());
            for (int branch : differ) {
                branches.add(branch);
            }
        }
        nextBranch();
    }

    private static int[] differences(Sums theirs, Sums mine) {
        return theirs.size() == mine.size() ? theirs.differences(mine) : all(theirs.size());
    }

    private static int[] all(int count) {
        int[] all = new int[count];
        for (int i = 0; i < count; i++) {
            all[i] = i;
        }
        return all;
    }

    private static Sums decode(TreeSums reply) {
        int nodes = reply.sums().length / Sums.NODE_BYTES;
        return Sums.decode(ByteBuffer.wrap(reply.sums()), nodes);
    }

    private void nextBranch() {
        Integer branch = branches.poll();
        if (branch == null) {
            nextLeaf();
        } else {
            askSums(branch);
        }
    }

    private void onLeaves(int branch, TreeSums reply) {
        PartitionTree mine = seat.trees().tree(peer.partition());
        Sums theirs = decode(reply);
        int[] differ = mine == null ? all(theirs.size()) : differences(theirs, mine.leaves(branch));
        for (int position : differ) {
            if (theirs.counts()[position] != 0) {
                leaves.add(branch * theirs.size() + position);
            }
        }
        nextBranch();
    }

    private void nextLeaf() {
        Integer leaf = leaves.poll();
        if (leaf == null) {
            look();
        } else {
            askKeys(leaf, null);
        }
    }

    private void askKeys(int leaf, @Nullable Key after) {
        PageAsk ask = new PageAsk(peer.partition(), peer.epoch(), PageKind.DIGESTS, leaf, after, PAGE_BYTES);
        peer.ask(ask, Page.class, this.<Page>still(page -> {
            for (Item item : page.items()) {
                if (!isHeld(item)) {
                    keep(item);
                }
            }
            if (page.last() || page.items().isEmpty()) {
                nextLeaf();
            } else {
                askKeys(leaf, page.items().get(page.items().size() - 1).key());
            }
        }));
    }

    private void keep(Item item) {
        if (differing.size() < MAX_DIFFERING) {
            differing.add(item);
        } else {
            cutShort = true;
        }
    }

    private boolean isHeld(Item item) {
        Storage storage = seat.records().storage();
        return storage.header(Space.LIVE, item.key()) instanceof HeaderFound found
                && found.header().versionHash() == item.versionHash();
    }

    private void look() {
        if (differing.isEmpty()) {
            conclude();
        } else {
            ports.timers().schedule(SECOND_LOOK_MILLIS, this::fetchNext);
        }
    }

    private void fetchNext() {
        if (over) {
            return;
        }
        Item item = differing.poll();
        while (item != null && isHeld(item)) {
            item = differing.poll();
        }
        if (item == null) {
            conclude();
            return;
        }
        Key key = item.key();
        ReplicaRead read = new ReplicaRead(peer.partition(), RowVersion.exactly(peer.epoch()), ReadMode.FULL, key);
        peer.ask(read, ReadRecord.class, this.<ReadRecord>still(reply -> merge(key, reply)));
    }

    private void merge(Key key, ReadRecord reply) {
        Arrivals.takeUnannounced(seat.records(), key, reply.record(), result -> {
            if (over) {
                return;
            }
            if (result.failed()) {
                end(new Broken("a record could not be merged"));
                return;
            }
            news += result.news();
            ports.loop().execute(this::fetchNext);
        });
    }

    private void conclude() {
        Proof clean = proof;
        if (news > 0 || cutShort || clean == null) {
            end(new Repaired(news));
        } else {
            end(new Clean(clean));
        }
    }
}
