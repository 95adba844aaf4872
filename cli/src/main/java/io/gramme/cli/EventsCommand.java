package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What happened to a node's view of the cluster. */
@Command(name = "events", description = "What a node has seen happen to the cluster, oldest first.")
final class EventsCommand implements Callable<Integer> {
    private final Tool tool;

    @Option(names = "--node", paramLabel = "NODE", description = "Whose view (default: the node that answers).")
    @Nullable
    String node;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on until interrupted.")
    boolean follow;

    @Option(names = "--alarms", description = "Only what a person has to look at.")
    boolean alarms;

    EventsCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() {
        ClusterPeek peek = ClusterPeek.of(tool, node);
        long after = 0;
        while (true) {
            JsonNode document = peek.http()
                    .send(peek.admin(), Ask.get("/v1/admin/events" + (after == 0 ? "" : "?after=" + after)))
                    .orFail()
                    .json();
            for (JsonNode event : document.path("events")) {
                after = event.path("sequence").asLong();
                if (!alarms || event.path("alarm").asBoolean()) {
                    tool.console().document(event, () -> line(event));
                }
            }
            if (!follow) {
                return ExitCodes.OK;
            }
            Await.pause();
        }
    }

    private static String line(JsonNode event) {
        String mark = event.path("alarm").asBoolean() ? "  ALARM  " : "  ";
        return event.path("at").asText() + mark + event.path("text").asText() + "\n";
    }
}
