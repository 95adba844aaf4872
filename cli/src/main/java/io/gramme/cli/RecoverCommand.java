package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forms a new group of deciders after a majority of them is gone for good. */
@Command(
        name = "recover",
        description = "Gives up nodes that will never come back, when the ring cannot be changed any more because a"
                + " majority of those who decide is among them.")
final class RecoverCommand implements Callable<Integer> {
    private static final String RISK = "nobody decides this: should the lost nodes still run somewhere, both sides may"
            + " change the ring, and what the lost side does is given up; writes that only lost nodes hold are gone."
            + " Run it once, on one node, when they are certainly dead";

    private final Tool tool;

    @Option(
            names = "--lost",
            paramLabel = "NODE",
            required = true,
            split = ",",
            description = "The nodes that are gone.")
    List<String> lost = List.of();

    RecoverCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() {
        tool.console().warn(RISK);
        if (!tool.yes) {
            throw new ToolFailure(ExitCodes.USAGE, "to do it all the same, say so with --yes", null);
        }
        ObjectNode body = Json.object();
        ArrayNode names = body.putArray("lost");
        lost.forEach(names::add);
        ClusterPeek peek = ClusterPeek.of(tool);
        JsonNode answer = peek.http()
                .send(peek.admin(), Ask.json("POST", "/v1/admin/recover", body))
                .orFail()
                .json();
        tool.console()
                .document(
                        answer, () -> "recovered: epoch " + answer.path("epoch").asText() + "\n");
        tool.console().next("gramme plan replace " + lost.get(0) + " NEW, or gramme plan leave " + lost.get(0));
        return ExitCodes.OK;
    }
}
