package io.gramme.bench.yardstick;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The least a quorum store must do: HTTP in, frames to two peers, one log with group fsync, an answer at two of three. No
 * ring, no versions, no checks, no recovery, values in a hash map. {@code Skeleton NUMBER DIRECTORY} with numbers 0 to 2:
 * HTTP on 8100 + number, peers on 9100 + number.
 */
public final class Skeleton extends AbstractVerticle {
    private static final int NODES = 3;
    private static final int QUORUM = 2;
    private static final int HTTP_PORT = 8100;
    private static final int PEER_PORT = 9100;
    private static final long CONNECT_AFTER_MILLIS = 2_000;
    private static final byte WRITE = 1;
    private static final byte READ = 2;
    private static final byte ANSWER = 3;
    private static final int KEY_AT = 11;

    private final int self;
    private final SyncedLog log;
    private final Map<String, byte[]> values = new HashMap<>();
    private final Map<Long, Runnable> pending = new HashMap<>();
    private final @Nullable Frames[] peers = new Frames[NODES];
    private @Nullable NetClient client;
    private long ids;

    private Skeleton(int self, SyncedLog log) {
        this.self = self;
        this.log = log;
    }

    public static void main(String[] args) throws IOException {
        int self = Integer.parseInt(args[0]);
        SyncedLog log = new SyncedLog(Path.of(args[1], "skeleton-" + self + ".log"));
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        vertx.deployVerticle(new Skeleton(self, log));
    }

    @Override
    public void start(Promise<Void> started) {
        NetClient outgoing = vertx.createNetClient();
        client = outgoing;
        vertx.createNetServer()
                .connectHandler(socket -> {
                    Frames[] frames = new Frames[1];
                    frames[0] = new Frames(socket, context, frame -> onPeer(frames[0], frame));
                })
                .listen(PEER_PORT + self);
        vertx.setTimer(CONNECT_AFTER_MILLIS, timer -> {
            for (int i = 0; i < NODES; i++) {
                int peer = i;
                if (peer != self) {
                    outgoing.connect(PEER_PORT + peer, "127.0.0.1")
                            .onSuccess(socket -> peers[peer] = new Frames(socket, context, this::onAnswer));
                }
            }
        });
        vertx.createHttpServer()
                .requestHandler(this::onRequest)
                .listen(HTTP_PORT + self)
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void onPeer(Frames from, Buffer frame) {
        long id = frame.getLong(1);
        int keyEnd = KEY_AT + frame.getShort(KEY_AT - 2);
        String key = frame.getString(KEY_AT, keyEnd);
        Buffer answer = Buffer.buffer().appendByte(ANSWER).appendLong(id);
        if (frame.getByte(0) == WRITE) {
            byte[] value = frame.getBytes(keyEnd, frame.length());
            log.append(value, context, () -> {
                values.put(key, value);
                from.send(answer);
            });
        } else {
            byte[] value = values.get(key);
            from.send(value == null ? answer : answer.appendBytes(value));
        }
    }

    private void onAnswer(Buffer frame) {
        Runnable waiting = pending.get(frame.getLong(1));
        if (waiting != null) {
            waiting.run();
        }
    }

    private void onRequest(HttpServerRequest request) {
        long id = ++ids;
        String key = request.path();
        if (request.method().equals(HttpMethod.PUT)) {
            Runnable ack = ack(id, () -> request.response().setStatusCode(204).end());
            request.bodyHandler(body -> {
                byte[] value = body.getBytes();
                toPeers(frame(WRITE, id, key).appendBytes(value));
                log.append(value, context, () -> {
                    values.put(key, value);
                    ack.run();
                });
            });
        } else {
            byte[] value = values.get(key);
            Runnable ack = ack(id, () -> {
                if (value == null) {
                    request.response().setStatusCode(404).end();
                } else {
                    request.response().end(Buffer.buffer(value));
                }
            });
            toPeers(frame(READ, id, key));
            ack.run();
        }
    }

    /** Counts to the quorum, then answers; forgets the request when all have spoken. */
    private Runnable ack(long id, Runnable answer) {
        int[] acks = {0};
        Runnable ack = () -> {
            acks[0]++;
            if (acks[0] == QUORUM) {
                answer.run();
            }
            if (acks[0] == NODES) {
                pending.remove(id);
            }
        };
        pending.put(id, ack);
        return ack;
    }

    private static Buffer frame(byte type, long id, String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer()
                .appendByte(type)
                .appendLong(id)
                .appendShort((short) name.length)
                .appendBytes(name);
    }

    private void toPeers(Buffer frame) {
        for (Frames peer : peers) {
            if (peer != null) {
                peer.send(frame);
            }
        }
    }
}
