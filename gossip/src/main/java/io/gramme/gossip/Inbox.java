package io.gramme.gossip;

import org.jspecify.annotations.Nullable;

/** What a packet that came in leads to: its riders are taken in first, then its message is answered. */
final class Inbox {
    private final Local local;
    private final MemberTable members;
    private final Beliefs beliefs;
    private final Spreader spreader;
    private final Prober prober;
    private final HelperPings helperPings;
    private final CloneWatch cloneWatch;
    private final Announcements announcements;
    private final GreatestTable greatest;

    /** The parts of one machine that a packet may concern. */
    record Parts(
            Local local,
            MemberTable members,
            Beliefs beliefs,
            Spreader spreader,
            Prober prober,
            HelperPings helperPings,
            CloneWatch cloneWatch,
            Announcements announcements,
            GreatestTable greatest) {}

    Inbox(Parts parts) {
        local = parts.local();
        members = parts.members();
        beliefs = parts.beliefs();
        spreader = parts.spreader();
        prober = parts.prober();
        helperPings = parts.helperPings();
        cloneWatch = parts.cloneWatch();
        announcements = parts.announcements();
        greatest = parts.greatest();
    }

    void onPacket(Packet packet, Address from, long now) {
        ProcessId sender = packet.sender();
        if (sender.node().equals(local.node()) || members.isBanned(sender.node())) {
            if (packet.message() instanceof Message.Ack ack && sender.node().equals(local.node())) {
                onAck(ack.sequence(), sender, from, now);
            }
            return;
        }
        Member member = members.get(sender.node());
        if (member != null && !isCurrent(member, packet, from, now)) {
            return;
        }
        for (Delta delta : packet.deltas()) {
            Member claimed = beliefs.hear(delta, sender.node(), now);
            Delta.Told told = delta.told();
            if (claimed != null && told != null) {
                cloneWatch.onClaim(claimed, delta.process(), told.meta().peer(), now);
            }
        }
        if (member != null && sender.equals(member.process) && isDoubted(member)) {
            correct(member, from, now);
        }
        packet.announcements().forEach(announcement -> hear(announcement, sender.node()));
        dispatch(packet, from, now);
    }

    void hear(Announcement announcement, NodeId from) {
        if (announcements.hear(announcement)) {
            spreader.spread(announcement);
            local.outbox.add(new Effect.AnnouncementChanged(announcement, from));
        }
    }

    /** Whether the packet comes from the run of the sender that is known, or a newer one; others are told, not heard. */
    private boolean isCurrent(Member member, Packet packet, Address from, long now) {
        ProcessId sender = packet.sender();
        if (sender.isCloneOf(member.process)) {
            answerProbe(packet, from, now);
            cloneWatch.onClaim(member, sender, from, now);
            return false;
        }
        if (sender.bootCounter() < member.process.bootCounter()) {
            correct(member, from, now);
            return false;
        }
        if (sender.equals(member.process)) {
            if (packet.marks().exceeds(member.marks)) {
                member.marks = packet.marks();
                greatest.hear(new Greatest(sender.node(), sender.bootCounter(), packet.marks()));
            }
        }
        return true;
    }

    private static boolean isDoubted(Member member) {
        return member.state == MemberState.SUSPECT || member.state == MemberState.DEAD;
    }

    /** The sender does not know what is believed of it: it is told, once an interval, so that it can do something. */
    private void correct(Member member, Address from, long now) {
        if (now - member.correctedMillis >= local.config.probeIntervalMillis()) {
            member.correctedMillis = now;
            spreader.send(from, new Message.News(), member.delta(local.node()));
        }
    }

    /** Even a process that is not heard may prove, by its answer, who sits at an address. */
    private void answerProbe(Packet packet, Address from, long now) {
        if (packet.message() instanceof Message.Ack ack) {
            onAck(ack.sequence(), packet.sender(), from, now);
        }
    }

    private void dispatch(Packet packet, Address from, long now) {
        Message message = packet.message();
        switch (message.kind()) {
            case NEWS -> {}
            case PING -> onPing((Message.Ping) message, packet, from);
            case ACK -> onAck(((Message.Ack) message).sequence(), packet.sender(), from, now);
            case NACK -> prober.onNack(((Message.Nack) message).sequence());
            case INDIRECT_PING -> helperPings.onIndirectPing(from, (Message.IndirectPing) message, now);
            case INDIRECT_ACK -> {
                Message.IndirectAck ack = (Message.IndirectAck) message;
                Member other = prober.onAck(ack.sequence(), ack.answered(), now);
                settle(ack.sequence(), other, ack.answered(), null, now);
            }
            case REFUSAL -> onRefusal((Message.Refusal) message, packet.sender().node());
        }
    }

    /** Answered only while every loop of the process turns: a stuck process must look stuck. */
    private void onPing(Message.Ping ping, Packet packet, Address from) {
        if (!local.able) {
            return;
        }
        boolean mistaken = !ping.target().equals(local.node())
                || ping.bootCounter() != local.process.bootCounter()
                || packet.deltas().stream().anyMatch(this::accusesThis);
        spreader.send(from, new Message.Ack(ping.sequence()), mistaken ? local.delta() : null);
    }

    private boolean accusesThis(Delta delta) {
        return delta.node().equals(local.node()) && delta.state() != MemberState.ALIVE;
    }

    private void onAck(long sequence, ProcessId answered, Address from, long now) {
        if (!helperPings.onAck(sequence, answered)) {
            settle(sequence, prober.onAck(sequence, answered, now), answered, from, now);
        }
    }

    void onTcpAnswer(long sequence, ProcessId answered, long now) {
        settle(sequence, prober.onTcpAnswer(sequence, answered, now), answered, null, now);
    }

    private void settle(
            long sequence, @Nullable Member impersonated, ProcessId answered, @Nullable Address from, long now) {
        if (impersonated != null) {
            Address address = from == null ? impersonated.meta.peer() : from;
            cloneWatch.onClaim(impersonated, answered, address, now);
        } else {
            cloneWatch.onAnswer(sequence, answered, now);
        }
    }

    private void onRefusal(Message.Refusal refusal, NodeId by) {
        boolean another =
                refusal.known().node().equals(local.node()) && refusal.known().nonce() != local.process.nonce();
        if (refusal.refused().equals(local.process) && another) {
            local.outbox.add(new Effect.Refused(refusal.known(), refusal.verdict(), by));
        }
    }
}
