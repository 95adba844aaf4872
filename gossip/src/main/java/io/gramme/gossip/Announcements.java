package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The winning announcement of each kind. */
final class Announcements {
    private final @Nullable Announcement[] byKind = new Announcement[Bounds.ANNOUNCEMENT_KINDS];

    /** True if it wins and is now the one held. */
    boolean hear(Announcement heard) {
        Announcement held = byKind[heard.kind()];
        if (held != null && !heard.wins(held)) {
            return false;
        }
        byKind[heard.kind()] = heard;
        return true;
    }

    /** By ascending kind. */
    List<Announcement> all() {
        List<Announcement> all = new ArrayList<>();
        for (Announcement announcement : byKind) {
            if (announcement != null) {
                all.add(announcement);
            }
        }
        return all;
    }
}
