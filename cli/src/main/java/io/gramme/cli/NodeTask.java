package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.net.URI;

/** Work that a node does after its answer (202 and the address of a task): followed until it is over. */
final class NodeTask {
    private static final int ACCEPTED = 202;

    private NodeTask() {}

    /**
     * Waits for the end, with a progress bar.
     *
     * @return the task's last document, or the answer itself when no task was made
     * @throws ToolFailure when the task failed or was cancelled
     */
    static JsonNode follow(Tool tool, NodeHttp http, URI admin, Answer accepted) {
        String address = accepted.header("Location");
        if (accepted.status() != ACCEPTED || address == null) {
            return accepted.body().length == 0 ? Json.object() : accepted.json();
        }
        try (ProgressBar bar =
                new ProgressBar(tool.console(), accepted.json().path("kind").asText("task"), unit(accepted.json()))) {
            while (true) {
                JsonNode task = http.send(admin, Ask.get(address)).orFail().json();
                String state = task.path("state").asText();
                bar.show(task.path("done").asLong(), task.path("total").asLong());
                if (state.equals("failed") || state.equals("cancelled")) {
                    throw new ToolFailure(
                            ExitCodes.ERROR,
                            task.path("kind").asText() + " " + state + ": "
                                    + task.path("detail").asText("the node's log says why"));
                }
                if (!state.equals("running") && !state.equals("cancelling")) {
                    return task;
                }
                Await.pause();
            }
        }
    }

    private static String unit(JsonNode task) {
        return task.path("unit").asText("steps");
    }
}
