package io.gramme.node.ringchange;

import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Refusal.StaleRing;
import io.gramme.node.transport.Reply;
import io.gramme.node.transport.Request;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one node asks another about one partition, stamped with the ring it acts by. On the shard's loop. */
record PeerAsk(ShardPorts ports, int partition, Epoch epoch, int node, NodeId id) {
    private static final int ASK_MILLIS = 5_000;
    private static final int PATIENT_MILLIS = 30_000;

    /** {@code onReply} is called once on this loop, with {@code null} when no such reply came. */
    <R extends Reply> void ask(Request request, Class<R> type, Consumer<@Nullable R> onReply) {
        ask(request, ASK_MILLIS, type, onReply);
    }

    /** The same for what may wait at the other end for its budget. */
    <R extends Reply> void askPatiently(Request request, Class<R> type, Consumer<@Nullable R> onReply) {
        ask(request, PATIENT_MILLIS, type, onReply);
    }

    private <R extends Reply> void ask(Request request, int millis, Class<R> type, Consumer<@Nullable R> onReply) {
        ports.transport().request(id, request, millis, outcome -> {
            if (outcome instanceof Failure.Refused refused && refused.refusal() instanceof StaleRing stale) {
                ports.views().offerRing(stale.epoch(), stale.delta(), id);
            }
            onReply.accept(type.isInstance(outcome) ? type.cast(outcome) : null);
        });
    }
}
