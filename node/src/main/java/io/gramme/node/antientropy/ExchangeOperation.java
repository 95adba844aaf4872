package io.gramme.node.antientropy;

import io.gramme.node.antientropy.ExchangeEffect.AskBranches;
import io.gramme.node.antientropy.ExchangeEffect.AskKeyList;
import io.gramme.node.antientropy.ExchangeEffect.AskLeafSums;
import io.gramme.node.antientropy.ExchangeEffect.End;
import io.gramme.node.antientropy.ExchangeEffect.Pause;
import io.gramme.node.antientropy.ExchangeEffect.Pull;
import io.gramme.node.antientropy.ExchangeEffect.PushRecords;
import io.gramme.node.antientropy.PartitionContents.Interrupted;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.storage.RecordStore;
import io.gramme.node.transport.AntiEntropyMessage.AskKeys;
import io.gramme.node.transport.AntiEntropyMessage.AskLeaves;
import io.gramme.node.transport.AntiEntropyMessage.AskRecords;
import io.gramme.node.transport.AntiEntropyMessage.CompareRoot;
import io.gramme.node.transport.AntiEntropyMessage.KeyList;
import io.gramme.node.transport.AntiEntropyMessage.RecordList;
import io.gramme.node.transport.AntiEntropyMessage.TreeNodes;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Request;
import io.gramme.node.tree.Sums;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange under way: turns the effects of its {@link ExchangeCore} into questions, merges and pushes, one at a time.
 * Every question has a deadline; every step that moves keys or records asks the background budget first. It ends with the
 * first failure: the partition stays due, and whatever was merged by then stays merged.
 */
final class ExchangeOperation {
    /** For one question, the peer's wait for its own budget included. */
    static final int BUDGET_MILLIS = 10_000;
    /** After so long no further page of keys is begun, so that other partitions get their turn. */
    static final long LONG_NANOS = 30_000_000_000L;
    /** Between two tries to get into the queue of the budget. */
    private static final long QUEUE_FULL_MILLIS = 200;

    final Terms terms;
    final ExchangePorts ports;
    final PartitionContents contents;
    final Member peer;
    private final RecordStore records;
    private final ExchangeCore core;
    private final Consumer<Exchanged> onEnd;
    private final long began;
    private long pulled;
    private long pushed;
    private long skipped;
    private long bytes;
    private boolean over;
    private boolean resting;
    private boolean differing;
    private Runnable onRest = () -> {};

    /**
     * What is exchanged with whom.
     *
     * @param epoch of the ring that says that both are owners
     * @param task whose part of the budget it takes
     */
    record Terms(int partition, int peer, Epoch epoch, Task task) {}

    /** What a shard of a node with a seat exchanges from. */
    record Holdings(RecordStore records, PartitionContents contents) {}

    ExchangeOperation(ExchangePorts ports, Holdings holdings, Terms terms, Member peer, Consumer<Exchanged> onEnd) {
        this.ports = ports;
        this.records = holdings.records;
        this.contents = holdings.contents;
        this.terms = terms;
        this.peer = peer;
        this.core = new ExchangeCore(contents.partitions());
        this.onEnd = onEnd;
        this.began = ports.clock().monotonicNanos();
    }

    void start() {
        run(core.start());
    }

    /** Ends it from outside. */
    void cancel(String why) {
        fail(why);
    }

    /** Whether it waits between its two looks at leaves. */
    boolean isResting() {
        return resting;
    }

    /** Whether the peer said that the two hold different things. */
    boolean isDiffering() {
        return differing;
    }

    /** Told when it begins to rest; set once, before it starts. */
    void onRest(Runnable listener) {
        onRest = listener;
    }

    boolean isOver() {
        return over;
    }

    long nanos() {
        return ports.clock().monotonicNanos() - began;
    }

    private void run(ExchangeEffect effect) {
        if (over) {
            return;
        }
        if (effect instanceof AskBranches) {
            Sums root = contents.root(terms.partition);
            ask(new CompareRoot(terms.partition, terms.epoch, encode(root)), this::onBranches);
        } else if (effect instanceof AskLeafSums wanted) {
            differing = true;
            AskLeaves question = new AskLeaves(terms.partition, terms.epoch, wanted.leaves());
            ask(question, reply -> onLeaves(wanted.leaves(), reply));
        } else if (effect instanceof Pause pause) {
            rest(pause.millis());
        } else if (effect instanceof AskKeyList wanted) {
            whenGranted(0, () -> askKeys(wanted));
        } else if (effect instanceof Pull pull) {
            whenGranted(0, () -> pull(pull));
        } else if (effect instanceof PushRecords push) {
            new PushOperation(this, push.keys()).start();
        } else if (effect instanceof End end) {
            end(end);
        }
    }

    private void rest(long millis) {
        resting = true;
        ports.timers().schedule(millis, () -> {
            resting = false;
            if (!over) {
                run(core.onPauseOver());
            }
        });
        onRest.run();
    }

    static byte[] encode(Sums sums) {
        ByteBuffer encoded = ByteBuffer.allocate(sums.size() * Sums.NODE_BYTES);
        sums.encode(encoded);
        return encoded.array();
    }

    private static Sums decode(TreeNodes nodes) {
        return Sums.decode(ByteBuffer.wrap(nodes.nodes()), nodes.nodes().length / Sums.NODE_BYTES);
    }

    private void onBranches(Outcome reply) {
        if (!(reply instanceof TreeNodes nodes)) {
            fail("an unexpected answer");
            return;
        }
        Sums theirs = decode(nodes);
        Sums mine = contents.branches(terms.partition);
        if (theirs.size() != 0 && theirs.size() != mine.size()) {
            fail("the peer's trees have another size");
        } else {
            run(core.onBranches(mine, theirs));
        }
    }

    private void onLeaves(int[] leaves, Outcome reply) {
        if (reply instanceof TreeNodes nodes && decode(nodes).size() == leaves.length) {
            run(core.onLeaves(contents.leaves(terms.partition, leaves), decode(nodes)));
        } else {
            fail("an unexpected answer");
        }
    }

    private void askKeys(AskKeyList wanted) {
        if (nanos() > LONG_NANOS) {
            core.endSoon();
        }
        AskKeys question = new AskKeys(terms.partition, terms.epoch, wanted.leaves(), wanted.resumes(), wanted.after());
        ask(question, reply -> {
            if (!(reply instanceof KeyList theirs)) {
                fail("an unexpected answer");
                return;
            }
            try {
                KeyList mine = contents.keys(terms.partition, wanted.leaves(), wanted.resumes(), wanted.after());
                run(core.onKeys(mine, theirs));
            } catch (Interrupted damaged) {
                fail("this node's index cannot be read: " + damaged.getMessage());
            }
        });
    }

    private void pull(Pull pull) {
        AskRecords question = new AskRecords(terms.partition, terms.epoch, pull.keyHashes());
        ask(question, reply -> {
            if (reply instanceof RecordList list && list.answered() <= pull.keyHashes().length) {
                skipped += list.unreadable();
                new MergeOperation(records, list.records(), (changed, notMerged) -> {
                            if (!over) {
                                pulled += changed;
                                skipped += notMerged;
                                run(core.onPulled(list.answered()));
                            }
                        })
                        .start();
            } else {
                fail("an unexpected answer");
            }
        });
    }

    /** Told by the push that all of it is held by the peer, but for what could not be moved. */
    void onPushed(long changed, long notMoved) {
        if (!over) {
            pushed += changed;
            skipped += notMoved;
            run(core.onPushed());
        }
    }

    /** Goes on when the budget allows that many bytes, beside those of answers, which are counted as they come. */
    void whenGranted(long wanted, Runnable then) {
        boolean queued = ports.background().request(terms.task, wanted, () -> {
            if (!over) {
                then.run();
            }
        });
        if (!queued) {
            ports.timers().schedule(QUEUE_FULL_MILLIS, () -> {
                if (!over) {
                    whenGranted(wanted, then);
                }
            });
        }
    }

    /** Asks the peer, under the rows that the exchange began with, and goes on with its reply. */
    void ask(Request question, Consumer<Outcome> onReply) {
        Ring ring = ports.views().current().ring();
        if (ring == null || ring.changedAt(terms.partition) > terms.epoch.packed()) {
            fail("the partition's owners changed");
            return;
        }
        bytes += WireSize.of(question);
        ports.transport().request(peer.id(), question, BUDGET_MILLIS, outcome -> {
            if (over) {
                return;
            }
            if (isBusy(outcome)) {
                over = true;
                onEnd.accept(Exchanged.postponed(bytes));
                return;
            }
            if (outcome instanceof Failure failure) {
                fail(reasonOf(failure));
                return;
            }
            long size = WireSize.of(outcome);
            bytes += size;
            ports.background().took(terms.task, size);
            onReply.accept(outcome);
        });
    }

    private static boolean isBusy(Outcome outcome) {
        return outcome instanceof Failure.Refused refused
                && refused.refusal() instanceof Refusal.NotServed why
                && why.reason() == Refusal.Reason.BUSY;
    }

    private String reasonOf(Failure failure) {
        if (failure instanceof Failure.Refused refused) {
            if (refused.refusal() instanceof Refusal.StaleRing stale) {
                ports.views().wantRing(stale.epoch(), peer.id());
                return "the peer has other owners for the partition";
            }
            if (refused.refusal() instanceof Refusal.NotServed why) {
                return "the peer: "
                        + why.reason().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            }
        }
        if (failure instanceof Failure.TimedOut) {
            return "timed out";
        }
        return failure instanceof Failure.Overloaded ? "too many requests wait for the peer" : "unreachable";
    }

    void fail(String why) {
        if (!over) {
            over = true;
            onEnd.accept(new Exchanged(pulled, pushed, bytes, false, false, why));
        }
    }

    private void end(End end) {
        over = true;
        @Nullable String failure = skipped == 0 ? null : skipped + " records could not be read or merged";
        onEnd.accept(new Exchanged(pulled, pushed, bytes, end.complete() && skipped == 0, end.treeSuspect(), failure));
    }
}
