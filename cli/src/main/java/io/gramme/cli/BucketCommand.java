package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Settings of buckets; buckets themselves need no creation. */
@Command(name = "bucket", description = "Settings of buckets; buckets themselves need no creation.")
final class BucketCommand {
    private static final String ALL = "/v1/buckets";
    private static final int CREATED = 201;
    private static final String SETTINGS =
            "NAME=VALUE: r, w, pr, pw, sloppy, siblings (keep or lww), ttl, requireContext, maxValueBytes;"
                    + " an empty VALUE takes a setting back.";

    private final Tool tool;

    BucketCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this);
    }

    @Command(name = "list", description = "The buckets that have settings.")
    int list() {
        JsonNode document = answer(Ask.get(ALL)).json();
        tool.console().document(document, () -> {
            TextTable table =
                    new TextTable("BUCKET", "R", "W", "PR", "PW", "SLOPPY", "SIBLINGS", "TTL", "CONTEXT", "MAX BYTES");
            document.path("buckets")
                    .forEach(bucket -> table.row(
                            name(bucket),
                            shown(bucket, "r"),
                            shown(bucket, "w"),
                            shown(bucket, "pr"),
                            shown(bucket, "pw"),
                            shown(bucket, "sloppy"),
                            shown(bucket, "siblings"),
                            shown(bucket, "ttl"),
                            shown(bucket, "requireContext"),
                            shown(bucket, "maxValueBytes")));
            return table.text();
        });
        if (document.path("buckets").isEmpty()) {
            tool.console().note("no bucket has settings; all go by the cluster's defaults");
        }
        return ExitCodes.OK;
    }

    @Command(name = "show", description = "The settings of one bucket.")
    int show(@Parameters(paramLabel = "BUCKET", description = "The bucket.") String bucket) {
        show(answer(Ask.get(path(bucket))).json());
        return ExitCodes.OK;
    }

    @Command(name = "create", description = "Gives a bucket settings; exit code 4 when it has some already.")
    int create(
            @Parameters(index = "0", paramLabel = "BUCKET", description = "The bucket.") String bucket,
            @Parameters(index = "1..*", paramLabel = "NAME=VALUE", description = SETTINGS) @Nullable
                    List<String> settings) {
        ObjectNode document = document(settings);
        for (JsonNode known : answer(Ask.get(ALL)).json().path("buckets")) {
            if (name(known).equals(bucket)) {
                throw new ToolFailure(
                        ExitCodes.CONFLICT,
                        "bucket " + bucket + " has settings already",
                        "gramme bucket set " + bucket + " NAME=VALUE changes them");
            }
        }
        Answer answer = answer(Ask.json("PUT", path(bucket), document));
        tool.console().note((answer.status() == CREATED ? "created " : "changed ") + bucket);
        show(answer.json());
        return ExitCodes.OK;
    }

    @Command(name = "set", description = "Changes settings of a bucket; those not named stay.")
    int set(
            @Parameters(index = "0", paramLabel = "BUCKET", description = "The bucket.") String bucket,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME=VALUE", description = SETTINGS)
                    List<String> settings) {
        show(answer(Ask.json("PATCH", path(bucket), document(settings))).json());
        return ExitCodes.OK;
    }

    @Command(name = "delete", description = "Resets a bucket's settings, all but siblings; touches no key.")
    int delete(@Parameters(paramLabel = "BUCKET", description = "The bucket.") String bucket) {
        answer(new Ask("DELETE", path(bucket), Map.of(), null));
        tool.console().done("the settings of " + bucket + " are reset; its keys are untouched");
        return ExitCodes.OK;
    }

    private Answer answer(Ask ask) {
        return tool.http().send(tool.bases(), ask).orFail();
    }

    private static String path(String bucket) {
        return ALL + "/" + KeyName.escaped(bucket);
    }

    private void show(JsonNode bucket) {
        tool.console().document(bucket, () -> {
            TextTable table = new TextTable("SETTING", "VALUE");
            bucket.properties().forEach(setting -> table.row(setting.getKey(), shown(bucket, setting.getKey())));
            return table.text();
        });
        if (tool.console().isTable()) {
            tool.console().note("- is the cluster's default");
        }
    }

    private static String name(JsonNode bucket) {
        return bucket.path("bucket").asText(bucket.path("bucketBase64").asText());
    }

    private static String shown(JsonNode bucket, String setting) {
        JsonNode value = bucket.path(setting);
        return value.isNull() || value.isMissingNode() ? "-" : value.asText();
    }

    /** {@code r=1 siblings=lww} as a document: numbers and flags unquoted, nothing after the sign as {@code null}. */
    static ObjectNode document(@Nullable List<String> settings) {
        ObjectNode document = Json.object();
        for (String setting : settings == null ? List.<String>of() : settings) {
            int sign = setting.indexOf('=');
            if (sign <= 0) {
                throw new ToolFailure(ExitCodes.USAGE, "'" + setting + "' is no setting: write NAME=VALUE, as in r=1");
            }
            String name = setting.substring(0, sign);
            String value = setting.substring(sign + 1);
            if (value.isEmpty()) {
                document.putNull(name);
            } else if (value.matches("[0-9]{1,18}")) {
                document.put(name, Long.parseLong(value));
            } else if (value.equals("true") || value.equals("false")) {
                document.put(name, Boolean.parseBoolean(value));
            } else {
                document.put(name, value);
            }
        }
        return document;
    }
}
