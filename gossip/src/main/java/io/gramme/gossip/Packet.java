package io.gramme.gossip;

import java.util.List;

/** A decoded datagram: who sent it and how far its disk is, what for, and what rode along. */
record Packet(ProcessId sender, Marks marks, Message message, List<Delta> deltas, List<Announcement> announcements) {
    Packet {
        deltas = List.copyOf(deltas);
        announcements = List.copyOf(announcements);
    }
}
