package io.gramme.gossip;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends packets and lets what is to be spread ride on them; while there is something to spread, it also sends it to a few
 * random members in rounds (memberlist's gossip beside SWIM's piggyback).
 */
final class Spreader {
    /** The two counts behind the riders. */
    private static final int COUNTS = 2;

    private final Local local;
    private final MemberTable members;
    private final Envelope envelope;
    private final RetransmitQueue changes = new RetransmitQueue(Bounds.MEMBERS + 1);
    private final RetransmitQueue announcements = new RetransmitQueue(Bounds.ANNOUNCEMENT_KINDS);
    private long roundAtMillis;

    Spreader(Local local, MemberTable members, Envelope envelope) {
        this.local = local;
        this.members = members;
        this.envelope = envelope;
    }

    void spread(Delta delta) {
        changes.put(delta.node(), PacketCodec.encoded(delta));
    }

    void spread(Announcement announcement) {
        announcements.put(announcement.kind(), PacketCodec.encoded(announcement));
    }

    int backlog() {
        return changes.size() + announcements.size();
    }

    /** When the next round is due; never, while there is nothing to spread or nobody to tell. */
    long dueMillis() {
        boolean idle = backlog() == 0 || members.all().isEmpty();
        return idle ? Long.MAX_VALUE : roundAtMillis;
    }

    void onTick(long now) {
        if (now < dueMillis()) {
            return;
        }
        roundAtMillis = now + local.config.gossipIntervalMillis();
        for (Member member : members.pick(local.config.gossipFanout(), member -> hearsRounds(member, now))) {
            send(member.meta.peer(), new Message.News(), null);
        }
    }

    private boolean hearsRounds(Member member, long now) {
        boolean newlyDead =
                member.state == MemberState.DEAD && now - member.sinceMillis <= local.config.gossipToDeadMillis();
        return member.isPresent() || newlyDead;
    }

    /** Sends a message with one change that must be on it, if given, and as many others as fit. */
    void send(Address to, Message message, @Nullable Delta first) {
        Writer out = envelope.open(Envelope.Form.DATAGRAM, 256);
        PacketCodec.writeHead(out, local.process, local.marks, message);
        int limit = ClusterMath.retransmitLimit(local.config, members.size());
        byte[] must = first == null ? new byte[0] : PacketCodec.encoded(first);
        int room = Bounds.DATAGRAM_BYTES - out.size() - COUNTS - must.length;
        int count = first == null ? 0 : 1;
        List<byte[]> kinds = announcements.take(room, Bounds.ANNOUNCEMENT_KINDS, limit);
        for (byte[] kind : kinds) {
            room -= kind.length;
        }
        List<byte[]> riders = changes.take(room, Bounds.DELTAS - count, limit);
        riders.removeIf(rider -> Arrays.equals(rider, must));
        out.number(count + riders.size()).raw(must);
        riders.forEach(out::raw);
        out.number(kinds.size());
        kinds.forEach(out::raw);
        local.tally.sent++;
        local.outbox.add(new Effect.SendDatagram(to, envelope.seal(out)));
    }
}
