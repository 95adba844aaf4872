package io.gramme.chaos.cluster;

import io.gramme.chaos.sim.NodeProgram;
import io.gramme.chaos.sim.SimProcess;
import io.gramme.node.app.LoopPorts;
import io.gramme.node.app.Node;
import io.gramme.node.app.NodeMetrics;
import io.gramme.node.app.NodePorts;
import io.gramme.node.config.ConfigLoader;
import io.gramme.node.config.ConfigResult;
import io.gramme.node.config.ConfigSources;
import io.gramme.node.config.GrammeConfig;
import io.gramme.node.runtime.Files;
import io.gramme.node.runtime.SerialExecutor;
import io.gramme.node.runtime.sim.SimExecutor;
import io.gramme.node.runtime.sim.SimLoop;
import io.gramme.node.storage.engine.EngineSettings;
import io.gramme.node.storage.log.LogSettings;
import io.gramme.node.storage.mapdb.MapDbRuns;
import io.gramme.ring.Addresses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Puts a node together on the ports of a simulated process, as {@code app.NodeProcess} does on real ones. */
final class NodeHost implements NodeProgram<RunningNode> {
    private static final long RELIEF_BYTES = 32 << 10;

    private final ClusterShape shape;
    private final GrammeConfig config;
    private final SimLoop time;
    private final NodeMetrics metrics;
    private final MessageTap tap;

    NodeHost(ClusterShape shape, int machine, SimLoop time, NodeMetrics metrics, MessageTap tap) {
        this.shape = shape;
        this.config = config(shape, machine);
        this.time = time;
        this.metrics = metrics;
        this.tap = tap;
    }

    private static GrammeConfig config(ClusterShape shape, int machine) {
        String seeds = IntStream.range(0, shape.nodes())
                .mapToObj(seed -> ClusterShape.name(seed) + ":" + SimWire.PORT)
                .collect(Collectors.joining(","));
        Map<String, String> flags = new HashMap<>(shape.flags());
        flags.put("node.name", ClusterShape.name(machine));
        flags.put("cluster.seeds", seeds);
        flags.put("listen.peer", ClusterShape.name(machine) + ":" + SimWire.PORT);
        flags.put("listen.insecure", "true");
        ConfigResult result = ConfigLoader.load(new ConfigSources(Optional.empty(), Map.of(), flags, path -> {
            throw new IOException("no file " + path);
        }));
        if (result instanceof ConfigResult.Loaded loaded) {
            Ages ages = shape.ages();
            return ages == null ? loaded.config() : ages.in(loaded.config());
        }
        throw new IllegalArgumentException(result.toString());
    }

    @Override
    public RunningNode start(SimProcess process) throws IOException {
        List<SimWire.Loop> loops = new ArrayList<>();
        for (int shard = 0; shard < shape.shards(); shard++) {
            SimExecutor executor = process.newExecutor("loop" + shard);
            loops.add(new SimWire.Loop(
                    executor, process.timers(executor), process.randomness().fork("wire " + shard)));
        }
        SimWire[] wire = new SimWire[1];
        Files disk = tap.disk(process.files());
        SimExecutor writer = process.newExecutor("writer");
        NodePorts ports = new NodePorts(
                process.clock(),
                process.randomness(),
                disk,
                loops.stream()
                        .map(loop -> new LoopPorts(loop.executor(), loop.timers()))
                        .toList(),
                new LoopPorts(writer, process.timers(writer)),
                process.newExecutor("background"),
                process.newExecutor("cells"),
                directory -> new MapDbRuns(disk, directory),
                (secret, hello, policy) -> {
                    wire[0] = new SimWire(new SimWire.Ports(process, loops, tap), hello, policy);
                    return wire[0];
                },
                metrics,
                process.fatal(),
                this::sized);
        Node node = Node.open(config, ports);
        SimWire listening = Objects.requireNonNull(wire[0]);
        listening.listen();
        String host = process.machine();
        node.start(new Addresses(host + ":7070", host + ":7071", host + ":" + SimWire.PORT));
        List<SerialExecutor> executors =
                loops.stream().map(loop -> (SerialExecutor) loop.executor()).toList();
        return new RunningNode(host, node, listening, executors, time);
    }

    /** The room that deletes and repair need is as small as the rest, so that a disk can be nearly full. */
    private EngineSettings sized(EngineSettings production) {
        LogSettings log = production.log();
        LogSettings small = new LogSettings(
                log.sync(),
                shape.segmentBytes(),
                log.batchBytes(),
                log.outstandingBytes(),
                log.maxPayloadBytes(),
                log.intervalMillis(),
                log.preallocate(),
                new LogSettings.DiskLimits(log.disk().ordinaryFreeFraction(), RELIEF_BYTES));
        return production.withLog(small).withFlush(shape.deltaBytes(), 4L * shape.segmentBytes());
    }
}
