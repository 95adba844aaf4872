package io.gramme.node.app;

import io.gramme.node.config.ConfigLoader;
import io.gramme.node.config.ConfigResult;
import io.gramme.node.config.ConfigSources;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.metrics.TransportMetrics;
import io.gramme.node.runtime.Randomness;
import io.gramme.node.runtime.SeededRandomness;
import io.gramme.node.runtime.sim.Crash;
import io.gramme.node.runtime.sim.SimClock;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimFiles;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.runtime.sim.SimTimers;
import io.gramme.node.storage.mapdb.MapDbRuns;
import io.gramme.node.transport.PeerAddress;
import io.gramme.node.transport.kryo.KryoCodec;
import io.gramme.node.transport.wire.NodePorts;
import io.gramme.node.transport.wire.ShardPorts;
import io.gramme.node.transport.wire.TransportConfig;
import io.gramme.node.transport.wire.WireTransport;
import io.gramme.ring.Addresses;
import io.gramme.ring.Ring;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Whole nodes, with the real engine and the real wire protocol, on virtual time in one thread. */
final class SimCluster {
    final SimLoop loop;
    final SimNet net;
    final List<Process> processes = new ArrayList<>();
    private final Randomness seed;
    private int starts;

    SimCluster(long seed) {
        this.seed = new SeededRandomness(seed);
        this.loop = new SimLoop(this.seed.fork("turns"), 20_000);
        this.net = new SimNet(loop, this.seed.fork("net"));
    }

    /** What a node is started with. */
    static final class Spec {
        final String name;
        final Map<String, String> flags = new HashMap<>();
        PeerAddress at;
        SimFiles files = SimFiles.empty();

        Spec(String name, int port, List<Integer> seedPorts) {
            this.name = name;
            this.at = address(port);
            flags.put("node.name", name);
            flags.put("replication.partitions", "16");
            List<String> seeds = seedPorts.stream()
                    .map(seedPort -> address(seedPort).toString())
                    .toList();
            flags.put("cluster.seeds", String.join(",", seeds));
        }

        Spec with(String key, String value) {
            flags.put(key, value);
            return this;
        }
    }

    static PeerAddress address(int port) {
        return new PeerAddress("127.0.0.1", port);
    }

    /** One run of a node. */
    @SuppressWarnings("JavaLangClash") // it is what the operating system's would be
    final class Process {
        final Spec spec;
        final Node node;
        final List<String> fatal = new ArrayList<>();
        final SimNet.Host host;
        private final List<SimExecutor> executors = new ArrayList<>();
        final SimClock clock = new SimClock(loop);
        private @Nullable WireTransport wire;
        private boolean dead;
        private boolean stopped;

        private Process(Spec spec) throws IOException {
            this.spec = spec;
            Randomness randomness = seed.fork(spec.name + "-" + starts++);
            SimExecutor control = executor("loop");
            host = net.new Host(spec.at, control);
            LoopPorts shard = new LoopPorts(control, new SimTimers(loop, control, clock));
            SimExecutor writer = executor("writer");
            io.gramme.node.app.NodePorts ports = new io.gramme.node.app.NodePorts(
                    clock,
                    randomness,
                    spec.files,
                    List.of(shard),
                    new LoopPorts(writer, new SimTimers(loop, writer, clock)),
                    executor("background"),
                    executor("cells"),
                    directory -> new MapDbRuns(spec.files, directory),
                    (secret, hello, policy) -> {
                        NodePorts all = new NodePorts(
                                clock,
                                secret,
                                policy,
                                () -> challenge(randomness),
                                TransportMetrics.NONE,
                                TransportConfig.DEFAULTS);
                        ShardPorts one = new ShardPorts(
                                control, shard.timers(), host.network(), new KryoCodec(), randomness.fork("wire"));
                        wire = new WireTransport(all, List.of(one), host.datagrams(), hello);
                        return wire;
                    },
                    NodeMetrics.NONE,
                    (message, cause) -> fatal.add(message),
                    UnaryOperator.identity());
            node = Node.open(config(spec), ports);
            WireTransport listening = Objects.requireNonNull(wire);
            listening.start();
            host.listen(pipe -> listening.accept(0, pipe));
            String peer = spec.at.toString();
            node.start(new Addresses(
                    address(spec.at.port() - 2).toString(),
                    address(spec.at.port() - 1).toString(),
                    peer));
        }

        private SimExecutor executor(String name) {
            SimExecutor executor = new SimExecutor(loop, spec.name + " " + name);
            executors.add(executor);
            return executor;
        }

        /** The process ends where it stands; its disk is left to the next one. */
        void kill() {
            dead = true;
            executors.forEach(SimExecutor::end);
            host.die();
            spec.files = spec.files.crash(new Crash.SyncedOnly());
        }

        /** Stops cleanly and ends. */
        void stop() {
            node.stop(() -> stopped = true);
            runUntil("stopped", () -> stopped);
            kill();
        }

        @Nullable
        Ring ring() {
            var known = node.ring().known();
            return known == null ? null : known.ring();
        }

        Ring knownRing() {
            return Objects.requireNonNull(ring());
        }

        List<String> alarms() {
            return node.events().since(0).stream()
                    .filter(event -> event.alarm())
                    .map(event -> event.text())
                    .toList();
        }
    }

    private static byte[] challenge(Randomness randomness) {
        return java.nio.ByteBuffer.allocate(16)
                .putLong(randomness.nextLong())
                .putLong(randomness.nextLong())
                .array();
    }

    private static GrammeConfig config(Spec spec) {
        ConfigResult result = ConfigLoader.load(new ConfigSources(Optional.empty(), Map.of(), spec.flags, path -> {
            throw new IOException("no file " + path);
        }));
        if (result instanceof ConfigResult.Loaded loaded) {
            return loaded.config();
        }
        throw new IllegalArgumentException(result.toString());
    }

    Process start(Spec spec) throws IOException {
        Process process = new Process(spec);
        processes.add(process);
        return process;
    }

    List<Process> alive() {
        return processes.stream().filter(process -> !process.dead).toList();
    }

    void run(Duration duration) {
        loop.runFor(duration);
    }

    /** Runs until the condition holds, for at most a minute of virtual time. */
    void runUntil(String what, BooleanSupplier condition) {
        for (int i = 0; i < 1_200 && !condition.getAsBoolean(); i++) {
            run(Duration.ofMillis(50));
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("not within a minute: " + what);
        }
    }
}
