package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Full states: envelope, sender, members, greatest marks, announcements, each list after its count. */
final class StateCodec {
    private StateCodec() {}

    static void write(Writer out, FullState state) {
        Fields.write(out, state.sender());
        out.number(state.entries().size());
        state.entries().forEach(entry -> Fields.write(out, entry));
        out.number(state.greatest().size());
        state.greatest().forEach(greatest -> Fields.write(out, greatest));
        out.number(state.announcements().size());
        state.announcements().forEach(announcement -> Fields.write(out, announcement));
    }

    /** The state in a checked envelope, or null if it is none. */
    static @Nullable FullState decode(byte[] bytes) {
        if (bytes.length > Bounds.STATE_BYTES) {
            return null;
        }
        try {
            Reader in = new Reader(bytes, Envelope.BYTES);
            ProcessId sender = Fields.process(in);
            List<FullState.Entry> entries = new ArrayList<>();
            for (int left = in.number(Bounds.MEMBERS + 1); left > 0; left--) {
                entries.add(Fields.entry(in));
            }
            List<Greatest> greatest = new ArrayList<>();
            for (int left = in.number(Bounds.MEMBERS + 1); left > 0; left--) {
                greatest.add(Fields.greatest(in));
            }
            List<Announcement> announcements = new ArrayList<>();
            for (int left = in.number(Bounds.ANNOUNCEMENT_KINDS); left > 0; left--) {
                announcements.add(Fields.announcement(in));
            }
            in.end();
            return new FullState(sender, entries, greatest, announcements);
        } catch (Malformed | IllegalArgumentException e) {
            return null;
        }
    }
}
