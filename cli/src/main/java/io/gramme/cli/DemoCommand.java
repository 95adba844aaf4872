package io.gramme.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
        Path directory = cluster.directory();
        tool.console().line("\nThe cluster is yours: put, get, delete, locate, cluster status, local kill 2 ... exit");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        while (true) {
            System.err.print("gramme> ");
            System.err.flush();
            String line = lines.readLine();
            if (line == null || line.strip().equals("exit") || line.strip().equals("quit")) {
                return;
            }
            if (!line.isBlank()) {
                run(cluster, directory, line.strip());
            }
        }
    }

    private static void run(LocalCluster cluster, Path directory, String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.split("\\s+", -1)));
        if (words.get(0).equals("gramme")) {
            words.remove(0);
        }
        if (words.isEmpty() || words.get(0).equals("demo")) {
            return;
        }
        if (words.get(0).equals("local")) {
            words.addAll(List.of("--dir", directory.toString()));
        }
        words.add("-e");
        words.add(String.join(
                ",",
                cluster.nodes().stream().map(node -> node.data().toString()).toList()));
        Gramme.commandLine(new Tool(System.out, System.err)).execute(words.toArray(String[]::new));
    }
}
