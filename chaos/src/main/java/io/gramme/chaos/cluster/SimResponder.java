package io.gramme.chaos.cluster;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.NodeId;

/** A request being served on one shard, and its way back. */
final class SimResponder implements Responder {
    private final SimShardWire shard;
    private final SimWire.Session session;
    private final WireFrame request;
    private final long deadlineNanos;
    private boolean answered;

    /** @param shard the one that serves it */
    SimResponder(SimShardWire shard, SimWire.Session session, WireFrame request, long deadlineNanos) {
        this.shard = shard;
        this.session = session;
        this.request = request;
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public NodeId from() {
        return session.peer().process().node();
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public void reply(Reply reply) {
        answer(reply);
    }

    @Override
    public void refuse(Refusal refusal) {
        answer(refusal);
    }

    private void answer(Message message) {
        Invariants.check(
                !answered, "second answer %s to a request", message.getClass().getSimpleName());
        answered = true;
        if (request.id() != 0) {
            WireFrame reply = request.reply(shard.encode(message));
            shard.wire().send(session.machine(), reply, shard.loop().executor(), () -> {});
        }
    }
}
