package io.gramme.node.app;

import io.gramme.gossip.GossipConfig;
import io.gramme.gossip.Secrets;
import io.gramme.node.causality.ActorIdentity;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.membership.DiskIdentity;
import io.gramme.node.membership.Membership;
import io.gramme.node.membership.OwnCard;
import io.gramme.node.ringchange.RingKeeper;
import io.gramme.node.ringchange.SeedList;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.Addresses;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Ring;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What membership and the ring want to know of the configuration, in their own terms. */
final class ClusterSettings {
    private ClusterSettings() {}

    /** How to join a cluster's gossip. */
    static Membership.Joining joining(
            GrammeConfig config, ClusterSecret secret, ClusterId cluster, Optional<byte[]> peers) {
        List<byte[]> keys = secret.packetKeys(cluster);
        Secrets secrets = keys.size() > 1 ? new Secrets(keys.get(0), keys.get(1)) : new Secrets(keys.get(0));
        List<PeerAddress> seeds = config.cluster().seeds().stream()
                .map(seed -> new PeerAddress(seed.host(), seed.port()))
                .toList();
        return new Membership.Joining(gossip(config.gossip()), secrets, seeds, peers);
    }

    private static GossipConfig gossip(GrammeConfig.Gossip from) {
        GossipConfig base = GossipConfig.lan();
        int probe = (int) from.probeInterval().toMillis();
        return new GossipConfig(
                probe,
                (int) Math.min(from.probeTimeout().toMillis(), probe - 1L),
                base.indirectProbes(),
                from.suspicionMultiplier(),
                base.suspicionMaxMult(),
                base.retransmitMult(),
                (int) from.interval().toMillis(),
                base.gossipFanout(),
                base.gossipToDeadMillis(),
                base.pushPullMillis(),
                base.reconnectMillis(),
                base.seedRetryMillis(),
                base.forgetMillis(),
                base.stallMillis());
    }

    /** What this node tells of itself; weights of the file count in hundredths. */
    static OwnCard card(GrammeConfig config, Addresses told) {
        int weight = (int) Math.max(1, Math.round(config.node().weight() * 100));
        return new OwnCard(config.node().name(), config.node().zone(), weight, told);
    }

    /** Who founds, and how many of them it takes. */
    static SeedList seeds(GrammeConfig config, Addresses told) {
        List<PeerAddress> configured = config.cluster().seeds().stream()
                .map(seed -> new PeerAddress(seed.host(), seed.port()))
                .toList();
        return SeedList.of(
                configured, PeerAddress.parse(told.peer()), config.cluster().bootstrapExpect());
    }

    /** The secret, or none. */
    static ClusterSecret secret(GrammeConfig config) {
        return config.cluster()
                .secret()
                .map(current -> ClusterSecret.of(
                        new String(current.bytes(), StandardCharsets.UTF_8),
                        config.cluster()
                                .previousSecret()
                                .map(other -> new String(other.bytes(), StandardCharsets.UTF_8))
                                .orElse(null)))
                .orElseGet(ClusterSecret::none);
    }

    /** What this node's file says of the things that founding fixes. */
    static RingKeeper.Wish wish(GrammeConfig config) {
        return new RingKeeper.Wish(
                config.replication().partitions(), config.replication().n());
    }

    /** Who a node of this identity acts as by a ring, {@code null} without a seat. */
    static @Nullable ActorIdentity actors(Ring ring, DiskIdentity now) {
        return ring.members()
                .byId(now.node())
                .map(member -> new ActorIdentity(member.index(), now.generation(), now.run()))
                .orElse(null);
    }
}
