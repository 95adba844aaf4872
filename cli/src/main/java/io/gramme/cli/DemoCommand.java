package io.gramme.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Three nodes in a temporary folder and a guided tour that checks what it shows. */
@Command(
        name = "demo",
        description = {
            "Starts three nodes in a temporary folder and plays a guided tour that checks every step.",
            "Then a shell, unless --no-shell. Exit code 1 when a step fails."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int NODES = 3;
    private static final int LOG_LINES = 15;

    private final Tool tool;

    @Option(names = "--no-shell", description = "Plays the tour and ends.")
    boolean noShell;

    DemoCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() throws IOException {
        int base = LocalPorts.freeBase(NODES);
        LocalCluster cluster = LocalCluster.create(Files.createTempDirectory("gramme-demo"), NODES, base);
        Thread lastResort = new Thread(cluster::killAll, "demo-end");
        Runtime.getRuntime().addShutdownHook(lastResort);
        try {
            new Tour(tool, cluster).play();
            if (!noShell) {
                shell(cluster);
            }
        } catch (ToolFailure | IOException failed) {
            cluster.killAll();
            explain(cluster, failed);
            return ExitCodes.ERROR;
        }
        for (LocalNode node : cluster.nodes()) {
            cluster.stop(node, false);
        }
        cluster.purge();
        return ExitCodes.OK;
    }

    private void explain(LocalCluster cluster, Exception failed) {
        Console console = tool.console();
        console.warn("the demo failed: " + failed.getMessage());
        for (LocalNode node : cluster.nodes()) {
            console.error("--- last lines of " + node.log());
            node.lastLines(LOG_LINES).forEach(console::error);
        }
        console.next("everything is kept in " + cluster.directory());
    }

    /** Commands of the tool, one a line, against the demo's nodes. */
    private void shell(LocalCluster cluster) throws IOException {
        tool.console().line("\nThe cluster is yours: put, get, delete, locate, cluster status, local kill 2 ... exit");
        String endpoints = String.join(
                ",",
                cluster.nodes().stream().map(node -> node.data().toString()).toList());
        List<URI> bases = cluster.nodes().stream().map(LocalNode::data).toList();
        new Shell(
                        tool,
                        words -> {
                            List<String> all = new ArrayList<>(words);
                            if (words.get(0).equals("local")) {
                                all.addAll(List.of("--dir", cluster.directory().toString()));
                            }
                            all.addAll(List.of("-e", endpoints));
                            return all;
                        },
                        () -> new Target(bases, null, null))
                .run();
    }
}
