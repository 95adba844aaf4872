package io.gramme.node.app;

import io.gramme.gossip.MemberState;
import io.gramme.gossip.MemberView;
import io.gramme.node.background.Background;
import io.gramme.node.background.BackgroundBudget;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.membership.LocalIdentity;
import io.gramme.node.membership.Membership;
import io.gramme.node.membership.ViewBoard;
import io.gramme.node.metrics.BackgroundMetrics.Task;
import io.gramme.node.ringchange.NodeMoves;
import io.gramme.node.ringchange.PartitionMoves;
import io.gramme.node.ringchange.PartitionMoves.Saved;
import io.gramme.node.ringchange.RingService;
import io.gramme.node.ringchange.ShardPorts;
import io.gramme.node.transport.NodeTransport;
import io.gramme.ring.Addresses;
import io.gramme.ring.Ring;
import io.gramme.ring.plan.Newcomer;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
            BackgroundBudget budget,
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
                () -> freeBytes(ports));
        PartitionMoves.Parts parts = new PartitionMoves.Parts(
                with.rings(),
                with.identity(),
                NodeDisk.Cell.TENURES.writer(ports),
                with.saved(),
                name -> withoutSeat(with, name),
                config.repair().throttleBytesPerSecond());
        PartitionMoves moves = new PartitionMoves(node, parts);
        with.board().onRingOffered(with.rings()::offered);
        for (int i = 0; i < shards.size(); i++) {
            NodeShard shard = shards.get(i);
            LoopPorts loop = shard.loop();
            Background budget = with.budget().port(loop.loop());
            ShardPorts one = new ShardPorts(
                    ports.clock(),
                    loop.loop(),
                    loop.timers(),
                    with.transport().shard(i),
                    with.board().views(i),
                    (bytes, then) -> budget.request(Task.TRANSFER, bytes, then),
                    with.identity().current().bootCounter(),
                    shard::hasHints,
                    config.repair().cleanupAfter().toMillis());
            shard.moving(new MovingShard(moves.addShard(i, one)));
        }
        return moves;
    }

    private static long freeBytes(NodePorts ports) {
        try {
            return ports.files().space().freeBytes();
        } catch (IOException unknown) {
            return -1;
        }
    }

    /** A node that gossip knows and the ring does not seat, by name or id. */
    private static @Nullable Newcomer withoutSeat(With with, String name) {
        return withoutSeat(with.membership(), member -> true)
                .filter(each -> each.name().equals(name) || each.id().toString().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The live nodes that gossip knows and the ring does not seat. */
    static List<Newcomer> withoutSeat(Membership membership) {
        return withoutSeat(membership, member -> member.state() == MemberState.ALIVE)
                .toList();
    }

    private static Stream<Newcomer> withoutSeat(Membership membership, Predicate<MemberView> wanted) {
        Ring ring = membership.ring();
        return membership.members().stream()
                .filter(wanted)
                .filter(member -> ring == null
                        || ring.members().byId(Membership.idOf(member)).isEmpty())
                .map(member -> new Newcomer(
                        Membership.idOf(member),
                        member.meta().name(),
                        member.meta().zone(),
                        member.meta().weight(),
                        new Addresses(
                                member.meta().data().toString(),
                                member.meta().admin().toString(),
                                member.meta().peer().toString())));
    }
}
