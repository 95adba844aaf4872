package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What nodes keep for others that could not be reached. */
@Command(name = "hints", description = "Writes that nodes keep for others until those are back.")
final class HintsCommand {
    private final Tool tool;

    HintsCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this);
    }

    @Command(
            name = "list",
            description = "Hints of every live node: for whom, how many, how old, and when they will be delivered, as"
                    + " measured over a second.")
    int list() {
        ClusterPeek peek = ClusterPeek.of(tool);
        JsonNode members = peek.cluster().path("members");
        ArrayNode hints = gather(peek, members);
        if (!hints.isEmpty()) {
            Map<String, Long> before = new HashMap<>();
            hints.forEach(hint -> before.put(lane(hint), hint.path("bytes").asLong()));
            long began = System.nanoTime();
            Await.pause();
            hints = gather(peek, members);
            putEta(hints, before, (System.nanoTime() - began) / 1e9);
        }
        ObjectNode document = Json.object();
        document.set("hints", hints);
        ArrayNode rows = hints;
        tool.console().document(document, () -> table(rows));
        return ExitCodes.OK;
    }

    private ArrayNode gather(ClusterPeek peek, JsonNode members) {
        ArrayNode all = Json.object().putArray("hints");
        for (JsonNode member : members) {
            if (!member.path("state").asText().equals("alive")) {
                continue;
            }
            JsonNode kept = kept(peek, member);
            for (JsonNode target : kept) {
                ObjectNode row = Json.object().put("keeper", member.path("name").asText());
                row.put("for", target.path("node").asText());
                row.put("pending", target.path("pending").asLong());
                row.put("bytes", target.path("bytes").asLong());
                row.put("oldestSeconds", target.path("oldestSeconds").asLong());
                all.add(row);
            }
        }
        return all;
    }

    /** What a node keeps: nothing is not the same as no answer. */
    private JsonNode kept(ClusterPeek peek, JsonNode member) {
        try {
            return peek.http()
                    .send(Target.base(member.path("admin").asText()), Ask.get("/v1/admin/hints"))
                    .orFail()
                    .json()
                    .path("targets");
        } catch (ToolFailure silent) {
            tool.console().warn(member.path("name").asText() + " does not say what it keeps: " + silent.getMessage());
            return Json.object();
        }
    }

    private static String lane(JsonNode hint) {
        return hint.path("keeper").asText() + ' ' + hint.path("for").asText();
    }

    private static void putEta(ArrayNode hints, Map<String, Long> before, double seconds) {
        for (JsonNode hint : hints) {
            long bytes = hint.path("bytes").asLong();
            long delivered = before.getOrDefault(lane(hint), bytes) - bytes;
            if (delivered > 0) {
                ((ObjectNode) hint).put("etaSeconds", (long) Math.ceil(bytes * seconds / delivered));
            }
        }
    }

    private static String table(ArrayNode hints) {
        if (hints.isEmpty()) {
            return "no live node keeps hints\n";
        }
        TextTable table = new TextTable("KEEPER", "FOR", "PENDING", "BYTES", "OLDEST", "ETA");
        for (JsonNode hint : hints) {
            table.row(
                    hint.path("keeper").asText(),
                    hint.path("for").asText(),
                    hint.path("pending").asText(),
                    hint.path("bytes").asText(),
                    hint.path("oldestSeconds").asText() + "s",
                    hint.has("etaSeconds") ? hint.path("etaSeconds").asText() + "s" : "-");
        }
        return table.text();
    }
}
