package io.gramme.gossip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the full state and takes in those of peers. */
final class StateMessages {
    private final Local local;
    private final MemberTable members;
    private final GreatestTable greatest;
    private final Announcements announcements;
    private final Envelope envelope;

    StateMessages(
            Local local, MemberTable members, GreatestTable greatest, Announcements announcements, Envelope envelope) {
        this.local = local;
        this.members = members;
        this.greatest = greatest;
        this.announcements = announcements;
        this.envelope = envelope;
    }

    void exchange(Address to) {
        local.outbox.add(new Effect.ExchangeState(to, encoded(full())));
    }

    void reply() {
        local.outbox.add(new Effect.ReplyState(encoded(full())));
    }

    /** For a process whose identity is in dispute: what it must know of itself, and no members. */
    void replyBare(NodeId to) {
        List<Greatest> about = new ArrayList<>(greatest.all());
        about.removeIf(one -> !one.node().equals(to));
        local.outbox.add(new Effect.ReplyState(encoded(new FullState(local.process, List.of(), about, List.of()))));
    }

    private FullState full() {
        List<FullState.Entry> entries = new ArrayList<>(members.all().size() + 1);
        entries.add(local.entry());
        for (Member member : members.all()) {
            entries.add(member.entry());
        }
        return new FullState(local.process, entries, greatest.all(), announcements.all());
    }

    private byte[] encoded(FullState state) {
        Writer out =
                envelope.open(Envelope.Form.STATE, 128 + 160 * state.entries().size());
        StateCodec.write(out, state);
        return envelope.seal(out);
    }

    /** The state in the bytes, or null if they are to be dropped; they are counted then. */
    @Nullable
    FullState open(byte[] bytes) {
        FullState state = null;
        switch (envelope.check(Envelope.Form.STATE, bytes)) {
            case OPENED -> state = StateCodec.decode(bytes);
            case OTHER_CLUSTER -> {
                local.tally.otherCluster++;
                return null;
            }
            case UNSIGNED -> {
                local.tally.unsigned++;
                return null;
            }
            case MALFORMED -> {}
        }
        if (state == null) {
            local.tally.malformed++;
        }
        return state;
    }
}
