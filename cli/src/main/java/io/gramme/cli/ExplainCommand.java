package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What each replica holds of a key. */
@Command(
        name = "explain",
        description = {
            "Shows replica by replica what is kept of a key: versions, siblings, hints, the last repair.",
            "-o json has the whole account, with version vectors."
        })
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
        QueryText query = new QueryText().add("timeout", tool.timeout);
        Ask ask = Ask.get("/v1/admin/explain/" + name.path() + query);
        JsonNode account = peek.http().send(peek.admin(), ask).orFail().json();
        tool.console().document(account, () -> text(account));
        if (account.path("agreement").asText().equals("different")) {
            tool.console()
                    .next("gramme get " + name + " --r " + owners(account) + " reads all owners and repairs them");
        }
    }

    private static int owners(JsonNode account) {
        int owners = 0;
        for (JsonNode replica : account.path("replicas")) {
            owners += replica.path("role").asText().equals("owner") ? 1 : 0;
        }
        return Math.max(1, owners);
    }

    private static String text(JsonNode account) {
        TextTable replicas =
                new TextTable("NODE", "ROLE", "STATUS", "VERSION", "DURABLE", "SIBLINGS", "HINT FOR", "REPAIRED");
        TextTable versions = new TextTable("NODE", "TAG", "DOT", "WRITTEN", "TYPE", "SIZE");
        boolean any = false;
        for (JsonNode replica : account.path("replicas")) {
            JsonNode hint = replica.path("hint");
            JsonNode record = replica.has("record") ? replica.path("record") : hint;
            replicas.row(
                    replica.path("node").asText(),
                    replica.path("role").asText(),
                    replica.path("status").asText(),
                    record.path("versionHash").asText("-"),
                    record.isMissingNode() ? "-" : record.path("durable").asBoolean() ? "yes" : "no",
                    record.isMissingNode()
                            ? "-"
                            : Integer.toString(record.path("siblings").size()),
                    hint.isMissingNode() ? "-" : Json.compact(hint.path("keptFor")),
                    replica.path("lastRepair").asText("-").replace("null", "-"));
            for (JsonNode version : record.path("siblings")) {
                any = true;
                versions.row(
                        replica.path("node").asText(),
                        version.path("tag").asText(),
                        version.path("dot").asText(),
                        version.path("lastModified").asText("-"),
                        version.path("tombstone").asBoolean()
                                ? "deleted"
                                : version.path("contentType").asText("-"),
                        version.path("size").asText("-"));
            }
        }
        return "partition " + account.path("partition").asText() + "  hash "
                + account.path("hash").asText() + "  epoch "
                + account.path("epoch").asText() + "  owners hold "
                + said(account.path("agreement").asText()) + "\n" + replicas.text() + (any ? versions.text() : "");
    }

    private static String said(String agreement) {
        return switch (agreement) {
            case "same" -> "the same";
            case "different" -> "different versions";
            default -> "what not all of them said";
        };
    }
}
