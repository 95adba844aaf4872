package io.gramme.gossip;

import java.util.List;

/** Everything one process believes, exchanged over TCP: members with their meta, the greatest marks, announcements. */
record FullState(ProcessId sender, List<Entry> entries, List<Greatest> greatest, List<Announcement> announcements) {
    /** One member; unlike a delta it has the meta in every state. */
    record Entry(ProcessId process, long incarnation, MemberState state, Delta.Told told) {}

    FullState {
        entries = List.copyOf(entries);
        greatest = List.copyOf(greatest);
        announcements = List.copyOf(announcements);
    }
}
