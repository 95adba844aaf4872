package io.gramme.node.membership;

import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of its cluster at one moment. Immutable; a shard takes one at the start of a request and may take a
 * newer one at any turn.
 */
public final class ClusterView {
    /** The node index of a node without a seat in the ring. */
    public static final int NO_SEAT = -1;

    private final @Nullable Ring ring;
    private final NodeId self;
    private final int selfIndex;
    private final PeerView[] peers;
    private final boolean mayCoordinate;
    private final boolean diskConfirmed;

    /**
     * @param ring the newest known ring version, or {@code null} before founding or joining
     * @param self this node's identity
     * @param peers what is known of other ring members, by node index
     * @param mayCoordinate whether this node may issue dots: its lease holds, its disk is its own, its store takes writes
     */
    public ClusterView(@Nullable Ring ring, NodeId self, Map<Integer, PeerView> peers, boolean mayCoordinate) {
        this(ring, self, peers, mayCoordinate, true);
    }

    /** @param diskConfirmed as {@link #isDiskConfirmed} */
    ClusterView(
            @Nullable Ring ring,
            NodeId self,
            Map<Integer, PeerView> peers,
            boolean mayCoordinate,
            boolean diskConfirmed) {
        this.diskConfirmed = diskConfirmed;
        this.ring = ring;
        this.self = self;
        this.selfIndex = ring == null
                ? NO_SEAT
                : ring.members().byId(self).map(Member::index).orElse(NO_SEAT);
        int greatest = peers.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
        this.peers = new PeerView[greatest + 1];
        peers.forEach((index, view) -> this.peers[index] = view);
        this.mayCoordinate = mayCoordinate;
    }

    /**
     * What is known of one ring member.
     *
     * @param liveness the failure detector's word
     * @param reachable whether requests may be expected to arrive: not dead, and no attempt failed within the last
     *     second without a later success. Fast and per peer, for ordering candidates only
     * @param conditions what it last said of itself, for people; empty when all is well, or when it is gone
     */
    public record PeerView(Liveness liveness, boolean reachable, Set<Condition> conditions) {
        public static final PeerView UNKNOWN = new PeerView(Liveness.UNKNOWN, true);

        /** One that all is well with. */
        public PeerView(Liveness liveness, boolean reachable) {
            this(liveness, reachable, Set.of());
        }
    }

    /** The newest known ring version, or {@code null} before founding or joining. */
    public @Nullable Ring ring() {
        return ring;
    }

    /** The ring's epoch, {@link Epoch#NONE} without a ring. */
    public Epoch epoch() {
        return ring == null ? Epoch.NONE : ring.epoch();
    }

    /** This node's identity. */
    public NodeId self() {
        return self;
    }

    /** This node's index in the ring, or {@link #NO_SEAT}. */
    public int selfIndex() {
        return selfIndex;
    }

    /** Whether this node may issue dots. */
    public boolean mayCoordinate() {
        return mayCoordinate;
    }

    /**
     * Whether it is known that no peer has seen more on this node's disk than is there: what is missing was never here. Not
     * so between a start and two rounds of probes after a peer's first answer, and while a restored disk gets its new generation.
     */
    public boolean isDiskConfirmed() {
        return diskConfirmed;
    }

    /** What is known of another member, {@link PeerView#UNKNOWN} when nothing is. */
    public PeerView peer(int nodeIndex) {
        PeerView view = nodeIndex < peers.length ? peers[nodeIndex] : null;
        return view == null ? PeerView.UNKNOWN : view;
    }

    /** The node's name for messages: its own, or its index when the ring does not know it. */
    public String name(int nodeIndex) {
        Member member = ring == null ? null : ring.member(nodeIndex);
        return member == null ? "#" + nodeIndex : member.name();
    }
}
