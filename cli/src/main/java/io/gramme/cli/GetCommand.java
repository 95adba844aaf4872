package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads one key: the raw value, or all siblings with exit code 4. */
@Command(
        name = "get",
        description = {
            "Reads a key and writes the value to stdout.",
            "Concurrent writes are shown side by side; then the exit code is 4."
        })
final class GetCommand implements Callable<Integer> {
    static final String SIBLINGS = "application/vnd.gramme.siblings+json";
    private static final int SEVERAL = 300;

    private final Tool tool;

    @Parameters(paramLabel = "B/K", description = "Bucket and key.")
    String key = "";

    @Option(names = "--r", paramLabel = "N", description = "Copies to wait for.")
    @Nullable
    Integer r;

    @Option(names = "--pr", paramLabel = "N", description = "Owners among them.")
    @Nullable
    Integer pr;

    GetCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() {
        KeyName name = KeyName.of(key);
        QueryText query = new QueryText().add("r", r).add("pr", pr).add("timeout", tool.timeout);
        Map<String, String> headers = new LinkedHashMap<>();
        if (!tool.console().isTable()) {
            headers.put("Accept", SIBLINGS);
        }
        Ask ask = new Ask("GET", "/v1/kv/" + name.path() + query, headers, null);
        Answer answer = tool.http().send(tool.bases(), ask);
        tool.console().detail("context " + answer.header("Gramme-Context"));
        tool.console().detail("replies " + answer.header("Gramme-Replies"));
        return show(name, answer.orFail());
    }

    private int show(KeyName name, Answer answer) {
        if (tool.console().isTable() && answer.status() != SEVERAL) {
            tool.console().raw(answer.body());
            return ExitCodes.OK;
        }
        JsonNode document = answer.json();
        tool.console().document(document, () -> table(document));
        if (document.path("siblings").size() < 2) {
            return ExitCodes.OK;
        }
        tool.console().warn(document.path("siblings").size() + " siblings: concurrent writes, none of which is lost");
        tool.console().next("gramme resolve " + name + " --pick TAG, or --union, --newest, --editor");
        return ExitCodes.CONFLICT;
    }

    static String table(JsonNode document) {
        TextTable table = new TextTable("SIBLING", "TYPE", "SIZE", "WRITTEN", "VALUE");
        for (JsonNode sibling : document.path("siblings")) {
            table.row(
                    sibling.path("tag").asText(),
                    sibling.path("contentType").asText("-"),
                    sibling.path("size").asText(),
                    sibling.path("lastModified").asText(),
                    value(sibling));
        }
        return table.text();
    }

    /** A sibling's value on one line. */
    static String value(JsonNode sibling) {
        if (sibling.has("value")) {
            return Json.compact(sibling.get("value"));
        }
        return sibling.has("text")
                ? sibling.get("text").asText().replace("\n", "\\n")
                : "base64 " + sibling.path("base64").asText();
    }
}
