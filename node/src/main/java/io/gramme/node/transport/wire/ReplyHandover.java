package io.gramme.node.transport.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replies made on one shard for connections of others: handed over once a turn, one task for each shard. */
final class ReplyHandover {
    private record Encoded(Connection connection, long id, byte[] message) {}

    private final ShardTransport from;
    private Map<ShardTransport, List<Encoded>> byShard = new LinkedHashMap<>();

    ReplyHandover(ShardTransport from) {
        this.from = from;
    }

    void add(Connection connection, long id, byte[] message) {
        if (byShard.isEmpty()) {
            from.ports().executor().execute(this::deliver);
        }
        byShard.computeIfAbsent(connection.shard(), shard -> new ArrayList<>())
                .add(new Encoded(connection, id, message));
    }

    private void deliver() {
        Map<ShardTransport, List<Encoded>> due = byShard;
        byShard = new LinkedHashMap<>();
        due.forEach((shard, replies) -> shard.ports().executor().execute(() -> send(replies)));
    }

    private static void send(List<Encoded> replies) {
        for (Encoded reply : replies) {
            reply.connection.sendReply(reply.id, reply.message, reply.message.length);
        }
    }
}
