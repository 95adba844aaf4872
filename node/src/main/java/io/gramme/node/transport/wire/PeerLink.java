package io.gramme.node.transport.wire;

import io.gramme.node.runtime.Timers;
import io.gramme.node.transport.Failure;
import io.gramme.node.transport.Failure.Overloaded;
import io.gramme.node.transport.Failure.Unreachable;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Transport.OnOutcome;
import io.gramme.node.transport.wire.PendingRequests.Pending;
import io.gramme.ring.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One shard's way to one peer: dials on the first request, and again with growing, jittered waits while it is used.
 *
 * <p>Requests wait for the first dial. Once a dial failed or a connection broke, they fail as unreachable at once until
 * there is a connection again: whoever asks has other peers to turn to.
 */
final class PeerLink implements Connection.Owner, PendingRequests.Owner {
    private static final int MAX_WAITING = 256;

    private enum State {
        IDLE,
        DIALING,
        OPEN,
        BACKING_OFF,
        CLOSED
    }

    /** Longest pause between dials of an address: there are few, and whoever asks one waits for it. */
    private static final int SEED_BACKOFF_MAX_MILLIS = 400;

    private record Waiting(Pending pending, Request message, long deadlineMillis) {}

    private final ShardTransport shard;
    private final PeerAddress address;
    private final @Nullable NodeId node;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private State state = State.IDLE;
    private @Nullable Connection connection;
    private Timers.@Nullable Timer redial;
    private int inFlight;
    private int failures;
    private long usedMillis;

    /** @param node who must answer there, or {@code null} for whoever does */
    PeerLink(ShardTransport shard, PeerAddress address, @Nullable NodeId node) {
        this.shard = shard;
        this.address = address;
        this.node = node;
        this.usedMillis = shard.nowMillis();
    }

    PeerAddress address() {
        return address;
    }

    @Override
    public void onOver(Pending pending) {
        inFlight--;
    }

    void request(Request message, int budgetMillis, OnOutcome onOutcome) {
        usedMillis = shard.nowMillis();
        if (inFlight >= shard.config().linkInFlight()) {
            overloaded(onOutcome);
        } else if (state == State.OPEN) {
            requestNow(message, budgetMillis, onOutcome);
        } else if (mayWait()) {
            requestLater(message, budgetMillis, onOutcome);
        } else {
            shard.answerSoon(onOutcome, Unreachable.UNREACHABLE);
        }
    }

    private boolean mayWait() {
        return failures == 0 && (state == State.IDLE || state == State.DIALING);
    }

    private void overloaded(OnOutcome onOutcome) {
        shard.metrics().requestOverloaded();
        shard.answerSoon(onOutcome, Overloaded.OVERLOADED);
    }

    private void requestNow(Request message, int budgetMillis, OnOutcome onOutcome) {
        Connection open = openConnection();
        if (!allows(open, message)) {
            shard.answerSoon(onOutcome, Unreachable.UNREACHABLE);
            return;
        }
        int length = shard.ports().codec().encodeToBuffer(message);
        Pending pending = open.hasRoom(length) ? add(budgetMillis, onOutcome) : null;
        if (pending == null) {
            overloaded(onOutcome);
            return;
        }
        open.sendRequest(pending.id, budgetMillis, shard.ports().codec().buffer(), length);
    }

    private void requestLater(Request message, int budgetMillis, OnOutcome onOutcome) {
        Pending pending = waiting.size() < MAX_WAITING ? add(budgetMillis, onOutcome) : null;
        if (pending == null) {
            overloaded(onOutcome);
            return;
        }
        waiting.add(new Waiting(pending, message, shard.nowMillis() + budgetMillis));
        if (state == State.IDLE) {
            dial();
        }
    }

    private @Nullable Pending add(int budgetMillis, OnOutcome onOutcome) {
        Pending pending = shard.addPending(budgetMillis, onOutcome, this);
        if (pending != null) {
            inFlight++;
        }
        return pending;
    }

    /** Sends one way, where there is a connection; else only sees to it that there will be one. */
    void send(Request message) {
        usedMillis = shard.nowMillis();
        if (state == State.OPEN && allows(openConnection(), message)) {
            int length = shard.ports().codec().encodeToBuffer(message);
            if (openConnection().hasRoom(length)) {
                openConnection().sendRequest(0, 0, shard.ports().codec().buffer(), length);
            }
        } else if (state == State.IDLE) {
            dial();
        }
    }

    private static boolean allows(Connection open, Request message) {
        return message.allowedUnfounded() || !open.handshake().isUnfounded();
    }

    private Connection openConnection() {
        return Objects.requireNonNull(connection);
    }

    private void dial() {
        state = State.DIALING;
        redial = null;
        shard.ports().network().dial(address, this::onDialed);
    }

    /** Ends the pause before the next dial: requests wait for that one, and are not refused for those before it. */
    void isBack() {
        if (state == State.BACKING_OFF) {
            Objects.requireNonNull(redial).cancel();
            failures = 0;
            dial();
        }
    }

    private void onDialed(@Nullable Pipe pipe) {
        if (state != State.DIALING) {
            if (pipe != null) {
                pipe.close();
            }
            return;
        }
        if (pipe == null) {
            onFailure();
            return;
        }
        connection = shard.dialed(pipe, this, node);
        connection.start();
    }

    @Override
    public void onOpen(Connection open) {
        state = State.OPEN;
        failures = 0;
        long now = shard.nowMillis();
        while (!waiting.isEmpty()) {
            sendWaiting(open, waiting.removeFirst(), now);
        }
    }

    private void sendWaiting(Connection open, Waiting next, long now) {
        int left = (int) (next.deadlineMillis - now);
        if (left <= 0 || !shard.isPending(next.pending)) {
            return;
        }
        int length = shard.ports().codec().encodeToBuffer(next.message);
        if (!allows(open, next.message)) {
            shard.complete(next.pending.id, Unreachable.UNREACHABLE);
        } else if (!open.hasRoom(length)) {
            shard.complete(next.pending.id, Overloaded.OVERLOADED);
        } else {
            open.sendRequest(next.pending.id, left, shard.ports().codec().buffer(), length);
        }
    }

    @Override
    public void onRequest(Connection from, long id, int budgetMillis, Connection.Body message) {
        throw new IllegalStateException("a dialed connection takes no requests");
    }

    @Override
    public void onReply(Connection from, long id, Connection.Body message) {
        shard.onReply(from, id, message);
    }

    @Override
    public void onClosed(Connection closed) {
        shard.forget(closed);
        if (closed == connection) {
            connection = null;
            onFailure();
        }
    }

    private void onFailure() {
        boolean wasOpen = state == State.OPEN;
        waiting.clear();
        if (state != State.CLOSED) {
            backOff();
        }
        shard.completeAll(this, wasOpen ? Failure.Lost.LOST : Unreachable.UNREACHABLE);
    }

    private void backOff() {
        TransportConfig.Times times = shard.config().times();
        failures++;
        if (isUnused(shard.nowMillis())) {
            rest();
            return;
        }
        state = State.BACKING_OFF;
        // Founders start together and look for each other: who was there first must not pause while the others come.
        int longest = node == null ? Math.min(SEED_BACKOFF_MAX_MILLIS, times.backoffMax()) : times.backoffMax();
        long wait = Math.min(longest, (long) times.backoffMin() << Math.min(failures - 1, 16));
        long half = wait / 2;
        redial = shard.ports().timers().schedule(half + shard.ports().jitter().nextInt((int) half + 1), this::dial);
    }

    private void rest() {
        state = State.IDLE;
        failures = 0;
    }

    private boolean isUnused(long now) {
        return inFlight == 0 && now - usedMillis > shard.config().times().unused();
    }

    /** Called now and then: gives up a connection, or the search for one, that nobody used for long. */
    boolean restIfUnused(long nowMillis) {
        if (state == State.IDLE && isUnused(nowMillis)) {
            return true;
        }
        if (state == State.OPEN && isUnused(nowMillis)) {
            Connection open = openConnection();
            connection = null;
            rest();
            open.close();
        }
        return false;
    }

    /** Makes a connection again that was made without a cluster id on this side. */
    void onFounded() {
        if (connection != null && connection.handshake().ownCluster() == null) {
            connection.close();
        }
    }

    /** Ends it: the peer left or moved. What is under way is lost. */
    void close() {
        boolean wasOpen = state == State.OPEN;
        state = State.CLOSED;
        if (redial != null) {
            redial.cancel();
        }
        Connection open = connection;
        connection = null;
        waiting.clear();
        if (open != null) {
            open.close();
        }
        shard.completeAll(this, wasOpen ? Failure.Lost.LOST : Unreachable.UNREACHABLE);
    }
}
