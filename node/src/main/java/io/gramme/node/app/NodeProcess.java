package io.gramme.node.app;

import com.codahale.metrics.MetricRegistry;
import io.gramme.node.config.Address;
import io.gramme.node.config.ConfigResult.Loaded;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.http.HttpFront;
import io.gramme.node.http.HttpServers;
import io.gramme.node.http.HttpSettings;
import io.gramme.node.membership.ClusterView;
import io.gramme.node.metrics.dropwizard.DropwizardMetrics;
import io.gramme.node.runtime.FatalHandler;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.nio.NioFiles;
import io.gramme.node.runtime.nio.SystemClock;
import io.gramme.node.runtime.nio.SystemRandomness;
import io.gramme.node.runtime.nio.ThreadExecutor;
import io.gramme.node.runtime.vertx.EventLoop;
import io.gramme.node.storage.mapdb.MapDbRuns;
import io.gramme.node.transport.ClusterSecret;
import io.gramme.node.transport.Hello;
import io.gramme.node.transport.HelloPolicy;
import io.gramme.node.transport.NodeTransport;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.kryo.KryoCodec;
import io.gramme.node.transport.vertx.VertxSockets;
import io.gramme.node.transport.wire.ShardPorts;
import io.gramme.node.transport.wire.TransportConfig;
import io.gramme.node.transport.wire.WireTransport;
import io.gramme.ring.Addresses;
import io.gramme.ring.Ring;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node as an operating-system process: event loops, disk, sockets and HTTP servers around a {@link Node}. Stops on
 * SIGTERM: takes no new connections, lets what runs end, writes everything and marks the directory clean.
 */
final class NodeProcess {
    private static final Logger LOG = LoggerFactory.getLogger("io.gramme");
    private static final int MOST_SHARDS = 16;
    private static final int QUEUE = 1 << 16;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int EXIT_FATAL = 1;

    /** A folder of the data directory that holds nothing worth keeping. */
    private static final String REHEARSAL = "rehearsal";
    /** With less heap there is no room for one. */
    private static final long REHEARSAL_HEAP = 192L << 20;

    private final Loaded loaded;
    private final GrammeConfig config;
    private final Vertx vertx;
    private final List<Context> contexts = new ArrayList<>();
    private final List<EventLoop> loops = new ArrayList<>();
    private final FatalHandler fatal;
    private final ThreadExecutor writer;
    private final ThreadExecutor background;
    private final ThreadExecutor cells;
    private final ThreadExecutor warming;
    private final SystemClock clock = new SystemClock();
    private final Randomness randomness = new SystemRandomness().seeded();
    private final DropwizardMetrics metrics;
    private final VertxSockets sockets;

    private NodeProcess(Loaded loaded, FatalHandler fatal) {
        this.loaded = loaded;
        this.fatal = fatal;
        this.writer = thread("log-writer");
        this.background = thread("background");
        this.cells = thread("cells");
        this.warming = new ThreadExecutor(
                "warm-up", QUEUE, broken -> LOG.warn("the warm-up ends: {}", broken.toString(), broken));
        this.config = loaded.config();
        int shards = config.node().shards().orElseGet(NodeProcess::shardsOfThisMachine);
        this.vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(shards));
        for (int shard = 0; shard < shards; shard++) {
            Context context = ((VertxInternal) vertx).createEventLoopContext();
            contexts.add(context);
            loops.add(new EventLoop(context, broken -> fatal.onFatal("a task of an event loop threw", broken)));
        }
        this.metrics = new DropwizardMetrics(new MetricRegistry(), Version.TEXT, Version.COMMIT);
        this.sockets = new VertxSockets(vertx, TransportConfig.DEFAULTS, metrics.transport());
    }

    private static int shardsOfThisMachine() {
        return Math.min(MOST_SHARDS, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()));
    }

    private ThreadExecutor thread(String name) {
        return new ThreadExecutor(name, QUEUE, broken -> fatal.onFatal("a task of " + name + " threw", broken));
    }

    private static void onFatal(String message, Throwable cause) {
        LOG.error("stopping at once: {}", message, cause);
        Runtime.getRuntime().halt(EXIT_FATAL);
    }

    /**
     * Runs a node until the process is told to stop.
     *
     * @throws IOException when it cannot start; the message is for the operator
     */
    static void run(Loaded loaded) throws IOException, InterruptedException {
        loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
        Running running = start(loaded);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            boolean clean = running.stop();
                            stopped.countDown();
                            if (clean) {
                                // A JVM that a signal ends says 143, whatever its hooks did; supervisors take that for
                                // a
                                // failure.
                                Runtime.getRuntime().halt(0);
                            }
                        },
                        "stop"));
        stopped.await();
    }

    /**
     * Starts a node, which runs until it is told to stop.
     *
     * @throws IOException when it cannot start; the message is for the operator
     */
    static Running start(Loaded loaded) throws IOException, InterruptedException {
        return start(loaded, files -> files);
    }

    /** @param disk what stands between the node and its directory */
    static Running start(Loaded loaded, UnaryOperator<Files> disk) throws IOException, InterruptedException {
        return start(loaded, disk, NodeProcess::onFatal);
    }

    /** @param fatal told of faults that the node cannot survive */
    static Running start(Loaded loaded, UnaryOperator<Files> disk, FatalHandler fatal)
            throws IOException, InterruptedException {
        NodeProcess process = new NodeProcess(loaded, fatal);
        try {
            return process.open(disk);
        } catch (IOException | RuntimeException fault) {
            process.release();
            throw fault;
        }
    }

    /** A node that runs. */
    final class Running {
        private final Node node;
        private final HttpFront front;
        private final HttpServers servers;
        private final WarmUp warmUp;
        private final Address data;
        private final Address admin;

        Running(Node node, HttpFront front, HttpServers servers, WarmUp warmUp, Address data, Address admin) {
            this.node = node;
            this.front = front;
            this.servers = servers;
            this.warmUp = warmUp;
            this.data = data;
            this.admin = admin;
        }

        Node node() {
            return node;
        }

        /** The paths of its admin port. */
        List<String> adminPaths() {
            return front.adminPaths();
        }

        /** Where it really listens for clients. */
        Address data() {
            return data;
        }

        /** Where it really listens for operators. */
        Address admin() {
            return admin;
        }

        /** Stops and lets go of every thread; blocks. Whether the directory has its clean mark. */
        boolean stop() {
            warmUp.stop();
            boolean clean = NodeProcess.this.stop(node, servers);
            release();
            return clean;
        }
    }

    private Running open(UnaryOperator<Files> disk) throws IOException, InterruptedException {
        Path directory = Path.of(config.node().dataDir());
        Node node = Node.open(config, ports(disk.apply(new NioFiles(directory))));
        WireTransport transport = (WireTransport) node.transport();
        transport.start();
        PeerAddress peer = started(
                "peer",
                config.listen().peer(),
                sockets.listen(
                        transport,
                        contexts,
                        peerAddress(config.listen().peer()),
                        config.listen().peer().port() == 0));
        HttpFront front = front(node);
        HttpServers servers = new HttpServers(vertx, contexts, front);
        Address data = bound(
                config.listen().data(),
                started(
                        "data",
                        config.listen().data(),
                        servers.listenData(
                                config.listen().data().host(),
                                config.listen().data().port())));
        Address admin = bound(
                config.listen().admin(),
                started(
                        "admin",
                        config.listen().admin(),
                        servers.listenAdmin(
                                config.listen().admin().host(),
                                config.listen().admin().port())));
        node.start(new Addresses(told(data), told(admin), told(new Address(peer.host(), peer.port()))));
        node.onReady(() -> LOG.info("{} is ready", config.node().name()));
        WarmUp warmUp = warmUp(node);
        warmUp.start();
        LOG.info(
                "gramme {} node {} in {}: data http://{}  admin http://{}  peers {}:{}  shards {}",
                Version.TEXT,
                config.node().name(),
                directory.toAbsolutePath(),
                data,
                admin,
                peer.host(),
                peer.port(),
                loops.size());
        return new Running(node, front, servers, warmUp, data, admin);
    }

    private WarmUp warmUp(Node node) {
        Path directory = Path.of(config.node().dataDir()).resolve(REHEARSAL);
        Randomness secrets = new SystemRandomness();
        WarmUp.Ports all = new WarmUp.Ports(
                clock,
                loops.get(0),
                warming,
                node::isReady,
                () -> isSeated(node),
                () -> moves(node),
                seated -> new Rehearsal(
                        directory,
                        secret(secrets),
                        !config.auth().tokens().isEmpty(),
                        seated ? Rehearsal.Length.BESIDE_CLIENTS : Rehearsal.Length.ALONE),
                NodeProcess::warmedUp);
        boolean roomy = Runtime.getRuntime().maxMemory() >= REHEARSAL_HEAP;
        return new WarmUp(all, roomy ? config.node().warmUp().toMillis() : 0);
    }

    private static String secret(Randomness randomness) {
        return Long.toHexString(randomness.nextLong()) + '-' + Long.toHexString(randomness.nextLong());
    }

    private static void warmedUp(WarmUp.End end) {
        if (end.broken() != null) {
            LOG.warn("the warm-up was broken off: {}", end.broken().toString(), end.broken());
        } else {
            LOG.info("the warm-up {} after {} ms", end.over() ? "is done" : "was cut short", end.millis());
        }
    }

    private static boolean isSeated(Node node) {
        return node.views(0).current().selfIndex() != ClusterView.NO_SEAT;
    }

    private static boolean moves(Node node) {
        Ring ring = node.views(0).current().ring();
        return ring != null && ring.ownership().pending() > 0;
    }

    private HttpFront front(Node node) {
        GrammeConfig.Replication replication = config.replication();
        HttpSettings settings = new HttpSettings(
                (int) config.timeouts().request().toMillis(),
                (int) config.limits().maxValueBytes(),
                Version.TEXT,
                config.auth().tokens());
        HttpFront.Offers offers = new HttpFront.Offers(
                config.node().name(),
                settings,
                new HttpFront.Quorum(replication.n(), replication.r(), replication.w()),
                Math.max(1, config.limits().connections() / loops.size()),
                metrics::http,
                metrics::prometheusText,
                clock,
                randomness.fork("http"));
        OperatorWork operators = new OperatorWork(node, background, clock, loaded, Logging::level);
        return new HttpFront(new NodeFront(node, loops, operators), offers);
    }

    private static PeerAddress peerAddress(Address address) {
        return new PeerAddress(address.host(), address.port());
    }

    private static Address bound(Address wanted, int port) {
        return new Address(wanted.host(), port);
    }

    private String told(Address bound) {
        return config.listen()
                .advertise()
                .map(host -> new Address(host, bound.port()))
                .orElse(bound)
                .toString();
    }

    private static <T> T started(String what, Address address, CompletionStage<T> listening)
            throws IOException, InterruptedException {
        try {
            return listening.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException fault) {
            throw new IOException(
                    "listen." + what + " " + address + " cannot be used: " + reason(fault.getCause()), fault);
        } catch (TimeoutException slow) {
            throw new IOException("listen." + what + " " + address + " did not open in time", slow);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "unknown" : String.valueOf(cause.getMessage());
    }

    private NodePorts ports(Files files) {
        List<LoopPorts> shards = new ArrayList<>();
        loops.forEach(loop -> shards.add(new LoopPorts(loop, loop)));
        LoopPorts writing = new LoopPorts(
                writer, (delayMillis, task) -> loops.get(0).schedule(delayMillis, () -> writer.execute(task)));
        return new NodePorts(
                clock,
                randomness,
                files,
                shards,
                writing,
                background,
                cells,
                directory -> new MapDbRuns(files, directory),
                this::transport,
                nodeMetrics(),
                fatal,
                UnaryOperator.identity());
    }

    private NodeMetrics nodeMetrics() {
        return new NodeMetrics(
                metrics.membership(),
                metrics.coordinator(),
                metrics.admission(),
                metrics.handoff(),
                metrics.antiEntropy(),
                metrics.background(),
                metrics.purge(),
                metrics::storage);
    }

    private NodeTransport transport(ClusterSecret secret, Hello hello, HelloPolicy policy) {
        List<ShardPorts> shards = new ArrayList<>();
        for (EventLoop loop : loops) {
            shards.add(new ShardPorts(
                    loop, loop, sockets.network(), new KryoCodec(), randomness.fork("wire" + shards.size())));
        }
        SystemRandomness challenges = new SystemRandomness();
        return new WireTransport(
                new io.gramme.node.transport.wire.NodePorts(
                        clock,
                        secret,
                        policy,
                        () -> ByteBuffer.allocate(16)
                                .putLong(challenges.nextLong())
                                .putLong(challenges.nextLong())
                                .array(),
                        metrics.transport(),
                        TransportConfig.DEFAULTS),
                shards,
                sockets.datagrams(),
                hello);
    }

    /** Runs while the process goes down; the JVM waits for it. */
    private boolean stop(Node node, HttpServers servers) {
        LOG.info("{} stops: draining", config.node().name());
        CountDownLatch written = new CountDownLatch(1);
        boolean clean = false;
        try {
            node.drain();
            servers.shutdown(Duration.ofSeconds(5)).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            node.stop(written::countDown);
            clean = written.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            LOG.info(
                    clean ? "{} stopped cleanly" : "{} stops without its clean mark",
                    config.node().name());
            sockets.close();
        } catch (InterruptedException | ExecutionException | TimeoutException late) {
            LOG.warn("{} stops without its clean mark: {}", config.node().name(), late.toString());
        }
        return clean;
    }

    private void release() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            for (ThreadExecutor each : List.of(writer, background, cells, warming)) {
                each.stop(Duration.ofSeconds(1));
            }
        } catch (InterruptedException | ExecutionException | TimeoutException late) {
            LOG.warn("{} leaves threads behind: {}", config.node().name(), late.toString());
        }
    }
}
