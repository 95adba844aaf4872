package io.gramme.node.membership;

import io.gramme.gossip.Effect;
import io.gramme.gossip.Gossip;
import io.gramme.gossip.Step;
import io.gramme.node.runtime.Invariants;
import io.gramme.node.runtime.Timers.Timer;
import io.gramme.node.transport.GossipMessage.PushPull;
import io.gramme.node.transport.GossipMessage.PushPullReply;
import io.gramme.node.transport.GossipMessage.TcpPing;
import io.gramme.node.transport.GossipMessage.TcpPong;
import io.gramme.node.transport.NodeTransport;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.Refusal.NotServed;
import io.gramme.node.transport.Refusal.Reason;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.Transport.Responder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gossip machine on the transport and the timers: packets, exchanges of state and probes. What concerns more than
 * sending goes to {@link Membership}. Lives on the control loop.
 */
final class GossipDriver {
    private static final int EXCHANGE_MILLIS = 3_000;
    private static final int PING_MILLIS = 1_000;
    /** Founders start together: who is reached too early, or while it closes the connections of strangers, is soon there. */
    private static final int STARTING_MILLIS = 2_000;

    private static final int AGAIN_MILLIS = 50;

    private final ViewBoard.Ports view;
    private final NodeTransport transport;
    private final LocalIdentity identity;
    private final Consumer<Effect> others;
    private final Deque<Step> steps = new ArrayDeque<>();
    private @Nullable Gossip machine;
    private @Nullable Timer wake;
    private @Nullable Responder asking;
    private long startedMillis;
    private boolean able = true;
    private boolean stopped;

    /** An event for the machine. */
    @FunctionalInterface
    interface Event {
        Step apply(Gossip machine, long now);
    }

    /** @param others takes the effects that are not about sending */
    GossipDriver(ViewBoard.Ports view, NodeTransport transport, LocalIdentity identity, Consumer<Effect> others) {
        this.view = view;
        this.transport = transport;
        this.identity = identity;
        this.others = others;
        control().handle(PushPull.class, this::onPushPull);
        control().handle(TcpPing.class, this::onTcpPing);
        transport
                .datagrams()
                .onDatagram(
                        (from, bytes) -> on((gossip, now) -> gossip.onDatagram(now, GossipNames.gossip(from), bytes)));
    }

    void start(Gossip newMachine, Event first) {
        Invariants.check(machine == null, "gossip has started already");
        machine = newMachine;
        startedMillis = view.clock().monotonicMillis();
        on(first);
    }

    void stop() {
        stopped = true;
        if (wake != null) {
            wake.cancel();
        }
    }

    /** The machine, {@code null} before the cluster is known. */
    @Nullable
    Gossip machine() {
        return machine;
    }

    /** Gives the machine an event; before the start and after the stop nothing happens. */
    void on(Event event) {
        Gossip running = machine;
        if (running != null && !stopped) {
            carryOut(event.apply(running, view.clock().monotonicMillis()));
        }
    }

    /** Whether all loops turn: only then is anybody told that this process is well. */
    void onHealth(boolean healthy) {
        able = healthy;
        on((gossip, now) -> gossip.onHealth(now, healthy));
    }

    /** Effects may bring further steps, whose effects come after those that are under way; the last step's wake counts. */
    private void carryOut(Step step) {
        steps.add(step);
        if (steps.size() > 1) {
            return;
        }
        Step last = step;
        while (!steps.isEmpty()) {
            last = steps.element();
            last.effects().forEach(this::carryOut);
            steps.remove();
        }
        if (wake != null) {
            wake.cancel();
        }
        long delay = Math.max(1, last.wakeAtMillis() - view.clock().monotonicMillis());
        wake = view.timers().schedule(delay, () -> on(Gossip::onTick));
    }

    private void carryOut(Effect effect) {
        switch (effect.kind()) {
            case SEND_DATAGRAM -> {
                Effect.SendDatagram send = (Effect.SendDatagram) effect;
                transport.datagrams().send(GossipNames.transport(send.to()), send.bytes());
            }
            case EXCHANGE_STATE -> exchange((Effect.ExchangeState) effect);
            case REPLY_STATE -> {
                Responder responder = Invariants.present(asking, "a reply of state without a request");
                asking = null;
                responder.reply(new PushPullReply(((Effect.ReplyState) effect).bytes()));
            }
            case TCP_PING -> ping((Effect.TcpPing) effect);
            default -> others.accept(effect);
        }
    }

    private void exchange(Effect.ExchangeState exchange) {
        PeerAddress to = GossipNames.transport(exchange.to());
        control().requestAt(to, new PushPull(exchange.bytes()), EXCHANGE_MILLIS, outcome -> {
            if (outcome instanceof PushPullReply reply) {
                on((gossip, now) -> gossip.onStateReceived(now, reply.body()));
            } else if (!stopped && view.clock().monotonicMillis() - startedMillis < STARTING_MILLIS) {
                view.timers().schedule(AGAIN_MILLIS, () -> exchange(exchange));
            }
        });
    }

    private void ping(Effect.TcpPing ping) {
        PeerAddress to = GossipNames.transport(ping.to());
        control().requestAt(to, new TcpPing(ping.sequence()), PING_MILLIS, outcome -> {
            if (outcome instanceof TcpPong pong) {
                on((gossip, now) -> gossip.onTcpAnswer(now, pong.sequence(), GossipNames.gossip(pong.answered())));
            }
        });
    }

    private void onPushPull(PushPull message, Responder responder) {
        if (machine == null || stopped) {
            responder.refuse(new NotServed(Reason.NOT_READY));
            return;
        }
        asking = responder;
        on((gossip, now) -> gossip.onStateRequested(now, message.body()));
        if (asking != null) {
            asking = null;
            responder.refuse(new NotServed(Reason.MALFORMED));
        }
    }

    private void onTcpPing(TcpPing ping, Responder responder) {
        if (able && !stopped) {
            responder.reply(new TcpPong(ping.sequence(), identity.process()));
        } else {
            responder.refuse(new NotServed(Reason.OVERLOADED));
        }
    }

    private Transport control() {
        return transport.shard(0);
    }
}
