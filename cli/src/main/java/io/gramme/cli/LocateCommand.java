package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Where a key lives. */
@Command(name = "locate", description = "Shows a key's partition, its owners, and who stands in for them.")
final class LocateCommand implements Runnable {
    private final Tool tool;

    @Parameters(paramLabel = "B/K", description = "Bucket and key.")
    String key = "";

    LocateCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public void run() {
        KeyName name = KeyName.of(key);
        Ask ask = Ask.get("/v1/locate/" + name.path());
        JsonNode where = tool.http().send(tool.bases(), ask).orFail().json();
        tool.console()
                .document(
                        where,
                        () -> new TextTable("PARTITION", "HASH", "OWNERS", "FALLBACKS", "EPOCH")
                                .row(
                                        where.path("partition").asText(),
                                        where.path("hash").asText(),
                                        names(where.path("owners")),
                                        names(where.path("fallbacks")),
                                        where.path("epoch").asText())
                                .text());
    }

    private static String names(JsonNode nodes) {
        StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append(text.isEmpty() ? "" : " ").append(node.asText()));
        return text.isEmpty() ? "-" : text.toString();
    }
}
