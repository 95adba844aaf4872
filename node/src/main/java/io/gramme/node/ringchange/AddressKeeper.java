package io.gramme.node.ringchange;

import io.gramme.ring.Addresses;
import io.gramme.ring.Member;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.change.RingChanges;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the ring say where this node listens. After a restart at other addresses gossip tells the peers at once; the ring, by
 * which clients and nodes that come later find it, is put right by an epoch that changes nothing else. Asked now and then,
 * so a proposal that lost to another is made again. Lives on the control loop.
 */
final class AddressKeeper {
    private static final long PAUSE_MILLIS = 5_000;

    private final NodeMoves.Ports ports;
    private final RingChanger changer;
    private final NodeId self;
    private @Nullable Addresses own;
    private boolean busy;
    private boolean stopped;

    AddressKeeper(NodeMoves.Ports ports, RingChanger changer, NodeId self) {
        this.ports = ports;
        this.changer = changer;
        this.self = self;
    }

    /** Where others are told that this node listens. */
    void listensAt(Addresses addresses) {
        own = addresses;
    }

    /** Begins; a ring is known. */
    void start() {
        ports.timers().schedule(PAUSE_MILLIS, this::look);
    }

    void stop() {
        stopped = true;
    }

    private void look() {
        if (stopped) {
            return;
        }
        ports.timers().schedule(PAUSE_MILLIS, this::look);
        Addresses now = own;
        Ring ring = changer.ring();
        if (busy || now == null || ring == null) {
            return;
        }
        Optional<Member> member = ring.members().byId(self);
        if (member.isPresent() && !member.get().addresses().equals(now)) {
            busy = true;
            int index = member.get().index();
            changer.propose(
                    newest -> RingChanges.readdress(newest, index, now, changer.unreliable(newest)),
                    proposed -> busy = false);
        }
    }
}
