package io.gramme.node.app;

import io.gramme.node.config.GrammeConfig;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.membership.Membership;
import io.gramme.node.membership.ViewBoard;
import io.gramme.node.ringchange.NodeMoves;
import io.gramme.node.ringchange.PartitionMoves;
import io.gramme.node.ringchange.PartitionMoves.Saved;
import io.gramme.node.ringchange.RingService;
import io.gramme.node.ringchange.ShardPorts;
import io.gramme.node.transport.NodeTransport;
import java.util.List;

/** Puts together what moves partitions on one node. */
final class MovingParts {
    private MovingParts() {}

    /** The parts of the node that it works with. */
    record With(
            LocalIdentity identity,
            Membership membership,
            ViewBoard board,
            RingService rings,
            NodeTransport transport,
            Saved saved) {}

    /** Its handlers are set on return. */
    static PartitionMoves make(GrammeConfig config, NodePorts ports, With with, List<NodeShard> shards) {
        NodeMoves.Ports node = new NodeMoves.Ports(
                ports.clock(),
                ports.control().loop(),
                ports.control().timers(),
                with.transport().shard(0),
                with.membership(),
                with.board(),
                ports.loops(),
                () -> -1);
        PartitionMoves.Parts parts = new PartitionMoves.Parts(
                with.rings(), with.identity(), NodeDisk.Cell.TENURES.writer(ports), with.saved());
        PartitionMoves moves = new PartitionMoves(node, parts);
        for (int i = 0; i < shards.size(); i++) {
            NodeShard shard = shards.get(i);
            LoopPorts loop = shard.loop();
            ShardPorts one = new ShardPorts(
                    ports.clock(),
                    loop.loop(),
                    loop.timers(),
                    with.transport().shard(i),
                    with.board().views(i),
                    (bytes, then) -> {
                        loop.loop().execute(then);
                        return true;
                    },
                    with.identity().current().bootCounter(),
                    shard::hasHints,
                    config.repair().cleanupAfter().toMillis());
            shard.moving(new MovingShard(moves.addShard(i, one)));
        }
        return moves;
    }
}
