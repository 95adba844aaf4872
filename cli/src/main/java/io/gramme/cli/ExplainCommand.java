package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.util.Map;
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
        tool.console().document(account, () -> text(account, ""));
    }

    /** Any document as indented lines: the account has no fixed columns. */
    private static String text(JsonNode json, String indent) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            JsonNode value = field.getValue();
            out.append(indent).append(field.getKey());
            if (value.isObject()) {
                out.append('\n').append(text(value, indent + "  "));
            } else if (value.isArray() && value.size() > 0 && value.get(0).isObject()) {
                out.append('\n');
                value.forEach(item -> out.append(indent).append("  -\n").append(text(item, indent + "    ")));
            } else {
                out.append(": ")
                        .append(value.isValueNode() ? value.asText() : Answer.compact(value))
                        .append('\n');
            }
        }
        return out.toString();
    }
}
