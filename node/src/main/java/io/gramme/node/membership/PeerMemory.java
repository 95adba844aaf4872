package io.gramme.node.membership;

import io.gramme.gossip.Greatest;
import io.gramme.gossip.Marks;
import io.gramme.gossip.Remembered;
import io.gramme.node.runtime.CellWriter;
import io.gramme.node.transport.PeerAddress;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps ring members across this node's restarts: where they were, and how far their disks had come. A new run, generation
 * or lease of a peer is kept at once: whoever hears it and dies would let an older copy of that disk issue the same dots
 * again. One write is under way at a time, so that many members that change at once cost a few. Lives on the control loop.
 */
final class PeerMemory {
    /** How often what is known of logs is kept. */
    private static final long LOGS_MILLIS = 30_000;

    private final NodeId self;
    private final CellWriter cell;
    private final ClusterEvents events;
    private final Supplier<@Nullable Known> known;
    private byte[] kept = {};
    /** What was kept of each member but its log, which moves all the time. */
    private List<Remembered> runs = List.of();

    private long keptMillis;
    private boolean writing;
    private boolean isDue;

    /** What there is to keep, of ring members and others. */
    record Known(Ring ring, List<Greatest> greatest, PeerBook peers) {}

    /** @param known gives nothing before gossip has begun and after it has ended */
    PeerMemory(NodeId self, CellWriter cell, ClusterEvents events, Supplier<@Nullable Known> known) {
        this.self = self;
        this.cell = cell;
        this.events = events;
        this.known = known;
    }

    /** What an earlier process kept; what cannot be read is made anew. */
    List<Remembered> recall(Optional<byte[]> stored) {
        try {
            return stored.map(RememberedPeers::decode).orElse(List.of());
        } catch (IllegalArgumentException foreign) {
            events.alarm("the list of known peers cannot be read and is made anew: " + foreign.getMessage());
            return List.of();
        }
    }

    /** Gossip has begun: from now on there is something to keep. */
    void begin(long nowMillis) {
        keptMillis = nowMillis;
    }

    void onTick(long nowMillis) {
        if (nowMillis - keptMillis >= LOGS_MILLIS) {
            keptMillis = nowMillis;
            keep();
        } else {
            keepRuns();
        }
    }

    /** Keeps the ring members among those known, where that is news. */
    void keep() {
        Known now = known.get();
        if (now != null) {
            List<Remembered> members = membersOf(now);
            if (!Arrays.equals(RememberedPeers.encode(members), kept)) {
                write(members, () -> {});
            }
        }
    }

    /** The same, unless nothing but logs has moved. */
    void keepRuns() {
        Known now = known.get();
        if (writing || now == null) {
            isDue = writing;
            return;
        }
        List<Remembered> members = membersOf(now);
        if (!runsOf(members).equals(runs)) {
            writing = true;
            write(members, this::onKept);
        }
    }

    private void onKept() {
        writing = false;
        if (isDue) {
            isDue = false;
            keepRuns();
        }
    }

    private List<Remembered> membersOf(Known now) {
        List<Remembered> members = new ArrayList<>();
        for (Greatest each : now.greatest()) {
            NodeId node = GossipNames.ring(each.node());
            PeerAddress at = now.peers().address(node);
            if (at != null
                    && !node.equals(self)
                    && now.ring().members().byId(node).isPresent()) {
                members.add(new Remembered(GossipNames.gossip(at), each));
            }
        }
        return members;
    }

    private static List<Remembered> runsOf(List<Remembered> members) {
        return members.stream()
                .map(member -> {
                    Greatest known = member.greatest();
                    Marks marks =
                            new Marks(known.marks().generation(), known.marks().leaseEnd(), 0);
                    return new Remembered(member.peer(), new Greatest(known.node(), known.bootCounter(), marks));
                })
                .toList();
    }

    private void write(List<Remembered> members, Runnable onDurable) {
        kept = RememberedPeers.encode(members);
        runs = runsOf(members);
        cell.write(kept.clone(), onDurable);
    }
}
