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

/** Anti-entropy: how far it is, and a round at once. It runs by itself; nobody has to start it. */
@Command(
        name = "repair",
        description = "Comparing the copies and merging what differs. The nodes do it by themselves; this is for now.")
final class RepairCommand {
    private static final String TASKS = "/v1/admin/tasks";

    private final Tool tool;

    RepairCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this);
    }

    @Command(name = "start", description = "Compares all partitions of every live node, or of one, now.")
    int start(
            @Parameters(arity = "0..1", paramLabel = "NODE", description = "Only this node.") @Nullable String node,
            @Option(names = "--partition", paramLabel = "N", description = "Only this partition; name an owner too.")
                    @Nullable
                    Integer partition) {
        ObjectNode document = Json.object();
        ArrayNode all = document.putArray("repairs");
        TextTable table = new TextTable("NODE", "STATE", "WHAT");
        String route = "/v1/admin/repair" + (partition == null ? "" : "?partition=" + partition);
        for (LiveMember member : LiveMember.all(tool, node)) {
            Answer accepted = tool.http()
                    .send(member.admin(), Ask.json("POST", route, Json.object()))
                    .orFail();
            JsonNode task = NodeTask.follow(tool, tool.http(), member.admin(), accepted);
            ObjectNode one = all.addObject().put("node", member.name());
            one.setAll((ObjectNode) task);
            table.row(
                    member.name(),
                    task.path("state").asText(),
                    task.path("detail").asText("-"));
        }
        tool.console().document(document, table::text);
        return ExitCodes.OK;
    }

    @Command(name = "status", description = "What is due, what was repaired, and the background budget, by node.")
    int status(
            @Parameters(arity = "0..1", paramLabel = "NODE", description = "Only this node.") @Nullable String node) {
        ObjectNode document = Json.object();
        ArrayNode all = document.putArray("nodes");
        TextTable table =
                new TextTable("NODE", "DUE", "UNTRUSTED", "DAMAGED", "ROUNDS", "FAILED", "REPAIRED", "BUDGET");
        for (LiveMember member : LiveMember.all(tool, node)) {
            ObjectNode one = all.addObject().put("node", member.name());
            one.setAll((ObjectNode) tool.http()
                    .send(member.admin(), Ask.get("/v1/admin/repairs"))
                    .orFail()
                    .json());
            JsonNode totals = one.path("totals");
            table.row(
                    member.name(),
                    one.path("due").asText(),
                    String.valueOf(one.path("untrusted").size()),
                    one.path("damagedRecords").asText(),
                    totals.path("rounds").asText(),
                    totals.path("failed").asText(),
                    totals.path("keysRepaired").asText(),
                    budget(one.path("budget")));
        }
        tool.console().document(document, table::text);
        return ExitCodes.OK;
    }

    private static String budget(JsonNode budget) {
        long kibibytes = budget.path("bytesPerSecond").asLong() >> 10;
        long full = budget.path("fullBytesPerSecond").asLong() >> 10;
        return kibibytes + " of " + full + " KiB/s";
    }

    @Command(name = "stop", description = "Stops the repairs that were started by hand; the nodes' own go on.")
    int stop(@Parameters(arity = "0..1", paramLabel = "NODE", description = "Only this node.") @Nullable String node) {
        ObjectNode document = Json.object();
        ArrayNode all = document.putArray("stopped");
        TextTable table = new TextTable("NODE", "TASK", "DONE", "OF");
        for (LiveMember member : LiveMember.all(tool, node)) {
            JsonNode tasks = tool.http()
                    .send(member.admin(), Ask.get(TASKS))
                    .orFail()
                    .json()
                    .path("tasks");
            for (JsonNode task : tasks) {
                boolean runs = task.path("state").asText().equals("running");
                if (runs && task.path("kind").asText().equals("repair")) {
                    String id = task.path("id").asText();
                    tool.http()
                            .send(member.admin(), Ask.json("DELETE", TASKS + "/" + id, Json.object()))
                            .orFail();
                    all.addObject().put("node", member.name()).put("task", id);
                    table.row(
                            member.name(),
                            id,
                            task.path("done").asText("0"),
                            task.path("total").asText("-"));
                }
            }
        }
        tool.console().document(document, table::text);
        return ExitCodes.OK;
    }
}
