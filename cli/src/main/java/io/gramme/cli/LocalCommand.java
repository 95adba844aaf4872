package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Clusters on this machine, of real processes. */
@Command(name = "local", description = "A cluster on this machine: real processes, data kept in a folder.")
final class LocalCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MOST_NODES = 32;

    private final Tool tool;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where everything is kept (default: ~/.gramme/local).")
    Path directory = Home.local();

    LocalCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this).addSubcommand(new LocalAddCommand(tool, this));
    }

    @Command(name = "up", description = "Starts the nodes; returns when they are ready and know each other.")
    int up(
            @Option(
                            names = {"-n", "--nodes"},
                            paramLabel = "N",
                            description = "How many (default: 3, or as many as the folder has).")
                    @Nullable
                    Integer wanted,
            @Option(
                            names = "--base-port",
                            paramLabel = "PORT",
                            description =
                                    "Data port of n1 (default: GRAMME_BASE_PORT, else 7070 or the next free block).")
                    @Nullable
                    Integer basePort)
            throws IOException {
        LocalCluster known = LocalCluster.open(directory).orElse(null);
        LocalCluster cluster = known == null ? create(wanted == null ? 3 : wanted, basePort) : known;
        if (wanted != null && wanted != cluster.nodes().size()) {
            throw new ToolFailure(
                    ExitCodes.USAGE,
                    directory + " holds a cluster of " + cluster.nodes().size() + " nodes",
                    "gramme local down --purge, or --dir for another one");
        }
        for (LocalNode node : cluster.nodes()) {
            if (node.process().isEmpty()) {
                cluster.start(node);
                tool.console().detail("started " + node.name() + ", log " + node.log());
            }
        }
        cluster.awaitReady(tool.timeoutOr(PATIENCE), tool.target().token());
        show(cluster);
        String endpoint = cluster.nodes().get(0).data().toString();
        boolean found = directory
                .toAbsolutePath()
                .normalize()
                .equals(Home.local().toAbsolutePath().normalize());
        String where = found ? "" : " -e " + endpoint;
        tool.console().next("gramme put demo/hello world" + where + "; gramme get demo/hello" + where);
        return ExitCodes.OK;
    }

    private LocalCluster create(int nodes, @Nullable Integer basePort) throws IOException {
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new ToolFailure(ExitCodes.USAGE, "-n takes 1 to " + MOST_NODES);
        }
        Integer fixed = basePort == null ? basePortOfEnvironment() : basePort;
        int base = fixed == null ? LocalPorts.freeBase(nodes) : fixed;
        int taken = LocalPorts.taken(base, nodes);
        if (taken != 0) {
            throw new ToolFailure(
                    ExitCodes.ERROR, "port " + taken + " is in use", "choose another block with --base-port");
        }
        if (base != LocalPorts.DEFAULT_BASE && fixed == null) {
            tool.console().warn("port block " + LocalPorts.DEFAULT_BASE + " is in use, taking " + base);
        }
        Files.createDirectories(directory);
        return LocalCluster.create(directory, nodes, base);
    }

    private static @Nullable Integer basePortOfEnvironment() {
        String text = System.getenv("GRAMME_BASE_PORT");
        if (text == null || text.isBlank()) {
            return null;
        }
        if (!text.matches("[0-9]{4,5}")) {
            throw new ToolFailure(ExitCodes.USAGE, "GRAMME_BASE_PORT is '" + text + "', which is no port");
        }
        return Integer.valueOf(text);
    }

    @Command(name = "status", description = "Which nodes run, and where.")
    int status() {
        show(existing());
        return ExitCodes.OK;
    }

    private void show(LocalCluster cluster) {
        ObjectNode json = Json.object();
        json.put("directory", cluster.directory().toString());
        ArrayNode nodes = json.putArray("nodes");
        TextTable table = new TextTable("NODE", "PROCESS", "DATA", "ADMIN", "PEERS");
        for (LocalNode node : cluster.nodes()) {
            long pid = node.process().map(ProcessHandle::pid).orElse(-1L);
            ObjectNode one = nodes.addObject().put("node", node.name()).put("running", pid > 0);
            if (pid > 0) {
                one.put("pid", pid);
            }
            one.put("data", node.data().toString());
            one.put("admin", node.admin().toString());
            one.put("peer", node.address(2));
            one.put("log", node.log().toString());
            table.row(node.name(), pid > 0 ? pid : "down", node.data(), node.admin(), node.address(2));
        }
        tool.console().document(json, table::text);
    }

    @Command(name = "stop", description = "Stops a node: it drains, writes everything, and goes.")
    int stop(@Parameters(paramLabel = "N", description = "The node: 2 or n2.") String node) throws IOException {
        LocalCluster cluster = existing();
        cluster.stop(cluster.node(node), false);
        tool.console().done(cluster.node(node).name() + " has stopped");
        return ExitCodes.OK;
    }

    @Command(name = "kill", description = "Kills a node (SIGKILL).")
    int kill(@Parameters(paramLabel = "N", description = "The node: 2 or n2.") String node) throws IOException {
        LocalCluster cluster = existing();
        cluster.stop(cluster.node(node), true);
        tool.console().done(cluster.node(node).name() + " is dead");
        tool.console().next("gramme cluster status; gramme local start " + node);
        return ExitCodes.OK;
    }

    @Command(name = "start", description = "Starts a node again; returns when it is ready and known.")
    int start(@Parameters(paramLabel = "N", description = "The node: 2 or n2.") String node) throws IOException {
        LocalCluster cluster = existing();
        LocalNode wanted = cluster.node(node);
        if (wanted.process().isEmpty()) {
            cluster.start(wanted);
        }
        cluster.awaitReady(tool.timeoutOr(PATIENCE), tool.target().token());
        tool.console().done(wanted.name() + " is ready");
        return ExitCodes.OK;
    }

    @Command(name = "down", description = "Stops all nodes; with --purge their data goes too.")
    int down(@Option(names = "--purge", description = "Deletes what the nodes have kept.") boolean purge)
            throws IOException {
        LocalCluster cluster = existing();
        for (LocalNode node : cluster.nodes()) {
            cluster.stop(node, false);
        }
        if (purge) {
            cluster.purge();
        }
        tool.console().done("all nodes have stopped" + (purge ? "; their data is gone" : ""));
        return ExitCodes.OK;
    }

    private LocalCluster existing() {
        return LocalCluster.open(directory)
                .orElseThrow(() -> new ToolFailure(
                        ExitCodes.NOT_FOUND, "there is no local cluster in " + directory, "gramme local up"));
    }
}
