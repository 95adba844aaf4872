package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One node: the one that answers at the data address, or the one named. */
@Command(name = "node", description = "One node: what it is, what it counts, how it is set.")
final class NodeCommand {
    private static final String STORAGE = "gramme_storage_bytes";
    private static final String NODE = "The node's name (default: the one that answers).";

    private final Tool tool;

    NodeCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand("drain", DrainCommand.drain(tool))
                .addSubcommand("undrain", DrainCommand.undrain(tool));
    }

    @Command(name = "info", description = "Name, addresses, version, health, disk and load of a node.")
    int info(@Parameters(arity = "0..1", paramLabel = "NODE", description = NODE) @Nullable String node) {
        ClusterPeek peek = ClusterPeek.of(tool, node);
        String name = peek.cluster().path("node").asText();
        ObjectNode document = (ObjectNode) get(peek, "/v1/admin/members/" + KeyName.escaped(name));
        JsonNode version = get(peek, "/version");
        document.put("version", version.path("version").asText());
        document.put("java", version.path("java").asText());
        Answer ready = peek.http().send(peek.admin(), Ask.get("/health/ready"));
        document.put("ready", ready.isGood());
        Metrics metrics = metrics(peek);
        put(document, "keys", metrics, "gramme_storage_keys");
        if (metrics.has(STORAGE)) {
            // What is free on the disk is measured beside what is used of it.
            double free = metrics.sum(STORAGE, "kind=\"free\"");
            document.put("storageBytes", Math.round(metrics.sum(STORAGE) - free));
            document.put("freeBytes", Math.round(free));
        }
        put(document, "hintsPending", metrics, "gramme_hints_pending");
        put(document, "inFlight", metrics, "gramme_inflight");
        put(document, "uptimeSeconds", metrics, "jvm_uptime_seconds");
        tool.console().document(document, () -> Json.outline(document));
        return ready.isGood() ? ExitCodes.OK : ExitCodes.UNHEALTHY;
    }

    private static void put(ObjectNode document, String field, Metrics metrics, String name) {
        if (metrics.has(name)) {
            document.put(field, Math.round(metrics.sum(name)));
        }
    }

    @Command(name = "stats", description = "What a node counts and measures; histograms as count, mean and quantiles.")
    int stats(
            @Parameters(arity = "0..1", paramLabel = "NODE", description = NODE) @Nullable String node,
            @Option(names = "--match", paramLabel = "TEXT", description = "Only metrics whose name has this in it.")
                    @Nullable
                    String match) {
        Metrics metrics = metrics(ClusterPeek.of(tool, node));
        ObjectNode document = Json.object();
        ArrayNode all = document.putArray("metrics");
        TextTable table = new TextTable("METRIC", "LABELS", "VALUE");
        for (Metrics.Shown shown : metrics.shown()) {
            if (match == null || shown.name().contains(match)) {
                all.add(shown.document());
                table.row(shown.name(), shown.labels().isEmpty() ? "-" : shown.labels(), shown.text());
            }
        }
        tool.console().document(document, table::text);
        return ExitCodes.OK;
    }

    @Command(name = "config", description = "The configuration a node runs with; secrets are left out.")
    int config(@Parameters(arity = "0..1", paramLabel = "NODE", description = NODE) @Nullable String node) {
        JsonNode document = get(ClusterPeek.of(tool, node), "/v1/admin/config");
        tool.console().document(document, () -> {
            TextTable table = new TextTable("SETTING", "VALUE", "FROM");
            document.path("settings")
                    .forEach(setting -> table.row(
                            setting.path("key").asText(),
                            setting.path("value").asText(),
                            setting.path("origin").asText()));
            return table.text();
        });
        return ExitCodes.OK;
    }

    @Command(name = "compact", description = "Makes a node write its index out and get dead space of its log back.")
    int compact(@Parameters(arity = "0..1", paramLabel = "NODE", description = NODE) @Nullable String node) {
        ClusterPeek peek = ClusterPeek.of(tool, node);
        JsonNode task = task(peek, "/v1/admin/compact", Json.object());
        tool.console().document(task, () -> task.path("detail").asText("compaction is done") + "\n");
        return ExitCodes.OK;
    }

    private JsonNode task(ClusterPeek peek, String path, ObjectNode body) {
        Answer accepted =
                peek.http().send(peek.admin(), Ask.json("POST", path, body)).orFail();
        return NodeTask.follow(tool, peek.http(), peek.admin(), accepted);
    }

    @Command(name = "loglevel", description = "Changes what a node logs, until it is started again.")
    int loglevel(
            @Parameters(
                            index = "0",
                            paramLabel = "LOGGER",
                            description = "As in io.gramme.node.handoff; root for everything.")
                    String logger,
            @Parameters(index = "1", paramLabel = "LEVEL", description = "error, warn, info, debug or trace.")
                    String level,
            @Option(names = "--node", paramLabel = "NODE", description = NODE) @Nullable String node) {
        task(
                ClusterPeek.of(tool, node),
                "/v1/admin/loglevel",
                Json.object().put("logger", logger).put("level", level));
        tool.console().done(logger + " logs at " + level);
        return ExitCodes.OK;
    }

    private static JsonNode get(ClusterPeek peek, String path) {
        return peek.http().send(peek.admin(), Ask.get(path)).orFail().json();
    }

    private static Metrics metrics(ClusterPeek peek) {
        Answer answer = peek.http().send(peek.admin(), Ask.get("/metrics")).orFail();
        return Metrics.parse(new String(answer.body(), StandardCharsets.UTF_8));
    }
}
