package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What each replica holds of a key. */
@Command(name = "explain", description = "Shows replica by replica what is kept of a key.")
final class ExplainCommand implements Runnable {
    private final Tool tool;

    @Parameters(paramLabel = "B/K", description = "Bucket and key.")
    String key = "";

    ExplainCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public void run() {
        KeyName name = KeyName.of(key);
        ClusterPeek peek = ClusterPeek.of(tool);
        Ask ask = Ask.get("/v1/admin/explain/" + name.path());
        JsonNode account = peek.http().send(peek.admin(), ask).orFail().json();
        tool.console().document(account, () -> Json.outline(account));
    }
}
