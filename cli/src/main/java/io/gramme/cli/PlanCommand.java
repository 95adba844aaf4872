package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes of the ring: staged on the node that answers, looked at, committed. */
@Command(
        name = "plan",
        description =
                "Changes of the ring: stage joins, leaves, replacements, weights and zones, look at what they cost,"
                        + " commit.")
final class PlanCommand {
    private static final String PLAN = "/v1/admin/plan";
    /** A commit may meet others and try again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Tool tool;

    PlanCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this);
    }

    @Command(name = "join", description = "Stages a seat for a node that has none.")
    int join(@Parameters(paramLabel = "NODE", description = "Its name or id.") String node) {
        return stage("join", Json.object().put("node", node));
    }

    @Command(name = "leave", description = "Stages that a node gives up all its partitions.")
    int leave(@Parameters(paramLabel = "NODE", description = "Its name or id.") String node) {
        return stage("leave", Json.object().put("node", node));
    }

    @Command(
            name = "replace",
            description = "Stages that a node without a seat takes the place of another, dead or alive.")
    int replace(
            @Parameters(index = "0", paramLabel = "OLD", description = "The node that goes.") String old,
            @Parameters(index = "1", paramLabel = "NEW", description = "The node that takes its place.") String by) {
        return stage("replace", Json.object().put("node", old).put("by", by));
    }

    @Command(name = "weight", description = "Stages another share of the partitions.")
    int weight(
            @Parameters(index = "0", paramLabel = "NODE", description = "Its name or id.") String node,
            @Parameters(index = "1", paramLabel = "WEIGHT", description = "Relative to the others; 1 is usual.")
                    double weight) {
        if (!(weight > 0)) {
            throw new ToolFailure(ExitCodes.USAGE, "WEIGHT is above 0, and 1 for a usual node");
        }
        return stage("weight", Json.object().put("node", node).put("weight", weight));
    }

    @Command(name = "zone", description = "Stages another failure domain for a node.")
    int zone(
            @Parameters(index = "0", paramLabel = "NODE", description = "Its name or id.") String node,
            @Parameters(index = "1", paramLabel = "ZONE", description = "The zone it stands in.") String zone) {
        return stage("zone", Json.object().put("node", node).put("zone", zone));
    }

    private int stage(String kind, ObjectNode body) {
        ClusterPeek peek = peek();
        Answer answer = peek.http()
                .send(peek.admin(), Ask.json("POST", PLAN + "/" + kind, body))
                .orFail();
        JsonNode plan = answer.json();
        show(plan);
        boolean fewer = plan.path("needsAllowFewer").asBoolean();
        tool.console().next(fewer ? "gramme plan clear, or gramme plan commit --allow-fewer" : "gramme plan commit");
        return ExitCodes.OK;
    }

    private ClusterPeek peek() {
        return new ClusterPeek(tool.http(PATIENCE), ClusterPeek.of(tool).admin());
    }

    @Command(name = "show", description = "What is staged: moves, bytes, seconds, and what to mind.")
    int show() {
        ClusterPeek peek = peek();
        show(peek.http().send(peek.admin(), Ask.get(PLAN)).orFail().json());
        return ExitCodes.OK;
    }

    private void show(JsonNode plan) {
        tool.console().document(plan, () -> text(plan));
        plan.path("warnings").forEach(warning -> tool.console().warn(warning.asText()));
    }

    private static String text(JsonNode plan) {
        StringBuilder text = new StringBuilder();
        plan.path("edits").forEach(edit -> text.append(edit.asText()).append('\n'));
        text.append(plan.path("moves").asText())
                .append(" copies of partitions move, about ")
                .append(plan.path("bytes").asText())
                .append(" bytes, ")
                .append(plan.path("seconds").asText())
                .append(" s at the full background rate\n");
        TextTable table = new TextTable("NODE", "BEFORE", "AFTER", "FAIR SHARE");
        for (JsonNode node : ClusterCommand.byName(plan.path("nodes"), "node")) {
            table.row(
                    node.path("node").asText(),
                    node.path("before").asText(),
                    node.path("after").asText(),
                    node.path("fairShare").asText());
        }
        return text.append(table.text()).toString();
    }

    @Command(name = "commit", description = "Commits what is staged; partitions move from then on.")
    int commit(
            @Option(names = "--allow-fewer", description = "Even if partitions then have fewer owners than N.")
                    boolean allowFewer) {
        ClusterPeek peek = peek();
        Answer staged = peek.http().send(peek.admin(), Ask.get(PLAN)).orFail();
        String etag = staged.header("ETag");
        String path = PLAN + "/commit" + (allowFewer ? "?allowFewer=true" : "");
        Ask ask = new Ask("POST", path, Map.of("If-Match", etag == null ? "" : etag), new byte[0]);
        JsonNode answer = peek.http().send(peek.admin(), ask).orFail().json();
        tool.console()
                .document(
                        answer, () -> "committed: epoch " + answer.path("epoch").asText() + "\n");
        tool.console().next("gramme cluster wait --for no-transfers");
        return ExitCodes.OK;
    }

    @Command(name = "clear", description = "Forgets what is staged; with --cancel, stops moves that are under way.")
    int clear(
            @Option(names = "--cancel", description = "Partitions that still move stay where they are.")
                    boolean cancel) {
        ClusterPeek peek = peek();
        Ask ask = new Ask("DELETE", PLAN + (cancel ? "?cancel=true" : ""), Map.of(), null);
        peek.http().send(peek.admin(), ask).orFail();
        tool.console().done(cancel ? "the moves are cancelled" : "what was staged is forgotten");
        return ExitCodes.OK;
    }
}
