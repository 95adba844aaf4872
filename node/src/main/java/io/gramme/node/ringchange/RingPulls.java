package io.gramme.node.ringchange;

import io.gramme.node.membership.Membership;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.RingMessage.RingBody;
import io.gramme.node.transport.RingMessage.RingPull;
import io.gramme.node.transport.Transport;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.codec.Decoded;
import io.gramme.ring.codec.RingCodec;
import java.util.List;

/**
 * Fetches newer rings from those who have them: at once when a peer shows one, and once a second while gossip knows of
 * one. One pull at a time. Lives on the control loop.
 */
final class RingPulls {
    private static final int PULL_MILLIS = 2_000;
    private static final long TICK_MILLIS = 1_000;

    private final Transport control;
    private final RingKeeper keeper;
    private final Membership membership;
    private final Randomness randomness;
    private final Timers timers;
    private boolean pulling;
    private boolean stopped;

    RingPulls(ProposalShell.Ports ports, Transport control, RingKeeper keeper, Membership membership) {
        this.timers = ports.timers();
        this.randomness = ports.randomness();
        this.control = control;
        this.keeper = keeper;
        this.membership = membership;
    }

    void start() {
        tick();
    }

    void stop() {
        stopped = true;
    }

    /** A peer showed that it holds a ring of that epoch. */
    void want(Epoch epoch, NodeId from) {
        if (!pulling && !stopped && epoch.isAfter(keeper.epoch())) {
            pull(from, keeper.epoch());
        }
    }

    /** A peer sent what has changed since the ring that this node asked by. */
    void offered(Epoch epoch, byte[] delta, NodeId from) {
        if (epoch.isAfter(keeper.epoch()) && !keeper.offerDelta(delta)) {
            want(epoch, from);
        }
    }

    /** A delta that does not fit is no answer: then the whole ring is asked for. */
    private void pull(NodeId from, Epoch have) {
        pulling = true;
        control.request(from, new RingPull(have), PULL_MILLIS, outcome -> {
            pulling = false;
            if (!(outcome instanceof RingBody body) || body.body().length == 0 || keeper.offerDelta(body.body())) {
                return;
            }
            if (RingCodec.decode(body.body()) instanceof Decoded.Valid<Ring> whole) {
                keeper.offer(whole.value());
            } else if (!have.equals(Epoch.NONE) && !stopped) {
                pull(from, Epoch.NONE);
            }
        });
    }

    /** A member told which ring it holds. */
    void onRingHeard(NodeId member, Epoch epoch, long hash) {
        keeper.onHash(epoch, hash);
        want(epoch, member);
    }

    private void tick() {
        if (stopped) {
            return;
        }
        List<Membership.RingHolder> ahead = membership.holdersAfter(keeper.epoch());
        if (!ahead.isEmpty()) {
            Membership.RingHolder one = ahead.get(randomness.nextInt(ahead.size()));
            want(one.epoch(), one.node());
        }
        timers.schedule(TICK_MILLIS, this::tick);
    }
}
