package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Snapshots: hard links to files that never change, on each node's own disk. */
@Command(
        name = "snapshot",
        description = "Snapshots on the nodes' disks. gramme snapshot restore PATH DIR makes a data directory.")
final class SnapshotCommand {
    private static final String ROUTE = "/v1/admin/snapshot";

    private final Tool tool;

    SnapshotCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this);
    }

    @Command(name = "create", description = "Makes a snapshot on every live node, or on one.")
    int create(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "NAME",
                            description = "Letters, digits, dots and dashes (default: the time).")
                    @Nullable
                    String name,
            @Option(names = "--node", paramLabel = "NODE", description = "Only this node.") @Nullable String node) {
        ObjectNode document = Json.object();
        ArrayNode all = document.putArray("snapshots");
        ObjectNode body = Json.object();
        if (name != null) {
            body.put("name", name);
        }
        TextTable table = new TextTable("NODE", "STATE", "SNAPSHOT");
        for (LiveMember member : LiveMember.all(tool, node)) {
            Answer accepted = tool.http()
                    .send(member.admin(), Ask.json("POST", ROUTE, body))
                    .orFail();
            JsonNode task = NodeTask.follow(tool, tool.http(), member.admin(), accepted);
            ObjectNode one = all.addObject().put("node", member.name());
            one.setAll((ObjectNode) task);
            table.row(member.name(), task.path("state").asText("done"), place(task));
        }
        tool.console().document(document, table::text);
        tool.console().next("copy the folders away from the nodes; gramme snapshot list");
        return ExitCodes.OK;
    }

    private static String place(JsonNode task) {
        String detail = task.path("detail").asText();
        return detail.isEmpty() ? task.path("subject").asText("-") : detail;
    }

    @Command(name = "list", description = "The snapshots that are on the nodes' disks.")
    int list(@Option(names = "--node", paramLabel = "NODE", description = "Only this node.") @Nullable String node) {
        ObjectNode document = Json.object();
        ArrayNode all = document.putArray("snapshots");
        TextTable table = new TextTable("NODE", "SNAPSHOT", "COMPLETE", "FILES", "BYTES", "PATH");
        for (LiveMember member : LiveMember.all(tool, node)) {
            JsonNode found = tool.http()
                    .send(member.admin(), Ask.get(ROUTE))
                    .orFail()
                    .json()
                    .path("snapshots");
            for (JsonNode snapshot : found) {
                ObjectNode one = all.addObject().put("node", member.name());
                one.setAll((ObjectNode) snapshot);
                table.row(
                        member.name(),
                        snapshot.path("name").asText(),
                        snapshot.path("complete").asBoolean() ? "yes" : "no",
                        snapshot.path("files").asText("-"),
                        snapshot.path("bytes").asText("-"),
                        snapshot.path("path").asText("-"));
            }
        }
        tool.console().document(document, table::text);
        return ExitCodes.OK;
    }
}
