package io.gramme.node.antientropy;

import io.gramme.node.antientropy.PartitionContents.Interrupted;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.transport.AntiEntropyMessage.AskKeys;
import io.gramme.node.transport.AntiEntropyMessage.AskLeaves;
import io.gramme.node.transport.AntiEntropyMessage.AskRecords;
import io.gramme.node.transport.AntiEntropyMessage.CompareRoot;
import io.gramme.node.transport.AntiEntropyMessage.Question;
import io.gramme.node.transport.AntiEntropyMessage.RecordList;
import io.gramme.node.transport.AntiEntropyMessage.TreeNodes;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.node.tree.Sums;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The side of an exchange that answers. It refuses whoever is no owner of the partition, or counts its owners by other rows,
 * and lets one peer after the other find differences in a partition; beyond that it keeps nothing between two questions.
 */
final class ExchangeService {
    private static final byte[] NO_DELTA = {};

    private final ExchangePorts ports;
    private final OwnRounds own;
    private final PeerRounds rounds = new PeerRounds();
    private IntPredicate mayCompare = partition -> true;
    private @Nullable PartitionContents contents;

    /** What the rounds of peers have to do with this node's own. */
    interface OwnRounds {
        /** A peer has begun to compare a partition. */
        void onRoundOf(int partition, int peer);

        /** Whether this node has found that it and some other peer differ in a partition, and exchanges it. */
        boolean differsFromAnother(int partition, int peer);
    }

    private interface Answer {
        Reply answer(PartitionContents contents) throws Interrupted;
    }

    ExchangeService(ExchangePorts ports, OwnRounds own) {
        this.ports = ports;
        this.own = own;
    }

    /** Refuses everything until {@link #seat}. */
    void listen() {
        ports.transport().handle(CompareRoot.class, this::onCompare);
        ports.transport().handle(AskLeaves.class, this::onLeaves);
        ports.transport().handle(AskKeys.class, this::onKeys);
        ports.transport().handle(AskRecords.class, this::onRecords);
    }

    void mayCompare(IntPredicate partitions) {
        mayCompare = partitions;
    }

    void seat(PartitionContents now) {
        contents = now;
    }

    /** Whether a peer finds differences in the partition at present, or did a moment ago. */
    boolean isAsked(int partition) {
        return rounds.isUnderWay(partition, now());
    }

    private long now() {
        return ports.clock().monotonicNanos();
    }

    private void onCompare(CompareRoot ask, Responder responder) {
        int partition = ask.partition();
        PartitionContents held = held(ask, responder);
        Member from = memberOf(responder);
        if (held == null || from == null) {
            return;
        }
        Sums root = held.root(partition);
        if (Arrays.equals(ExchangeOperation.encode(root), ask.root())) {
            own.onRoundOf(partition, from.index());
            rounds.equal(partition, from.index());
            send(new TreeNodes(new byte[0]), responder);
        } else if (rounds.isOther(partition, from.index(), now()) || own.differsFromAnother(partition, from.index())) {
            responder.refuse(new NotServed(Refusal.Reason.BUSY));
        } else {
            own.onRoundOf(partition, from.index());
            rounds.differs(partition, from.index(), now());
            send(new TreeNodes(ExchangeOperation.encode(held.branches(partition))), responder);
        }
    }

    private void onLeaves(AskLeaves ask, Responder responder) {
        if (contents != null && !contents.hasLeaves(ask.leaves())) {
            responder.refuse(new NotServed(Refusal.Reason.MALFORMED));
            return;
        }
        answer(
                ask,
                responder,
                held -> new TreeNodes(ExchangeOperation.encode(held.leaves(ask.partition(), ask.leaves()))));
    }

    private void onKeys(AskKeys ask, Responder responder) {
        if (contents != null && !contents.hasLeaves(ask.leaves())) {
            responder.refuse(new NotServed(Refusal.Reason.MALFORMED));
            return;
        }
        answer(ask, responder, held -> held.keys(ask.partition(), ask.leaves(), ask.resumes(), ask.after()));
    }

    private void onRecords(AskRecords ask, Responder responder) {
        answer(ask, responder, held -> held.records(ask.partition(), ask.keyHashes()));
    }

    private void answer(Question ask, Responder responder, Answer answer) {
        PartitionContents held = held(ask, responder);
        Member from = memberOf(responder);
        if (held == null || from == null) {
            return;
        }
        rounds.goesOn(ask.partition(), from.index(), now());
        try {
            send(answer.answer(held), responder);
        } catch (Interrupted damaged) {
            responder.refuse(new NotServed(Refusal.Reason.NOT_READY));
        }
    }

    /** What is answered from, or {@code null} for a question that was refused. */
    private @Nullable PartitionContents held(Question ask, Responder responder) {
        Refusal refusal = refusal(ask.partition(), ask.epoch(), responder);
        PartitionContents held = contents;
        if (refusal != null || held == null) {
            responder.refuse(refusal == null ? new NotServed(Refusal.Reason.NOT_READY) : refusal);
            return null;
        }
        return held;
    }

    /** Records wait for this node's budget; what only compares is small and goes at once. */
    private void send(Reply reply, Responder responder) {
        long bytes = WireSize.of(reply);
        if (!(reply instanceof RecordList)) {
            ports.background().took(Task.REPAIR, bytes);
            ports.metrics().sent(bytes);
            responder.reply(reply);
            return;
        }
        boolean queued = ports.background().request(Task.REPAIR, bytes, () -> {
            ports.metrics().sent(bytes);
            responder.reply(reply);
        });
        if (!queued) {
            responder.refuse(new NotServed(Refusal.Reason.OVERLOADED));
        }
    }

    private @Nullable Member memberOf(Responder responder) {
        Ring ring = ports.views().current().ring();
        return ring == null ? null : ring.members().byId(responder.from()).orElse(null);
    }

    private @Nullable Refusal refusal(int partition, Epoch epoch, Responder responder) {
        ClusterView view = ports.views().current();
        Ring ring = view.ring();
        if (ring == null || contents == null) {
            return new NotServed(Refusal.Reason.NOT_READY);
        }
        if (partition >= ring.shape().partitions().count()) {
            return new NotServed(Refusal.Reason.MALFORMED);
        }
        if (!mayCompare.test(partition)) {
            return new NotServed(Refusal.Reason.NOT_READY);
        }
        if (epoch.isAfter(ring.epoch())) {
            ports.views().wantRing(epoch, responder.from());
            return new NotServed(Refusal.Reason.NOT_READY);
        }
        Member from = memberOf(responder);
        boolean both = from != null
                && ring.isOwnerOrTarget(partition, from.index())
                && ring.isOwnerOrTarget(partition, view.selfIndex());
        if (!both || epoch.packed() < ring.changedAt(partition)) {
            return new Refusal.StaleRing(ring.epoch(), NO_DELTA);
        }
        return null;
    }
}
