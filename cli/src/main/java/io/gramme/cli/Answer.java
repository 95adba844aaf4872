package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node answered.
 *
 * @param from base address of the node
 * @param headers by name, in any case
 * @param body never {@code null}; empty when there was none
 */
record Answer(URI from, int status, Map<String, String> headers, byte[] body) {
    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    boolean isGood() {
        return status < 400;
    }

    /**
     * The body as JSON.
     *
     * @throws ToolFailure when it is none: something else listens at that address
     */
    JsonNode json() {
        try {
            return Json.read(body);
        } catch (IOException notJson) {
            throw new ToolFailure(ExitCodes.ERROR, from + " answered " + status + " with something that is no JSON");
        }
    }

    /** This answer, if it is no failure. */
    Answer orFail() {
        if (!isGood()) {
            throw failure();
        }
        return this;
    }

    /** The problem document as a failure of the command. */
    ToolFailure failure() {
        String type = "";
        StringBuilder message = new StringBuilder();
        try {
            JsonNode problem = Json.read(body);
            String address = problem.path("type").asText();
            type = address.substring(address.lastIndexOf('/') + 1);
            message.append(problem.path("detail").asText(problem.path("title").asText()));
            for (JsonNode node : problem.path("failed")) {
                message.append("\n  ")
                        .append(node.path("node").asText())
                        .append(": ")
                        .append(node.path("reason").asText());
            }
            String outcome = problem.path("outcome").asText();
            if (outcome.equals("unknown") || outcome.equals("partial")) {
                message.append("\nthe write may have happened: outcome ").append(outcome);
            }
        } catch (IOException | IllegalArgumentException notProblem) {
            message.append("the node answered ").append(status);
        }
        String name = type.isEmpty() ? "" : type + ": ";
        return new ToolFailure(ExitCodes.ofStatus(status), name + message + " (" + status + ")", next(type));
    }

    private static @Nullable String next(String type) {
        return switch (type) {
            case "context-required" -> "read it first and pass --context, or delete what a read shows with --force";
            case "not-enough-replicas", "quorum-failed", "quorum-timeout", "primaries-unavailable" ->
                "gramme cluster status; a smaller --r or --w asks for less";
            case "no-plan" ->
                "gramme plan join NODE, leave NODE, replace OLD NEW, weight NODE WEIGHT or zone NODE ZONE";
            case "starting" -> "gramme cluster wait --for ready";
            case "no-such-route" ->
                "-e names a data port (7070 and the like), --admin an admin port (7071): are they the other way round?";
            default -> null;
        };
    }
}
