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
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.Transport.Responder;
import io.gramme.ring.Epoch;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    private final Set<NodeId> waiting = new HashSet<>();
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
        if (isFounder()) {
            registry.inform();
        } else if (!registry.isInformed()) {
            board.bar(Bar.SETTINGS, true);
            ask();
        }
        timers.schedule(ROUND_MILLIS, this::round);
    }

    /** Before the first ring there were no settings. */
    private boolean isFounder() {
        Ring ring = membership.ring();
        return ring != null
                && ring.epoch().equals(Epoch.FIRST)
                && ring.members().byId(membership.self()).isPresent();
    }

    private void ask() {
        if (!stopped && !registry.isInformed()) {
            exchangeWithAny();
            timers.schedule(ASK_MILLIS, this::ask);
        }
    }

    /** A node that waits for the settings itself; where all members do, as after a restore of all, there are none. */
    private void onWaiting(NodeId peer) {
        waiting.add(peer);
        Ring ring = membership.ring();
        boolean all = ring != null
                && ring.members().all().stream()
                        .map(Member::id)
                        .allMatch(id -> id.equals(membership.self()) || waiting.contains(id));
        if (all) {
            registry.inform();
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
            if (stopped) {
                return;
            }
            if (outcome instanceof SettingsReply reply) {
                merge(reply.body());
            } else if (outcome instanceof Failure.Refused refused
                    && refused.refusal() instanceof NotServed not
                    && not.reason() == Reason.NOT_READY) {
                onWaiting(peer);
            }
        });
    }

    private void onPush(SettingsPush push, Responder responder) {
        if (!registry.isInformed()) {
            responder.refuse(new NotServed(Reason.NOT_READY));
        } else if (merge(push.body())) {
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
