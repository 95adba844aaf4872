package io.gramme.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.client.GrammeClient;
import io.gramme.client.transport.RawAnswer;
import io.gramme.client.transport.RawRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Nodes of Gramme on this machine, each a process of its own, in a temporary folder: what a test needs to kill, pause and
 * restart them for real.
 *
 * <p>No process outlives the test: {@link #close} ends them all, a shutdown hook does so when the JVM goes first, and a node
 * whose test JVM was killed sees the end of its standard input and halts. The folder goes with {@link #close}, unless
 * {@link #keep} was called before: then it stays, with the logs. Thread-safe.
 */
public final class RealCluster implements AutoCloseable {
    private static final Duration STARTING = Duration.ofMinutes(3);
    private static final Duration EXCHANGE = Duration.ofSeconds(20);
    /** Quick to start and small: a test kills and starts nodes all the time. */
    private static final List<String> JVM = List.of(
            "-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    private final Path directory;
    private final List<RealNode> nodes;
    private final FreePorts ports;
    private final List<RealNode> more = new CopyOnWriteArrayList<>();
    private final GrammeClient client;
    private final Thread lastResort = new Thread(this::shootAll, "testkit-last-resort");
    private boolean kept;
    private boolean closed;

    private RealCluster(Path directory, List<RealNode> nodes, FreePorts ports) {
        this.directory = directory;
        this.nodes = List.copyOf(nodes);
        this.ports = ports;
        this.client = clientBuilder().build();
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** A cluster of {@code nodes} equal nodes with default settings, running and ready. */
    public static RealCluster start(int nodes) {
        return builder().nodes(nodes).start();
    }

    /** Settings of a cluster, with defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a cluster is made with. Not thread-safe. */
    public static final class Builder {
        private int count = 3;
        private List<String> jvm = JVM;
        private final Map<String, String> settings = new TreeMap<>();

        private Builder() {
            settings.put("cluster.name", "testkit");
            settings.put("node.zone", "a");
            settings.put("node.shards", "1");
            // Tests start newcomers all the time, and few of them look at the clock.
            settings.put("node.warmUp", "0s");
        }

        /** How many nodes; 3. */
        public Builder nodes(int number) {
            count = number;
            return this;
        }

        /** A setting of all nodes, such as {@code replication.n}. */
        public Builder set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /** Options of the nodes' virtual machines, in place of those that make a node small and quick to start. */
        public Builder jvm(List<String> options) {
            jvm = List.copyOf(options);
            return this;
        }

        /** Makes folders and settings; starts nothing. */
        public RealCluster create() {
            try {
                Path directory = Files.createTempDirectory("gramme-testkit-");
                FreePorts ports = new FreePorts(ProcessHandle.current().pid() * 97L + System.nanoTime() / 1000);
                List<String> peers = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    peers.add("127.0.0.1:" + ports.take());
                }
                List<RealNode> made = new ArrayList<>();
                for (int i = 1; i <= count; i++) {
                    made.add(node(i, directory, peers, ports));
                }
                return new RealCluster(directory, made, ports);
            } catch (IOException fault) {
                throw new UncheckedIOException("no folder for the cluster", fault);
            }
        }

        private RealNode node(int number, Path directory, List<String> peers, FreePorts ports) throws IOException {
            Path own = Files.createDirectories(directory.resolve("n" + number));
            Map<String, String> all = new TreeMap<>();
            all.put("node.name", "n" + number);
            all.put("node.dataDir", own.resolve("data").toString());
            all.put("listen.data", "127.0.0.1:" + ports.take());
            all.put("listen.admin", "127.0.0.1:" + ports.take());
            all.put("listen.peer", peers.get(number - 1));
            all.put(
                    "cluster.seeds",
                    '['
                            + String.join(
                                    ", ",
                                    peers.stream().map(peer -> '"' + peer + '"').toList())
                            + ']');
            all.put("cluster.bootstrapExpect", Integer.toString(count));
            all.put("replication.n", Integer.toString(Math.min(3, count)));
            all.putAll(settings);
            return new RealNode(number, own, ports, all, jvm);
        }

        /** Makes the cluster, starts all nodes, waits until they are ready; ends what it started if they are not. */
        public RealCluster start() {
            RealCluster cluster = create();
            try {
                cluster.startAll();
                cluster.awaitReady();
                return cluster;
            } catch (RuntimeException | Error fault) {
                cluster.keep();
                cluster.close();
                throw fault;
            }
        }
    }

    /** All nodes, running or not, in the order of their numbers. */
    public List<RealNode> nodes() {
        return nodes;
    }

    /** The node with that number, from 1. */
    public RealNode node(int number) {
        return nodes.get(number - 1);
    }

    /** The nodes whose processes live. */
    public List<RealNode> running() {
        return nodes.stream().filter(RealNode::isRunning).toList();
    }

    /** Where everything lies. */
    public Path directory() {
        return directory;
    }

    /** The cluster's own client, closed with it. */
    public GrammeClient client() {
        return client;
    }

    /** A client to be built with settings of the caller's; it knows all nodes. */
    public GrammeClient.Builder clientBuilder() {
        GrammeClient.Builder builder = GrammeClient.builder();
        nodes.forEach(node -> builder.endpoint(node.data().toString()));
        return builder;
    }

    /** Starts every node that does not run; does not wait. */
    public void startAll() {
        nodes.forEach(RealNode::start);
    }

    /** {@code kill -9} of all nodes at once. */
    public void killAll() {
        shootAll();
        nodes.forEach(RealNode::kill);
    }

    private void shootAll() {
        nodes.forEach(RealNode::shoot);
        more.forEach(RealNode::shoot);
    }

    /**
     * One more node with the settings of the others, a folder and ports of its own. It is none of {@link #nodes()}: whoever
     * makes it starts it, changes its settings before, and ends it, at the latest {@link #close} does.
     */
    public RealNode more(String name) {
        return more(name, List.of());
    }

    /** The same with more options of its virtual machine. */
    public RealNode more(String name, List<String> options) {
        try {
            Path own = Files.createDirectories(directory.resolve("more-" + more.size()));
            Map<String, String> settings = nodes.get(0).settings();
            settings.put("node.name", name);
            settings.put("node.dataDir", own.resolve("data").toString());
            List<String> jvm = new ArrayList<>(nodes.get(0).jvm());
            jvm.addAll(options);
            RealNode node = new RealNode(nodes.size() + more.size() + 1, own, ports, settings, jvm).moveToOtherPorts();
            more.add(node);
            return node;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Every node runs, none is paused, all are ready: what a test may expect that follows another. */
    public void heal() {
        nodes.forEach(RealNode::resume);
        startAll();
        awaitReady();
    }

    /** Waits until every running node is ready and knows the other running ones as alive; how long that took. */
    public Duration awaitReady() {
        return awaitReady(STARTING);
    }

    /**
     * The same with a patience of its own.
     *
     * @throws AssertionError when the time is over, or a process ended; with the end of its log
     */
    public Duration awaitReady(Duration patience) {
        List<RealNode> expected = running();
        return Await.until("the nodes are not ready", patience, () -> {
            for (RealNode node : expected) {
                String missing = missing(node, expected);
                if (!missing.isEmpty()) {
                    return missing;
                }
            }
            return "";
        });
    }

    private String missing(RealNode node, List<RealNode> expected) {
        if (!node.isRunning()) {
            throw new AssertionError(
                    node.name() + " ended:\n  " + String.join("\n  ", node.lastLines(20)) + "\n" + node.log());
        }
        return NodeStatus.of(this, node).missing(expected);
    }

    /** Writes that running nodes keep for others. */
    public long hints() {
        return running().stream()
                .mapToLong(node ->
                        adminJson(node, "/v1/admin/hints").path("pending").asLong())
                .sum();
    }

    /** A document of a node's admin port. */
    public JsonNode adminJson(RealNode node, String path) {
        RawAnswer answer = client.exchange(node.admin(), RawRequest.of("GET", path, Map.of()), EXCHANGE)
                .join();
        return NodeStatus.json(answer);
    }

    /**
     * A request to one node's data port as it is: no routing, no retry.
     *
     * @throws CompletionException with the cause, when no answer comes within 20 s
     */
    public RawAnswer exchange(RealNode node, RawRequest request) {
        return client.exchange(node.data(), request, EXCHANGE).join();
    }

    /** The owners of a key, in the order of its row. */
    public List<RealNode> owners(String bucket, String key) {
        JsonNode located = NodeStatus.json(
                exchange(running().get(0), RawRequest.of("GET", "/v1/locate/" + bucket + "/" + key, Map.of())));
        JsonNode owners = located.path("owners");
        return IntStream.range(0, owners.size())
                .mapToObj(i -> byName(owners.get(i).asText()))
                .toList();
    }

    private RealNode byName(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this cluster has no node " + name));
    }

    /** Lets the folder stay after {@link #close}: something failed, and the logs may tell why. */
    public synchronized void keep() {
        kept = true;
    }

    /** Ends all nodes at once; deletes the folder unless it is kept. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        client.close();
        killAll();
        more.forEach(RealNode::kill);
        if (!isJvmEnding()) {
            delete();
        }
    }

    private boolean isJvmEnding() {
        try {
            return !Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    private synchronized void delete() {
        if (kept) {
            System.err.println("kept for you to look at: " + directory);
            return;
        }
        try (Stream<Path> walked = Files.walk(directory)) {
            for (Path path : walked.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
