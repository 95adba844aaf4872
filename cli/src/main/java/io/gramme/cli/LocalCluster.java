package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Nodes on this machine, each a real process, kept in one folder: {@code cluster.properties} and a folder per node. */
final class LocalCluster {
    /** How long a node may take to write everything and go. */
    private static final Duration STOPPING = Duration.ofSeconds(30);

    /** What a drained node waits for. */
    private static final String DRAINED = "gramme node undrain";

    private static final String FILE = "cluster.properties";
    private static final int LOG_LINES = 12;

    /**
     * The second compiler inlines less than by default: several nodes that start or move share this machine's processors. And
     * it compiles paths that were not taken yet (no trap there, limit 0), so that a move, which takes them, discards little of it.
     */
    private static final String JVM =
            "-Xms64m -Xmx512m -XX:MetaspaceSize=64m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError"
                    + " -XX:MaxInlineLevel=6 -XX:InlineSmallCode=1000 -XX:FreqInlineSize=120"
                    + " -XX:PerMethodTrapLimit=0";
    /** A newcomer plays a rehearsal before partitions come to it; this has it compiled, and would make a start slower. */
    private static final String NEWCOMER_JVM = " -XX:Tier4LoadFeedback=100";

    private final Path directory;
    private final int founders;
    private final List<LocalNode> nodes;

    /** @param founders how many of the nodes made the cluster; those after them joined it */
    private LocalCluster(Path directory, int count, int founders, int basePort) {
        this.directory = directory;
        this.founders = founders;
        List<LocalNode> made = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            made.add(new LocalNode(i, directory.resolve("n" + i), LocalPorts.ofNode(basePort, i)));
        }
        this.nodes = List.copyOf(made);
    }

    /** What the file of a folder says, if there is one. */
    static Optional<Properties> kept(Path directory) {
        return Home.read(directory.resolve(FILE));
    }

    /** The cluster of that folder, if one was made there. */
    static Optional<LocalCluster> open(Path directory) {
        return kept(directory).map(kept -> {
            try {
                String nodes = kept.getProperty("nodes");
                return new LocalCluster(
                        directory,
                        Integer.parseInt(nodes),
                        Integer.parseInt(kept.getProperty("founders", nodes)),
                        Integer.parseInt(kept.getProperty("basePort")));
            } catch (NumberFormatException broken) {
                throw new ToolFailure(ExitCodes.ERROR, directory.resolve(FILE) + " says no numbers", null);
            }
        });
    }

    /** Makes the folders and configurations; starts nothing. */
    static LocalCluster create(Path directory, int count, int basePort) throws IOException {
        LocalCluster cluster = new LocalCluster(directory.toAbsolutePath().normalize(), count, count, basePort);
        for (LocalNode node : cluster.nodes) {
            Files.createDirectories(node.directory());
            Files.writeString(node.configuration(), cluster.configuration(node));
        }
        Properties kept = new Properties();
        kept.setProperty("nodes", Integer.toString(count));
        kept.setProperty("basePort", Integer.toString(basePort));
        Home.write(
                directory.resolve(FILE), kept, "A local Gramme cluster: gramme local status|stop|start|down --dir .");
        return cluster;
    }

    /** The same cluster with a folder and a configuration for one node more, which joins it; starts nothing. */
    static LocalCluster grow(Path directory, LocalCluster known) throws IOException {
        Properties kept = kept(directory).orElseGet(Properties::new);
        int count = known.nodes.size() + 1;
        int basePort = Integer.parseInt(kept.getProperty("basePort"));
        String replicas = kept.getProperty("replicas", Integer.toString(Math.min(3, known.founders)));
        int taken = LocalPorts.taken(LocalPorts.ofNode(basePort, count), 1);
        if (taken != 0) {
            throw new ToolFailure(ExitCodes.ERROR, "port " + taken + ", which the new node would take, is in use");
        }
        LocalCluster grown = new LocalCluster(known.directory, count, known.founders, basePort);
        LocalNode added = grown.nodes.get(count - 1);
        Files.createDirectories(added.directory());
        Files.writeString(added.configuration(), grown.configuration(added, known.nodes, Integer.parseInt(replicas)));
        kept.setProperty("nodes", Integer.toString(count));
        kept.setProperty("founders", Integer.toString(known.founders));
        kept.setProperty("replicas", replicas);
        Home.write(
                directory.resolve(FILE), kept, "A local Gramme cluster: gramme local status|stop|start|down --dir .");
        return grown;
    }

    private String configuration(LocalNode node) {
        return configuration(node, nodes, Math.min(3, nodes.size()));
    }

    private String configuration(LocalNode node, List<LocalNode> seedNodes, int replicas) {
        List<String> seeds =
                seedNodes.stream().map(one -> '"' + one.address(2) + '"').toList();
        return """
                cluster: {name: local, seeds: [%s], bootstrapExpect: %d}
                node: {name: %s, zone: a, dataDir: "%s", shards: 1}
                listen: {data: "%s", admin: "%s", peer: "%s"}
                replication: {n: %d}
                """.formatted(
                        String.join(", ", seeds),
                        seedNodes.size(),
                        node.name(),
                        node.directory().resolve("data"),
                        node.address(0),
                        node.address(1),
                        node.address(2),
                        replicas);
    }

    Path directory() {
        return directory;
    }

    List<LocalNode> nodes() {
        return nodes;
    }

    List<LocalNode> running() {
        return nodes.stream().filter(node -> node.process().isPresent()).toList();
    }

    /** The node called {@code 2} or {@code n2}. */
    LocalNode node(String name) {
        String wanted = name.startsWith("n") ? name : "n" + name;
        return nodes.stream()
                .filter(node -> node.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ToolFailure(
                        ExitCodes.USAGE, "there is no node " + name + "; there are n1 to n" + nodes.size()));
    }

    /** Starts a node's process, in a session of its own so that a Ctrl-C here is not meant for it. */
    void start(LocalNode node) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(launcher().toString());
        command.addAll(List.of("server", "-c", node.configuration().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(node.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(node.log().toFile()));
        builder.environment().putIfAbsent("GRAMME_NODE_OPTS", options(node));
        node.remember(builder.start().toHandle());
    }

    /** Options of a node's virtual machine, unless the environment names others. */
    String options(LocalNode node) {
        return node.number() <= founders ? JVM : JVM + NEWCOMER_JVM;
    }

    private static Path launcher() {
        String home = System.getProperty("gramme.home");
        if (home == null) {
            throw new ToolFailure(ExitCodes.ERROR, "start this through bin/gramme: it says where the node's jars are");
        }
        return Path.of(home, "bin", "gramme");
    }

    /** Ends a node's process and waits until it is gone; at once ({@code kill -9}), or after it wrote everything. */
    void stop(LocalNode node, boolean atOnce) throws IOException {
        Optional<ProcessHandle> process = node.process();
        if (process.isPresent()) {
            boolean asked =
                    atOnce ? process.get().destroyForcibly() : process.get().destroy();
            if (!asked && process.get().isAlive()) {
                throw new ToolFailure(ExitCodes.ERROR, node.name() + " cannot be told to stop");
            }
            awaitEnd(node, process.get());
        }
        node.forget();
    }

    private static void awaitEnd(LocalNode node, ProcessHandle process) {
        try {
            process.onExit().get(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            process.destroyForcibly();
            throw new ToolFailure(
                    ExitCodes.ERROR,
                    node.name() + " did not stop within " + STOPPING.toSeconds() + " s and was killed");
        } catch (InterruptedException | java.util.concurrent.ExecutionException stop) {
            throw new ToolFailure(ExitCodes.ERROR, "interrupted while " + node.name() + " was stopping");
        }
    }

    /**
     * Waits until every running node is ready and every one of them knows the others as alive.
     *
     * @param token for nodes that want one, or {@code null}
     * @throws ToolFailure when the time is over or a process ends; the message holds the end of its log
     */
    void awaitReady(Duration patience, @Nullable String token) {
        NodeHttp http = new NodeHttp(Duration.ofSeconds(1), token);
        List<LocalNode> started = running();
        Deque<LocalNode> waiting = new ArrayDeque<>(started);
        Await.until(
                "the nodes are not ready", ExitCodes.UNAVAILABLE, patience, () -> firstMissing(http, waiting, started));
    }

    /** Nodes that lack nothing are not asked again. */
    private String firstMissing(NodeHttp http, Deque<LocalNode> waiting, List<LocalNode> started) {
        while (!waiting.isEmpty()) {
            LocalNode node = waiting.element();
            if (node.process().isEmpty()) {
                throw new ToolFailure(
                        ExitCodes.ERROR,
                        node.name() + " ended while it was starting:\n  "
                                + String.join("\n  ", node.lastLines(LOG_LINES)),
                        "the whole log: " + node.log());
            }
            String missing = missing(http, node, started);
            if (!missing.isEmpty()) {
                return missing;
            }
            waiting.remove();
        }
        return "";
    }

    private static String missing(NodeHttp http, LocalNode node, List<LocalNode> started) {
        try {
            Answer ready = http.send(node.admin(), Ask.get("/health/ready"));
            String waitingFor = ready.isGood() ? "" : ClusterPeek.waitingFor(ready);
            // Who drained it wants it to stay so.
            if (!waitingFor.isEmpty() && !waitingFor.equals(DRAINED)) {
                return node.name() + " waits for: " + waitingFor;
            }
            JsonNode known = http.send(node.admin(), Ask.get("/v1/admin/members"))
                    .orFail()
                    .json();
            for (LocalNode other : started) {
                if (!isAlive(known, other.name())) {
                    return node.name() + " does not see " + other.name() + " yet";
                }
            }
            return "";
        } catch (ToolFailure refused) {
            if (refused.exitCode() == ExitCodes.AUTH) {
                throw refused;
            }
            return node.name() + " does not answer";
        }
    }

    /** Nodes without a seat are named while they live only. */
    private static boolean isAlive(JsonNode known, String name) {
        for (JsonNode member : known.path("members")) {
            if (member.path("name").asText().equals(name)) {
                return member.path("state").asText().equals("alive");
            }
        }
        return StreamSupport.stream(known.path("withoutSeat").spliterator(), false)
                .anyMatch(waiting -> waiting.path("name").asText().equals(name));
    }

    /** Kills what still runs, without waiting: for the way out. */
    void killAll() {
        nodes.forEach(node -> node.process().ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Deletes what the cluster has made, and the folder when nothing else is in it: {@code --dir} may name any. */
    void purge() throws IOException {
        for (LocalNode node : nodes) {
            if (Files.isDirectory(node.directory())) {
                deleteAll(node.directory());
            }
        }
        Files.deleteIfExists(directory.resolve(FILE));
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException someoneElses) {
            // It stays, with what it holds.
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(folder)) {
            all = walked.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
