package io.gramme.node.app;

import io.gramme.gossip.Announcement;
import io.gramme.gossip.MemberState;
import io.gramme.node.buckets.BucketRegistry;
import io.gramme.node.membership.Bar;
import io.gramme.node.membership.ClusterEvents;
import io.gramme.node.membership.Membership;
import io.gramme.node.membership.ViewBoard;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.BucketMessage.SettingsPush;
import io.gramme.node.transport.BucketMessage.SettingsReply;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.Arrays;
import java.util.List;

/**
 * Spreads bucket settings: gossip announces the newest stamp and a digest, and whoever holds something else exchanges all
 * settings over TCP, both ways. Beside that, every node exchanges with a random one twice a minute, which makes up for
 * announcements that lost to others. A node that never had the settings asks for them at once, and coordinates nothing
 * before it has them: what it wrote as siblings into a bucket where the last writer wins would stay so. Lives on the
 * control loop.
 */
final class BucketSpread {
    /** The kind of announcements of bucket settings; frozen. */
    static final int ANNOUNCEMENT = 0;

    private static final int EXCHANGE_MILLIS = 3_000;
    private static final long ROUND_MILLIS = 30_000;
    private static final long ASK_MILLIS = 500;

    private final BucketRegistry registry;
    private final Membership membership;
    private final Transport control;
    private final ClusterEvents events;
    private final ViewBoard board;
    private final Timers timers;
    private final Randomness randomness;
    private boolean stopped;

    /** What it stands on. */
    record Ports(Transport control, Timers timers, Randomness randomness, ClusterEvents events, ViewBoard board) {}

    BucketSpread(BucketRegistry registry, Membership membership, Ports ports) {
        this.registry = registry;
        this.membership = membership;
        this.control = ports.control();
        this.timers = ports.timers();
        this.randomness = ports.randomness();
        this.events = ports.events();
        this.board = ports.board();
        registry.onEdit(this::onSettings);
        control.handle(SettingsPush.class, this::onPush);
    }

    void start() {
        announce();
        if (!registry.isInformed() && hasFellows()) {
            board.bar(Bar.SETTINGS, true);
            ask();
        }
        timers.schedule(ROUND_MILLIS, this::round);
    }

    private boolean hasFellows() {
        Ring ring = membership.ring();
        return ring != null
                && ring.members().all().stream().anyMatch(member -> !member.id().equals(membership.self()));
    }

    private void ask() {
        if (!stopped && !registry.isInformed()) {
            exchangeWithAny();
            timers.schedule(ASK_MILLIS, this::ask);
        }
    }

    /** The settings are durable, and the shards have them. */
    private void onSettings() {
        announce();
        if (registry.isInformed()) {
            board.bar(Bar.SETTINGS, false);
        }
    }

    void stop() {
        stopped = true;
    }

    private void announce() {
        long newest = registry.newestStamp();
        if (newest > 0) {
            membership.announce(new Announcement(ANNOUNCEMENT, newest, registry.digest()));
        }
    }

    void onAnnouncement(Announcement announcement, NodeId from) {
        if (announcement.kind() == ANNOUNCEMENT && !Arrays.equals(announcement.payload(), registry.digest())) {
            exchange(from);
        }
    }

    private void round() {
        if (!stopped) {
            exchangeWithAny();
            timers.schedule(ROUND_MILLIS, this::round);
        }
    }

    private void exchangeWithAny() {
        List<NodeId> others = membership.members().stream()
                .filter(member -> member.state() == MemberState.ALIVE)
                .map(Membership::idOf)
                .filter(node -> !node.equals(membership.self()))
                .toList();
        if (!others.isEmpty()) {
            exchange(others.get(randomness.nextInt(others.size())));
        }
    }

    private void exchange(NodeId peer) {
        control.request(peer, new SettingsPush(registry.encoded()), EXCHANGE_MILLIS, outcome -> {
            if (outcome instanceof SettingsReply reply && !stopped) {
                merge(reply.body());
            }
        });
    }

    private void onPush(SettingsPush push, Responder responder) {
        if (merge(push.body())) {
            responder.reply(new SettingsReply(registry.encoded()));
        } else {
            responder.refuse(new NotServed(Reason.MALFORMED));
        }
    }

    /** Whether the bytes were settings. */
    private boolean merge(byte[] encoded) {
        try {
            registry.merge(encoded);
            return true;
        } catch (IllegalArgumentException malformed) {
            events.alarm("a peer sent bucket settings that cannot be read: " + malformed.getMessage());
            return false;
        }
    }
}
