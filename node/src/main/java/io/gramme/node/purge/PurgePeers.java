package io.gramme.node.purge;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.membership.ClusterViews;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.PurgeMessage.HoldingsQuestion;
import io.gramme.node.transport.PurgeMessage.PurgeApply;
import io.gramme.node.transport.PurgeMessage.PurgeHoldings;
import io.gramme.node.transport.PurgeMessage.PurgePrepare;
import io.gramme.node.transport.PurgeMessage.RecallQuestion;
import io.gramme.node.transport.PurgeMessage.RecallReport;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of purge messages between nodes, this one included: asks members of a ring, and answers those that ask by a ring
 * under which the partition has not changed. Lives on the shard's loop.
 */
public final class PurgePeers {
    private static final int BUDGET_MILLIS = 10_000;
    private static final byte[] NO_DELTA = {};

    private final Transport transport;
    private final ClusterViews views;
    private @Nullable PurgeReplica replica;

    public PurgePeers(Transport transport, ClusterViews views) {
        this.transport = transport;
        this.views = views;
    }

    /** Answers peers from now on, "not ready" before there is something to answer from. */
    public void listen() {
        listenToRecalls();
        transport.handle(PurgePrepare.class, (message, responder) -> {
            PurgeReplica ready = admit(message.partition(), message.epoch(), true, responder);
            if (ready != null) {
                responder.reply(new PurgeHoldings(ready.judge(message.items())));
            }
        });
        transport.handle(PurgeApply.class, (message, responder) -> {
            PurgeReplica ready = admit(message.partition(), message.epoch(), true, responder);
            if (ready != null) {
                ready.apply(message.items(), each -> responder.reply(new PurgeHoldings(each)));
            }
        });
        transport.handle(HoldingsQuestion.class, (message, responder) -> {
            PurgeReplica ready = admit(message.partition(), message.epoch(), false, responder);
            if (ready != null) {
                responder.reply(ready.report(message.partition(), isOwner(message.partition())));
            }
        });
    }

    private void listenToRecalls() {
        transport.handle(RecallQuestion.class, (message, responder) -> {
            PurgeReplica ready = admit(message.partition(), message.epoch(), false, responder);
            if (ready != null) {
                responder.reply(new RecallReport(ready.recall(message.partition(), message.items())));
            }
        });
    }

    /** This node has a seat and an open store. */
    void serve(PurgeReplica ready) {
        replica = ready;
    }

    private boolean isOwner(int partition) {
        ClusterView view = views.current();
        Ring ring = view.ring();
        return ring != null && ring.isOwner(partition, view.selfIndex());
    }

    /** The replica that answers, or {@code null} when the request was refused. */
    private @Nullable PurgeReplica admit(int partition, Epoch epoch, boolean owner, Responder responder) {
        Ring ring = views.current().ring();
        PurgeReplica ready = replica;
        if (ring == null || ready == null) {
            responder.refuse(new NotServed(Refusal.Reason.NOT_READY));
            return null;
        }
        if (epoch.isAfter(ring.epoch())) {
            views.wantRing(epoch, responder.from());
            responder.refuse(new NotServed(Refusal.Reason.NOT_READY));
            return null;
        }
        boolean moves = !ring.target(partition).isEmpty();
        if (epoch.packed() < ring.changedAt(partition) || (owner && (moves || !isOwner(partition)))) {
            responder.refuse(new Refusal.StaleRing(ring.epoch(), NO_DELTA));
            return null;
        }
        return ready;
    }

    /**
     * Asks a member of the ring, or does it here.
     *
     * @param onReply called once, within the call where it is done here; with {@code null} when there was no answer
     */
    void ask(Ring ring, int node, Request request, Consumer<@Nullable Reply> onReply) {
        Member member = ring.member(node);
        PurgeReplica here = replica;
        if (member == null || here == null) {
            onReply.accept(null);
        } else if (node == views.current().selfIndex()) {
            askHere(here, request, onReply);
        } else {
            transport.request(member.id(), request, BUDGET_MILLIS, outcome -> {
                if (outcome instanceof Failure.Refused refused
                        && refused.refusal() instanceof Refusal.StaleRing stale) {
                    views.wantRing(stale.epoch(), member.id());
                }
                onReply.accept(outcome instanceof Reply reply ? reply : null);
            });
        }
    }

    private void askHere(PurgeReplica here, Request request, Consumer<@Nullable Reply> onReply) {
        if (request instanceof PurgePrepare prepare) {
            onReply.accept(new PurgeHoldings(here.judge(prepare.items())));
        } else if (request instanceof PurgeApply apply) {
            here.apply(apply.items(), each -> onReply.accept(new PurgeHoldings(each)));
        } else if (request instanceof HoldingsQuestion question) {
            onReply.accept(here.report(question.partition(), isOwner(question.partition())));
        }
    }
}
