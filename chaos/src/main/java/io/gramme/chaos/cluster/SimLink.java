package io.gramme.chaos.cluster;

import io.gramme.chaos.cluster.SimShardWire.Pending;
import io.gramme.chaos.cluster.WireFrame.Kind;
import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy.Verdict;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Transport.OnOutcome;
import io.gramme.node.transport.wire.TransportConfig;
import io.gramme.ring.ClusterId;
import io.gramme.ring.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One shard's way to one peer, with the states and times of the real link: greeted on the first request, which waits for
 * it; once a greeting failed or the session broke, requests fail as unreachable until there is a session again.
 */
final class SimLink {
    private static final int MAX_WAITING = 256;
    private static final TransportConfig.Times TIMES = TransportConfig.DEFAULTS.times();

    private enum State {
        IDLE,
        GREETING,
        OPEN,
        BACKING_OFF,
        CLOSED
    }

    private record Waiting(Pending pending, Request message) {}

    private final SimShardWire shard;
    private final PeerAddress address;
    private final @Nullable NodeId wanted;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private State state = State.IDLE;
    private long session;
    private @Nullable Hello peer;
    private @Nullable ClusterId ownCluster;
    private Timers.@Nullable Timer timer;
    private int failures;
    /** When the oldest request left that nothing was heard after; 0 for none. */
    private long unansweredNanos;

    private long usedNanos;

    SimLink(SimShardWire shard, PeerAddress address, @Nullable NodeId wanted) {
        this.shard = shard;
        this.address = address;
        this.wanted = wanted;
    }

    PeerAddress address() {
        return address;
    }

    boolean isSession(String machine, long number) {
        return session == number && address.host().equals(machine);
    }

    boolean isSession(long number) {
        return session == number;
    }

    void request(Request message, int budgetMillis, OnOutcome onOutcome) {
        usedNanos = shard.nowNanos();
        if (state == State.OPEN) {
            if (!allows(message)) {
                shard.answerSoon(onOutcome, Failure.Unreachable.UNREACHABLE);
                return;
            }
            transmit(message, shard.await(this, budgetMillis, onOutcome), budgetMillis);
        } else if (failures == 0 && (state == State.IDLE || state == State.GREETING)) {
            if (waiting.size() == MAX_WAITING) {
                shard.answerSoon(onOutcome, Failure.Overloaded.OVERLOADED);
                return;
            }
            waiting.add(new Waiting(shard.await(this, budgetMillis, onOutcome), message));
            if (state == State.IDLE) {
                greet();
            }
        } else {
            shard.answerSoon(onOutcome, Failure.Unreachable.UNREACHABLE);
        }
    }

    /** Sends one way, where there is a session; else only sees to it that there will be one. */
    void send(Request message) {
        usedNanos = shard.nowNanos();
        if (state == State.OPEN && allows(message)) {
            transmit(WireFrame.request(shard.number(), session, 0, 0, shard.encode(message)));
        } else if (state == State.IDLE) {
            greet();
        }
    }

    private boolean allows(Request message) {
        boolean unfounded = ownCluster == null || peer == null || peer.cluster() == null;
        return message.allowedUnfounded() || !unfounded;
    }

    private void transmit(Request message, Pending pending, int budgetMillis) {
        if (unansweredNanos == 0) {
            unansweredNanos = shard.nowNanos();
        }
        transmit(WireFrame.request(shard.number(), session, pending.id, budgetMillis, shard.encode(message)));
    }

    private void transmit(WireFrame frame) {
        long sentIn = session;
        shard.wire().send(address.host(), frame, shard.loop().executor(), () -> {
            if (session == sentIn) {
                onBroken();
            }
        });
    }

    private void greet() {
        state = State.GREETING;
        session = shard.loop().randomness().nextLong();
        ownCluster = shard.wire().hello().cluster();
        timer = shard.loop().timers().schedule(TIMES.handshake(), this::onBroken);
        transmit(WireFrame.greeting(
                Kind.HELLO, shard.number(), session, shard.wire().hello()));
    }

    /** A frame of this session that is no reply. */
    void onFrame(WireFrame frame) {
        if (frame.kind() == Kind.WELCOME && state == State.GREETING) {
            Hello from = Objects.requireNonNull(frame.hello());
            shard.judge(from, verdict -> onVerdict(frame.session(), from, verdict));
        } else if (frame.kind() != Kind.WELCOME) {
            onBroken();
        }
    }

    private void onVerdict(long judged, Hello from, Verdict verdict) {
        if (state != State.GREETING || session != judged) {
            return;
        }
        if (verdict != Verdict.ACCEPTED
                || (wanted != null && !wanted.equals(from.process().node()))) {
            onBroken();
            return;
        }
        cancelTimer();
        state = State.OPEN;
        peer = from;
        failures = 0;
        unansweredNanos = 0;
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            int left = (int) ((next.pending.deadlineNanos - shard.nowNanos()) / 1_000_000);
            if (!shard.isPending(next.pending) || left <= 0) {
                continue;
            }
            if (allows(next.message)) {
                transmit(next.message, next.pending, left);
            } else {
                shard.complete(next.pending.id, Failure.Unreachable.UNREACHABLE);
            }
        }
    }

    void onHeard() {
        unansweredNanos = 0;
    }

    /** A request got no answer in time; after long silence the session is given up. */
    void onTimeout() {
        boolean silent = unansweredNanos != 0 && shard.nowNanos() - unansweredNanos > TIMES.idle() * 1_000_000L;
        if (state == State.OPEN && silent) {
            onBroken();
        }
    }

    /** The session broke, or there will be none: what waits is over, and another greeting follows after a while. */
    void onBroken() {
        if (state != State.OPEN && state != State.GREETING) {
            return;
        }
        boolean wasOpen = state == State.OPEN;
        cancelTimer();
        end();
        failures++;
        state = State.BACKING_OFF;
        long wait = Math.min(TIMES.backoffMax(), (long) TIMES.backoffMin() << Math.min(failures - 1, 16));
        long half = wait / 2;
        timer = shard.loop()
                .timers()
                .schedule(half + shard.loop().randomness().nextInt((int) half + 1), this::greetAgain);
        shard.completeAll(this, wasOpen ? Failure.Lost.LOST : Failure.Unreachable.UNREACHABLE);
    }

    /** The peer is heard of again: no more waiting. */
    void isBack() {
        if (state == State.BACKING_OFF) {
            cancelTimer();
            failures = 0;
            greet();
        }
    }

    /** Unless nobody has wanted the peer for long. */
    private void greetAgain() {
        if (shard.nowNanos() - usedNanos > TIMES.unused() * 1_000_000L) {
            state = State.IDLE;
            failures = 0;
        } else {
            greet();
        }
    }

    private void end() {
        session = 0;
        peer = null;
        waiting.clear();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Makes a session again that was made without a cluster id on this side. */
    void onFounded() {
        if (ownCluster == null) {
            onBroken();
        }
    }

    /** Ends it: the peer left or moved. */
    void close() {
        boolean wasOpen = state == State.OPEN;
        cancelTimer();
        end();
        state = State.CLOSED;
        shard.completeAll(this, wasOpen ? Failure.Lost.LOST : Failure.Unreachable.UNREACHABLE);
    }
}
