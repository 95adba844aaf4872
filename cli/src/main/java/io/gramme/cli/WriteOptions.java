package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What put and delete have in common. */
final class WriteOptions {
    @Option(names = "--w", paramLabel = "N", description = "Durable copies to wait for.")
    @Nullable
    Integer w;

    @Option(names = "--pw", paramLabel = "N", description = "Owners among them.")
    @Nullable
    Integer pw;

    @Option(
            names = "--context",
            paramLabel = "TOKEN",
            description = "What the writer has seen (get -v shows it): exactly that is replaced.")
    @Nullable
    String context;

    /** The headers of a write; the idempotency key makes one sent twice by the network count once. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Idempotency-Key", UUID.randomUUID().toString());
        if (context != null) {
            headers.put("Gramme-Context", context);
        }
        return headers;
    }

    /** The context that a read of now shows, or {@code null} when there is nothing to replace. */
    static @Nullable String seen(Tool tool, KeyName name) {
        Answer answer = tool.http().send(tool.bases(), Ask.get("/v1/kv/" + name.path()));
        if (answer.status() != ExitCodes.HTTP_NOT_FOUND) {
            answer.orFail();
        }
        return answer.header("Gramme-Context");
    }

    /** Says what a write reached: a note for people, a document for programs. */
    static void report(Tool tool, String done, Answer answer) {
        String durable = answer.header("Gramme-Durable");
        if (tool.console().isTable()) {
            tool.console().note(done + ": durable on " + (durable == null ? "?" : durable));
            tool.console().detail("context " + answer.header("Gramme-Context"));
            return;
        }
        ObjectNode json = Json.object();
        json.put("status", answer.status());
        json.put("etag", answer.header("ETag"));
        json.put("context", answer.header("Gramme-Context"));
        json.put("durable", durable);
        json.put("requestId", answer.header("Gramme-Request-Id"));
        tool.console().document(json, () -> "");
    }
}
