package io.gramme.node.transport.wire;

import io.gramme.node.transport.HelloPolicy.Verdict;
import io.gramme.node.transport.wire.FrameReader.BrokenStream;
import io.gramme.node.transport.wire.PeerLog.Trouble;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One byte stream with a peer, from its hello to its end: a dialed one carries this node's requests, an accepted one the
 * peer's.
 *
 * <p>Small frames of one loop turn are collected and leave in one write when the turn ends; while the pipe is full they
 * wait. A dialer's requests are then refused by {@link #hasRoom}; an acceptor stops reading until its replies are gone,
 * and ends the connection when they pile up to twice the bound. Only acceptors stop reading, so two nodes never wait for
 * each other.
 */
final class Connection implements Pipe.Events {
    /** Whoever opened or accepted the connection; told on its loop. */
    interface Owner {
        void onOpen(Connection connection);

        /** @param id 0 for a one-way message */
        void onRequest(Connection connection, long id, int budgetMillis, Body message);

        void onReply(Connection connection, long id, Body message);

        /** The last event. */
        void onClosed(Connection connection);
    }

    /** A range of bytes, valid during the call that hands it over. */
    record Body(byte[] bytes, int offset, int length) {}

    private enum State {
        HELLO,
        OPEN,
        CLOSED
    }

    private final ShardTransport shard;
    private final Pipe pipe;
    private final Owner owner;
    private final boolean dialed;
    private final Handshake handshake;
    private final FrameReader reader = new FrameReader(FrameKind.MAX_HELLO_BODY);
    private final FrameBatch batch = new FrameBatch();
    private final LargeMessages large;
    private final long startedMillis;
    private State state = State.HELLO;
    private boolean flushScheduled;
    private boolean paused;
    private boolean pinged;
    private long heardMillis;
    private int served;

    Connection(ShardTransport shard, Pipe pipe, Owner owner, Handshake handshake, boolean dialed) {
        this.shard = shard;
        this.pipe = pipe;
        this.owner = owner;
        this.handshake = handshake;
        this.dialed = dialed;
        this.large = new LargeMessages(shard.assemblyBudget(), shard.config().largeBytes());
        this.startedMillis = shard.nowMillis();
        this.heardMillis = startedMillis;
    }

    /** Starts reading, and says hello when dialed. */
    void start() {
        pipe.open(this);
        if (dialed) {
            follow(handshake.opening());
        }
    }

    ShardTransport shard() {
        return shard;
    }

    /** The peer's proved hello and how the connection was agreed; once open. */
    Handshake handshake() {
        return handshake;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    String remote() {
        return pipe.remote();
    }

    // Sending

    /** Whether another message of that many bytes may be sent. */
    boolean hasRoom(int length) {
        return length + FrameKind.REQUEST_FIELDS > FrameKind.MAX_BODY
                ? large.hasRoom(length + FrameKind.REQUEST_FIELDS)
                : batch.length() < shard.config().batchBytes();
    }

    /** Sends a request, one way when the id is 0. The caller has asked {@link #hasRoom}. */
    void sendRequest(long id, int budgetMillis, byte[] message, int length) {
        if (length + FrameKind.REQUEST_FIELDS > FrameKind.MAX_BODY) {
            byte[] body = new byte[FrameKind.REQUEST_FIELDS + length];
            body[0] = FrameKind.REQUEST;
            FrameBatch.writeLong(body, 1, id);
            FrameBatch.writeInt(body, 9, budgetMillis);
            System.arraycopy(message, 0, body, FrameKind.REQUEST_FIELDS, length);
            large.offer(body);
        } else {
            batch.begin(FrameKind.REQUEST, FrameKind.REQUEST_FIELDS + length)
                    .putLong(id)
                    .putInt(budgetMillis)
                    .put(message, 0, length)
                    .end();
        }
        scheduleFlush();
    }

    /** Answers a request, or only ends its service when the id is 0. Does nothing once closed. */
    void sendReply(long id, byte[] message, int length) {
        served--;
        if (state != State.OPEN || id == 0) {
            return;
        }
        if (length + FrameKind.REPLY_FIELDS > FrameKind.MAX_BODY) {
            byte[] body = new byte[FrameKind.REPLY_FIELDS + length];
            body[0] = FrameKind.REPLY;
            FrameBatch.writeLong(body, 1, id);
            System.arraycopy(message, 0, body, FrameKind.REPLY_FIELDS, length);
            if (!large.offer(body)) {
                sendSmallReply(id, shard.overloadedRefusal(), shard.overloadedRefusal().length);
            }
        } else {
            sendSmallReply(id, message, length);
        }
        scheduleFlush();
    }

    private void sendSmallReply(long id, byte[] message, int length) {
        batch.begin(FrameKind.REPLY, FrameKind.REPLY_FIELDS + length)
                .putLong(id)
                .put(message, 0, length)
                .end();
        limitBacklog();
    }

    private void limitBacklog() {
        int limit = shard.config().batchBytes();
        if (batch.length() > 2 * limit) {
            fail(Trouble.NOT_READING, "does not read what it is sent");
        } else if (batch.length() > limit && !paused && !dialed) {
            paused = true;
            pipe.pause();
        }
    }

    private void sendEmpty(byte kind) {
        batch.begin(kind, 1).end();
        limitBacklog();
        scheduleFlush();
    }

    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            shard.ports().executor().execute(this::flush);
        }
    }

    private void flush() {
        flushScheduled = false;
        if (state == State.CLOSED || pipe.isFull()) {
            return;
        }
        large.appendTo(batch);
        if (batch.length() > 0) {
            shard.metrics().written(batch.length());
            pipe.write(batch.bytes(), batch.length());
            batch.clear();
        }
        if (paused) {
            paused = false;
            pipe.resume();
        }
        if (large.hasOutgoing() && !pipe.isFull()) {
            scheduleFlush();
        }
    }

    @Override
    public void onDrained() {
        if (state != State.CLOSED) {
            scheduleFlush();
        }
    }

    // Receiving

    @Override
    public void onBytes(Pipe.Incoming bytes) {
        if (state == State.CLOSED) {
            return;
        }
        heardMillis = shard.nowMillis();
        pinged = false;
        shard.metrics().read(bytes.length());
        try {
            reader.feed(bytes, this::onFrame);
        } catch (BrokenStream broken) {
            shard.metrics().streamBroken();
            fail(Trouble.BROKEN_STREAM, broken.getMessage());
        }
    }

    private boolean onFrame(byte[] bytes, int offset, int length) throws BrokenStream {
        if (state == State.HELLO) {
            follow(handshake.onFrame(bytes, offset, length));
        } else if (state == State.OPEN) {
            onMessageFrame(bytes, offset, length);
        }
        return state != State.CLOSED;
    }

    private void onMessageFrame(byte[] bytes, int offset, int length) throws BrokenStream {
        switch (bytes[offset]) {
            case FrameKind.CHUNK -> {
                byte[] whole = large.onChunk(bytes, offset, length, this::onNoRoom);
                if (whole != null) {
                    onWhole(whole, 0, whole.length);
                }
            }
            case FrameKind.PING -> sendEmpty(FrameKind.PONG);
            case FrameKind.PONG -> {
                // Having been heard is all it is for.
            }
            default -> onWhole(bytes, offset, length);
        }
    }

    private void onWhole(byte[] bytes, int offset, int length) throws BrokenStream {
        byte kind = bytes[offset];
        if (kind == FrameKind.REQUEST && !dialed && length > FrameKind.REQUEST_FIELDS) {
            long id = FrameBatch.readLong(bytes, offset + 1);
            int budget = FrameBatch.readInt(bytes, offset + 9);
            served++;
            if (served > 2 * shard.config().linkInFlight()) {
                sendReply(id, shard.overloadedRefusal(), shard.overloadedRefusal().length);
                return;
            }
            Body message = body(bytes, offset, length, FrameKind.REQUEST_FIELDS);
            owner.onRequest(this, id, Math.max(0, budget), message);
        } else if (kind == FrameKind.REPLY && dialed && length > FrameKind.REPLY_FIELDS) {
            long id = FrameBatch.readLong(bytes, offset + 1);
            owner.onReply(this, id, body(bytes, offset, length, FrameKind.REPLY_FIELDS));
        } else {
            throw new BrokenStream("frame of kind " + kind + " and " + length + " bytes");
        }
    }

    private static Body body(byte[] bytes, int offset, int length, int fields) {
        return new Body(bytes, offset + fields, length - fields);
    }

    /** A large request that has no room is refused; a large reply's request is ended by its own deadline. */
    private void onNoRoom(byte[] bytes, int offset, int length) {
        if (!dialed && length >= FrameKind.REQUEST_FIELDS && bytes[offset] == FrameKind.REQUEST) {
            served++;
            byte[] refusal = shard.overloadedRefusal();
            sendReply(FrameBatch.readLong(bytes, offset + 1), refusal, refusal.length);
        }
    }

    // Hello, keep-alive, end

    private void follow(Handshake.Step step) {
        if (step instanceof Handshake.Step.Send send) {
            batch.begin(send.kind(), 1 + send.body().length)
                    .put(send.body(), 0, send.body().length)
                    .end();
            scheduleFlush();
            if (send.opens()) {
                open();
            }
        } else if (step instanceof Handshake.Step.Open) {
            open();
        } else if (step instanceof Handshake.Step.Judge judge) {
            shard.judge(judge.peer(), this::onVerdict);
        } else if (step instanceof Handshake.Step.Fail failure) {
            refuse(failure);
        }
    }

    private void onVerdict(Verdict verdict) {
        if (state == State.HELLO) {
            follow(handshake.onVerdict(verdict));
        }
    }

    private void open() {
        state = State.OPEN;
        reader.accept(FrameKind.MAX_BODY);
        shard.metrics().connectionOpened();
        owner.onOpen(this);
    }

    private void refuse(Handshake.Step.Fail failure) {
        String verdict = failure.verdict().name().toLowerCase(Locale.ROOT);
        shard.metrics().helloRefused(verdict);
        shard.log().warn(Trouble.HELLO_REFUSED, remote(), (failure.tell() ? "refused: " : "refuses us: ") + verdict);
        if (failure.tell() && !dialed) {
            batch.begin(FrameKind.REFUSED, 2)
                    .put(new byte[] {(byte) failure.verdict().code()}, 0, 1)
                    .end();
            pipe.write(batch.bytes(), batch.length());
        }
        close();
    }

    /** Called now and then: ends what is silent for too long, and asks for a sign before that. */
    void check(long nowMillis) {
        TransportConfig.Times times = shard.config().times();
        long silence = nowMillis - heardMillis;
        if (state == State.HELLO && nowMillis - startedMillis > times.handshake()) {
            fail(Trouble.IDLE, "said no hello in time");
        } else if (state == State.OPEN && silence > times.idle()) {
            fail(Trouble.IDLE, "silent for " + silence + " ms");
        } else if (state == State.OPEN && silence > times.pingAfter() && !pinged) {
            pinged = true;
            sendEmpty(FrameKind.PING);
        }
    }

    private void fail(Trouble trouble, @Nullable String what) {
        shard.log().warn(trouble, remote(), "connection closed: " + what);
        close();
    }

    void close() {
        if (state != State.CLOSED) {
            end();
            pipe.close();
        }
    }

    @Override
    public void onClosed() {
        if (state != State.CLOSED) {
            end();
        }
    }

    private void end() {
        boolean wasOpen = state == State.OPEN;
        state = State.CLOSED;
        large.drop();
        batch.clear();
        if (wasOpen) {
            shard.metrics().connectionClosed();
        }
        owner.onClosed(this);
    }
}
