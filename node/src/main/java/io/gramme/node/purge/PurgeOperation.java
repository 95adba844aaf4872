package io.gramme.node.purge;

import io.gramme.node.membership.ClusterView;
import io.gramme.node.purge.PurgeEffect.Apply;
import io.gramme.node.purge.PurgeEffect.AskHoldings;
import io.gramme.node.purge.PurgeEffect.Finish;
import io.gramme.node.purge.PurgeEffect.Prepare;
import io.gramme.node.purge.PurgeRound.Parties;
import io.gramme.node.transport.PurgeMessage.HoldingsQuestion;
import io.gramme.node.transport.PurgeMessage.HoldingsReport;
import io.gramme.node.transport.PurgeMessage.PurgeApply;
import io.gramme.node.transport.PurgeMessage.PurgeHoldings;
import io.gramme.node.transport.PurgeMessage.PurgeItem;
import io.gramme.node.transport.PurgeMessage.PurgePrepare;
import io.gramme.node.transport.Reply;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One {@link PurgeRound} under way, by the ring of its beginning: when another ring changes the partition meanwhile, owners
 * refuse. It ends within three times a request's time.
 */
final class PurgeOperation {
    private final PurgePeers peers;
    private final Ring ring;
    private final int partition;
    private final PurgeRound round;
    private final Consumer<PurgeResult> onResult;
    private final Deque<PurgeEffect> effects = new ArrayDeque<>();
    private boolean applying;

    private PurgeOperation(PurgePeers peers, Ring ring, Job job, Consumer<PurgeResult> onResult) {
        this.peers = peers;
        this.ring = ring;
        this.partition = job.partition;
        this.onResult = onResult;
        this.round =
                new PurgeRound(new Parties(job.self, ring.current(job.partition).toArray(), members(ring)), job.items);
    }

    /** What is to be purged. */
    record Job(int self, int partition, List<PurgeItem> items) {}

    /** Every member of a ring, dead ones too. */
    static int[] members(Ring ring) {
        return ring.members().all().stream().mapToInt(Member::index).toArray();
    }

    /** @param onResult called once, possibly within this call */
    static void start(PurgePeers peers, ClusterView view, Job job, Consumer<PurgeResult> onResult) {
        Ring ring = view.ring();
        if (ring != null) {
            PurgeOperation operation = new PurgeOperation(peers, ring, job, onResult);
            operation.apply(operation.round.start());
        }
    }

    /** Answers from this node come within the call that asks: they wait until the effects before them are out. */
    private void apply(List<PurgeEffect> more) {
        effects.addAll(more);
        if (applying) {
            return;
        }
        applying = true;
        for (PurgeEffect effect = effects.poll(); effect != null; effect = effects.poll()) {
            apply(effect);
        }
        applying = false;
    }

    private void apply(PurgeEffect effect) {
        if (effect instanceof Prepare prepare) {
            PurgePrepare message = new PurgePrepare(partition, ring.epoch(), prepare.items());
            peers.ask(ring, prepare.node(), message, reply -> onOwner(prepare.node(), reply));
        } else if (effect instanceof Apply purge) {
            PurgeApply message = new PurgeApply(partition, ring.epoch(), purge.items());
            peers.ask(ring, purge.node(), message, reply -> onOwner(purge.node(), reply));
        } else if (effect instanceof AskHoldings ask) {
            peers.ask(ring, ask.node(), new HoldingsQuestion(partition, ring.epoch()), reply -> {
                apply(
                        reply instanceof HoldingsReport report
                                ? round.onReport(ask.node(), report)
                                : round.onSilent(ask.node()));
            });
        } else if (effect instanceof Finish finish) {
            onResult.accept(finish.result());
        }
    }

    private void onOwner(int node, @Nullable Reply reply) {
        apply(reply instanceof PurgeHoldings holdings ? round.onHoldings(node, holdings.each()) : round.onSilent(node));
    }
}
