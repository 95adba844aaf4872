package io.gramme.node.membership;

import io.gramme.node.membership.ClusterView.PeerView;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.Timers;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what this node knows of its cluster and hands an immutable {@link ClusterView} to every shard. Lives on
 * the control loop; changes of one turn make one view.
 */
public final class ViewBoard {
    /** How long a failed request counts against a peer. */
    private static final long FAILURE_MILLIS = 1_000;

    /** From the first answer on, for peers that remember more of this disk to say so: two rounds of probes. */
    private static final long HEARING_MILLIS = 2_000;

    private final Ports ports;
    private final NodeId self;
    private final List<ShardViews> shards = new ArrayList<>();
    private final Map<NodeId, Long> failedAtMillis = new HashMap<>();
    private final Set<Bar> bars = EnumSet.of(Bar.LEASE, Bar.UNANSWERED);
    private Function<NodeId, Liveness> liveness = node -> Liveness.UNKNOWN;
    private Function<NodeId, Set<Condition>> conditions = node -> Set.of();
    private BiConsumer<Epoch, NodeId> onRingWanted = (epoch, from) -> {};
    private RingOffers onRingOffered = (epoch, delta, from) -> {};
    private Runnable onBars = () -> {};
    private @Nullable Ring ring;
    private boolean diskConfirmed;
    private boolean publishing;

    /**
     * What it stands on.
     *
     * @param loops the shards' loops; the first is the control loop
     */
    public record Ports(Clock clock, Timers timers, List<SerialExecutor> loops) {
        SerialExecutor control() {
            return loops.get(0);
        }
    }

    /** @param newDisk the disk never ran before, so nobody can remember more of it than it holds */
    public ViewBoard(Ports ports, NodeId self, boolean newDisk) {
        this.ports = ports;
        this.self = self;
        this.diskConfirmed = newDisk;
        ClusterView first = new ClusterView(null, self, Map.of(), false, newDisk);
        ports.loops().forEach(loop -> shards.add(new ShardViews(this, first)));
    }

    /** The views of a shard, for its loop. */
    public ClusterViews views(int shard) {
        return shards.get(shard);
    }

    /** Who says what the failure detector holds of a node. */
    void livenessFrom(Function<NodeId, Liveness> source) {
        liveness = source;
    }

    /** Who says what a node, this one included, says of itself. */
    void conditionsFrom(Function<NodeId, Set<Condition>> source) {
        conditions = source;
    }

    /** Who is told that a peer spoke of a newer ring. */
    public void onRingWanted(BiConsumer<Epoch, NodeId> listener) {
        onRingWanted = listener;
    }

    /** Told after every change of {@link #bars()}. */
    void onBars(Runnable listener) {
        onBars = listener;
    }

    /** A newer ring is known. */
    public void ring(Ring newest) {
        ring = newest;
        publish();
    }

    /** Sets or lifts a reason not to coordinate. */
    public void bar(Bar bar, boolean set) {
        if (set ? bars.add(bar) : bars.remove(bar)) {
            if (bar == Bar.UNANSWERED && !set) {
                // Who is heard first need not be who remembers more of this disk.
                ports.timers().schedule(HEARING_MILLIS, this::confirmDisk);
            }
            publish();
            onBars.run();
        }
    }

    private void confirmDisk() {
        if (!diskConfirmed) {
            diskConfirmed = true;
            publish();
        }
    }

    /** Why this node does not coordinate now; empty when it may. */
    public Set<Bar> bars() {
        return Collections.unmodifiableSet(EnumSet.copyOf(bars));
    }

    /** Something about a member has changed. Every shard has a new view soon. */
    void publish() {
        if (!publishing) {
            publishing = true;
            ports.control().execute(this::publishNow);
        }
    }

    private void publishNow() {
        publishing = false;
        boolean alone = ring != null && ring.members().all().size() == 1;
        boolean confirmed = (diskConfirmed || alone) && !bars.contains(Bar.RESTORED);
        ClusterView view = new ClusterView(ring, self, peers(), bars.isEmpty(), confirmed);
        for (int shard = 0; shard < shards.size(); shard++) {
            ShardViews views = shards.get(shard);
            ports.loops().get(shard).execute(() -> views.take(view));
        }
    }

    private Map<Integer, PeerView> peers() {
        Map<Integer, PeerView> peers = new HashMap<>();
        if (ring == null) {
            return peers;
        }
        for (Member member : ring.members().all()) {
            Liveness believed = member.id().equals(self) ? Liveness.ALIVE : liveness.apply(member.id());
            boolean gone = believed == Liveness.DEAD || believed == Liveness.LEFT;
            boolean reachable = !gone && !failedAtMillis.containsKey(member.id());
            Set<Condition> says = gone ? Set.of() : conditions.apply(member.id());
            peers.put(member.index(), new PeerView(believed, reachable, says));
        }
        return peers;
    }

    long nowMillis() {
        return ports.clock().monotonicMillis();
    }

    /** Who takes what peers sent of newer rings. */
    public void onRingOffered(RingOffers listener) {
        onRingOffered = listener;
    }

    /** Takes a delta to a newer ring. */
    @FunctionalInterface
    public interface RingOffers {
        void offer(Epoch epoch, byte[] delta, NodeId from);
    }

    /** From any shard's loop. */
    void onRingOffered(Epoch epoch, byte[] delta, NodeId from) {
        ports.control().execute(() -> onRingOffered.offer(epoch, delta, from));
    }

    /** From any shard's loop. */
    void onRingWanted(Epoch epoch, NodeId from) {
        ports.control().execute(() -> onRingWanted.accept(epoch, from));
    }

    /** From any shard's loop. */
    void onPeerOutcome(NodeId peer, boolean arrived) {
        ports.control().execute(() -> {
            if (arrived) {
                lift(peer);
            } else if (ring != null && ring.members().byId(peer).isPresent()) {
                fail(peer);
            }
        });
    }

    private void fail(NodeId peer) {
        boolean first = failedAtMillis.put(peer, nowMillis()) == null;
        if (first) {
            publish();
            ports.timers().schedule(FAILURE_MILLIS, () -> expire(peer));
        }
    }

    private void expire(NodeId peer) {
        Long at = failedAtMillis.get(peer);
        if (at == null) {
            return;
        }
        long left = at + FAILURE_MILLIS - nowMillis();
        if (left > 0) {
            ports.timers().schedule(left, () -> expire(peer));
        } else {
            lift(peer);
        }
    }

    private void lift(NodeId peer) {
        if (failedAtMillis.remove(peer) != null) {
            publish();
        }
    }
}
