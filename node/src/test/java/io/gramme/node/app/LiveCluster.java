package io.gramme.node.app;

import io.gramme.node.config.ConfigLoader;
import io.gramme.node.config.ConfigResult;
import io.gramme.node.config.ConfigSources;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Real nodes in this process: event loops, sockets, disk. Founded and ready when {@link #start} returns. */
public final class LiveCluster implements AutoCloseable {
    private final Path directory;
    private final int[] peerPorts;
    private final Map<String, String> settings;
    private final List<NodeProcess.Running> nodes = new ArrayList<>();
    private final Set<NodeProcess.Running> stopped = new HashSet<>();
    /** Above the watermark, with room left for what ends in less data. */
    private static final long NEARLY_NONE = 1L << 30;

    private static final long ALL = 1L << 40;

    private final Set<Integer> fullDisks = ConcurrentHashMap.newKeySet();

    private LiveCluster(Path directory, int[] peerPorts, Map<String, String> settings) {
        this.directory = directory;
        this.peerPorts = peerPorts;
        this.settings = settings;
    }

    /** @param settings of every node, by the names of the configuration; shown tokens come as text of {@code gramme.yaml} */
    public static LiveCluster start(int size, Map<String, String> settings) throws Exception {
        Path directory = Files.createTempDirectory("gramme-live");
        LiveCluster cluster = new LiveCluster(directory, freePorts(size), settings);
        for (int i = 0; i < size; i++) {
            cluster.begin(i);
        }
        for (NodeProcess.Running node : cluster.nodes) {
            cluster.awaitReady(node);
        }
        for (int i = 0; i < size; i++) {
            cluster.awaitWhole(i);
        }
        return cluster;
    }

    private void begin(int node) throws Exception {
        nodes.add(NodeProcess.start(config(node), disk -> onDisk(node, disk)));
    }

    private static int[] freePorts(int size) throws IOException {
        int[] ports = new int[size];
        List<ServerSocket> taken = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            taken.add(socket);
            ports[i] = socket.getLocalPort();
        }
        for (ServerSocket socket : taken) {
            socket.close();
        }
        return ports;
    }

    /** Until a write through that node reaches every node: connections are made, seats are taken. */
    private void awaitWhole(int node) throws Exception {
        HttpRequest put = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + dataPort(node) + "/v1/kv/probe/k" + node + "?w=" + Math.min(3, size())))
                .PUT(HttpRequest.BodyPublishers.ofString("probe"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        Awaiting.until(
                "node " + node + " reaches all others",
                Duration.ofSeconds(20),
                () -> client.send(put, HttpResponse.BodyHandlers.discarding()).statusCode(),
                status -> status == 204 || status == 401);
    }

    private ConfigResult.Loaded config(int i) throws IOException {
        Map<String, String> flags = new HashMap<>();
        flags.put("node.name", "n" + (i + 1));
        flags.put("node.shards", "1");
        flags.put("node.warmUp", "0s");
        flags.put("node.dataDir", directory.resolve("n" + (i + 1)).toString());
        flags.put("listen.data", "127.0.0.1:0");
        flags.put("listen.admin", "127.0.0.1:0");
        flags.put("listen.peer", "127.0.0.1:" + peerPorts[i]);
        flags.put("replication.partitions", "16");
        flags.put("storage.segment", "1MiB");
        flags.put(
                "cluster.seeds",
                IntStream.of(peerPorts).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        Optional<ConfigSources.TextFile> file = Optional.empty();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (setting.getKey().equals("yaml")) {
                file = Optional.of(new ConfigSources.TextFile("gramme.yaml", setting.getValue()));
            } else {
                flags.put(setting.getKey(), setting.getValue());
            }
        }
        ConfigResult result = ConfigLoader.load(new ConfigSources(file, Map.of(), flags, path -> {
            throw new IOException(path);
        }));
        if (result instanceof ConfigResult.Rejected rejected) {
            throw new IllegalArgumentException(rejected.faults().toString());
        }
        return (ConfigResult.Loaded) result;
    }

    /** The disk of a node, which says that it is above the watermark while {@link #fullDisks} says so. */
    private io.gramme.node.runtime.Files onDisk(int node, io.gramme.node.runtime.Files disk) {
        return (io.gramme.node.runtime.Files) Proxy.newProxyInstance(
                LiveCluster.class.getClassLoader(),
                new Class<?>[] {io.gramme.node.runtime.Files.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("space") && fullDisks.contains(node)) {
                        return new io.gramme.node.runtime.Files.Space(NEARLY_NONE, ALL);
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** From the next look at their disks on, these nodes, from 0, find them above the watermark, and no others do. */
    public void fullDisks(Integer... full) {
        fullDisks.clear();
        fullDisks.addAll(List.of(full));
    }

    /** Starts the first of so many nodes alone: it looks for the others, in vain. */
    public static LiveCluster startLonely(int size) throws Exception {
        LiveCluster cluster = new LiveCluster(Files.createTempDirectory("gramme-live"), freePorts(size), Map.of());
        cluster.begin(0);
        return cluster;
    }

    private void awaitReady(NodeProcess.Running node) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        node.node().onReady(ready::countDown);
        if (!ready.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("a node was not ready within 20 s");
        }
    }

    public int size() {
        return nodes.size();
    }

    /** Port of clients of a node, from 0. */
    public int dataPort(int node) {
        return nodes.get(node).data().port();
    }

    /** Port of operators of a node, from 0. */
    public int adminPort(int node) {
        return nodes.get(node).admin().port();
    }

    /** The paths that a node's admin port serves. */
    public List<String> adminPaths(int node) {
        return nodes.get(node).adminPaths();
    }

    /** Stops a node for good. */
    public void stop(int node) {
        if (stopped.add(nodes.get(node))) {
            nodes.get(node).stop();
        }
    }

    /** Starts a stopped node again in its directory, on new ports for HTTP. */
    public void startAgain(int node) throws Exception {
        nodes.set(node, NodeProcess.start(config(node), disk -> onDisk(node, disk)));
        awaitReady(nodes.get(node));
    }

    /** The node itself, for what no route shows. */
    public Node node(int node) {
        return nodes.get(node).node();
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < nodes.size(); i++) {
            stop(i);
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
