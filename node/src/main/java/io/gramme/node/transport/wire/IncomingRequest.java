package io.gramme.node.transport.wire;

import io.gramme.node.runtime.Invariants;
import io.gramme.node.transport.Message;
import io.gramme.node.transport.Refusal;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.NodeId;

/** A request being served on one shard, that came in over a connection of the same or another. */
final class IncomingRequest implements Responder {
    private final ShardTransport shard;
    private final Connection connection;
    private final long id;
    private final NodeId from;
    private final long deadlineNanos;
    private boolean answered;

    /** @param shard the one that serves it */
    IncomingRequest(ShardTransport shard, Connection connection, long id, long deadlineNanos) {
        this.shard = shard;
        this.connection = connection;
        this.id = id;
        this.from = connection.handshake().peer().process().node();
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public NodeId from() {
        return from;
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
        shard.answer(connection, id, message);
    }
}
