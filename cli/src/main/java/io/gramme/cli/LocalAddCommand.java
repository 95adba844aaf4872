package io.gramme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A further node of a local cluster: started and known, without a seat until a plan gives it one. */
@Command(name = "add", description = "Starts a further node, called by the next number; a plan gives it partitions.")
final class LocalAddCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Tool tool;

    private final LocalCommand local;

    LocalAddCommand(Tool tool, LocalCommand local) {
        this.tool = tool;
        this.local = local;
    }

    @Override
    public Integer call() throws IOException {
        Path directory = local.directory;
        LocalCluster known = LocalCluster.open(directory)
                .orElseThrow(() -> new ToolFailure(
                        ExitCodes.NOT_FOUND, "there is no local cluster in " + directory, "gramme local up"));
        LocalCluster grown = LocalCluster.grow(directory, known);
        LocalNode added = grown.nodes().get(grown.nodes().size() - 1);
        grown.start(added);
        NodeHttp http = new NodeHttp(Duration.ofSeconds(2), tool.target().token());
        Await.until(
                added.name() + " is not ready, see " + added.log(),
                ExitCodes.UNHEALTHY,
                tool.timeoutOr(PATIENCE),
                () -> waitingFor(http, added));
        tool.console().done(added.name() + " is ready at " + added.data() + "; it has no seat yet");
        tool.console().next("gramme plan join " + added.name() + "; gramme plan commit");
        return ExitCodes.OK;
    }

    /** A node without a seat is there once it knows the ring. */
    private static String waitingFor(NodeHttp http, LocalNode node) {
        try {
            return http.send(node.data(), NodeHttp.Ask.get("/v1/ring")).isGood() ? "" : "no ring yet";
        } catch (ToolFailure notYet) {
            return String.valueOf(notYet.getMessage());
        }
    }
}
