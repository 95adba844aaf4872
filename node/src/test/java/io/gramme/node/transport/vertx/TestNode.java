package io.gramme.node.transport.vertx;

import io.gramme.node.metrics.TransportMetrics;
import io.gramme.node.runtime.Clock;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.vertx.EventLoop;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy;
import io.gramme.node.transport.Outcome;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.PeerDirectory;
import io.gramme.node.transport.Request;
import io.gramme.node.transport.Transport;
import io.gramme.node.transport.kryo.KryoCodec;
import io.gramme.node.transport.wire.NodePorts;
import io.gramme.node.transport.wire.ShardPorts;
import io.gramme.node.transport.wire.TransportConfig;
import io.gramme.node.transport.wire.WireTransport;
import io.gramme.ring.ClusterId;
import io.gramme.ring.Epoch;
import io.gramme.ring.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A node's transport on real sockets, without the node. */
final class TestNode implements AutoCloseable {
    static final ClusterId CLUSTER = new ClusterId(11, 12);
    static final String HOST = "127.0.0.1";
    static final TransportConfig QUICK = new TransportConfig(
            64, 1 << 20, 36 << 20, 40 << 20, 32, new TransportConfig.Times(500, 700, 200, 900, 60_000, 20, 100));

    /** What a node is made with; {@link #with} changes it. */
    static final class Spec {
        final NodeId id;
        int shards = 2;

        @Nullable
        ClusterId cluster = CLUSTER;

        ClusterSecret secret = ClusterSecret.of("a secret", null);
        HelloPolicy policy = peer -> HelloPolicy.Verdict.ACCEPTED;
        int port;
        TransportConfig config = QUICK;

        Spec(long id) {
            this.id = new NodeId(0, id);
        }
    }

    static final Clock CLOCK = new Clock() {
        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long monotonicNanos() {
            return System.nanoTime();
        }
    };

    /** Counts what the tests ask about. */
    static final class Counts implements TransportMetrics {
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger broken = new AtomicInteger();
        final AtomicInteger malformed = new AtomicInteger();
        final AtomicInteger overloaded = new AtomicInteger();
        final AtomicLong writes = new AtomicLong();
        final Queue<String> refusals = new ConcurrentLinkedQueue<>();

        @Override
        public void connectionOpened() {
            open.incrementAndGet();
            opened.incrementAndGet();
        }

        @Override
        public void connectionClosed() {
            open.decrementAndGet();
        }

        @Override
        public void helloRefused(String verdict) {
            refusals.add(verdict);
        }

        @Override
        public void streamBroken() {
            broken.incrementAndGet();
        }

        @Override
        public void messageMalformed() {
            malformed.incrementAndGet();
        }

        @Override
        public void requestOverloaded() {
            overloaded.incrementAndGet();
        }

        @Override
        public void written(int bytes) {
            writes.incrementAndGet();
        }
    }

    final Spec spec;
    final Counts counts = new Counts();
    final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
    final WireTransport transport;
    final List<Context> contexts = new ArrayList<>();
    private final VertxSockets sockets;
    private final List<EventLoop> loops = new ArrayList<>();
    private @Nullable PeerAddress address;

    TestNode(Vertx vertx, Spec spec) {
        this.spec = spec;
        sockets = new VertxSockets(vertx, spec.config, counts);
        List<ShardPorts> shards = new ArrayList<>();
        for (int shard = 0; shard < spec.shards; shard++) {
            Context context = ((io.vertx.core.internal.VertxInternal) vertx).createEventLoopContext();
            EventLoop loop = new EventLoop(context, broken::add);
            contexts.add(context);
            loops.add(loop);
            shards.add(new ShardPorts(loop, loop, sockets.network(), new KryoCodec(), new SeededRandomness(shard)));
        }
        AtomicLong challenges = new AtomicLong(spec.id.low() << 32);
        NodePorts ports = new NodePorts(
                CLOCK,
                spec.secret,
                spec.policy,
                () -> java.nio.ByteBuffer.allocate(16)
                        .putLong(challenges.incrementAndGet())
                        .array(),
                counts,
                spec.config);
        transport = new WireTransport(ports, shards, sockets.datagrams(), hello(spec.cluster));
    }

    Hello hello(@Nullable ClusterId cluster) {
        return new Hello(
                cluster,
                new Hello.ProcessId(spec.id, 1, 77),
                new Hello.Disk(1, 2, 3),
                new Hello.RingState(Epoch.FIRST, 5),
                6);
    }

    /** Serves a type of request on every shard; the function gets the message and the shard that serves it. */
    <M extends Request> TestNode on(Class<M> type, BiFunction<M, Integer, io.gramme.node.transport.Reply> answer) {
        for (int shard = 0; shard < spec.shards; shard++) {
            int here = shard;
            transport.shard(shard).handle(type, (message, responder) -> responder.reply(answer.apply(message, here)));
        }
        return this;
    }

    TestNode start() throws Exception {
        transport.start();
        address = sockets.listen(transport, contexts, new PeerAddress(HOST, Math.max(1, spec.port)), spec.port == 0)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return this;
    }

    PeerAddress address() {
        return java.util.Objects.requireNonNull(address);
    }

    void knows(TestNode... peers) {
        Map<NodeId, PeerAddress> addresses = new java.util.HashMap<>();
        for (TestNode peer : peers) {
            addresses.put(peer.spec.id, peer.address());
        }
        transport.publish(PeerDirectory.of(addresses));
    }

    void run(int shard, Runnable task) {
        loops.get(shard).execute(task);
    }

    CompletableFuture<Outcome> ask(TestNode peer, Request message, int budgetMillis) {
        return ask(0, peer.spec.id, message, budgetMillis);
    }

    CompletableFuture<Outcome> ask(int shard, NodeId peer, Request message, int budgetMillis) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Transport from = transport.shard(shard);
        run(shard, () -> from.request(peer, message, budgetMillis, once(outcome)));
        return outcome;
    }

    CompletableFuture<Outcome> askAt(PeerAddress peer, Request message, int budgetMillis) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        run(0, () -> transport.shard(0).requestAt(peer, message, budgetMillis, once(outcome)));
        return outcome;
    }

    private Transport.OnOutcome once(CompletableFuture<Outcome> outcome) {
        return result -> {
            if (!outcome.complete(result)) {
                broken.add(new AssertionError("second outcome " + result));
            }
        };
    }

    @Override
    public void close() throws Exception {
        transport.close();
        sockets.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
