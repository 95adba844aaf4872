package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes one node out of the way of clients, or back. */
@Command(name = "drain")
final class DrainCommand implements Callable<Integer> {
    private final Tool tool;
    private final String what;

    @Parameters(arity = "0..1", paramLabel = "NODE", description = "The node's name (default: the one that answers).")
    @Nullable
    String node;

    private DrainCommand(Tool tool, String what) {
        this.tool = tool;
        this.what = what;
    }

    /** {@code node drain}: waits until the node keeps nothing for others. */
    static CommandLine drain(Tool tool) {
        return line(
                tool,
                "drain",
                "Turns clients of a node away; it goes on as a replica, and hands over what it keeps for others.");
    }

    /** {@code node undrain}. */
    static CommandLine undrain(Tool tool) {
        return line(tool, "undrain", "Lets a drained node take clients again.");
    }

    private static CommandLine line(Tool tool, String what, String description) {
        CommandLine line = new CommandLine(new DrainCommand(tool, what));
        line.getCommandSpec().name(what).usageMessage().description(description);
        return line;
    }

    @Override
    public Integer call() {
        ClusterPeek peek = ClusterPeek.of(tool, node);
        Answer accepted = peek.http()
                .send(peek.admin(), Ask.json("POST", "/v1/admin/" + what, Json.object()))
                .orFail();
        JsonNode task = NodeTask.follow(tool, peek.http(), peek.admin(), accepted);
        tool.console().document(task, () -> task.path("detail").asText(what + " is done") + "\n");
        return ExitCodes.OK;
    }
}
