package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gramme.cli.NodeHttp.Ask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one value of siblings. The write carries the context of the read: what is written meanwhile stays beside it. */
@Command(
        name = "resolve",
        description = {
            "Makes one value out of concurrent ones.",
            "A value written meanwhile is not covered and stays as a sibling; run it again then."
        })
final class ResolveCommand implements Callable<Integer> {
    private static final String MARK = "<<<<<<< sibling ";

    private final Tool tool;

    @Parameters(paramLabel = "B/K", description = "Bucket and key.")
    String key = "";

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    How how = new How();

    @Option(names = "--w", paramLabel = "N", description = "Durable copies to wait for.")
    @Nullable
    Integer w;

    /** One way of many. */
    static final class How {
        @Option(names = "--pick", paramLabel = "TAG", description = "Takes this sibling; the start of its tag will do.")
        @Nullable
        String pick;

        @Option(names = "--newest", description = "Takes the one written last, by the clocks of its coordinators.")
        boolean newest;

        @Option(
                names = "--union",
                description = "Takes all of it: JSON arrays as sets, objects field by field, texts line by line.")
        boolean union;

        @Option(names = "--editor", description = "Opens all of them in $VISUAL or $EDITOR and takes what is saved.")
        boolean editor;
    }

    ResolveCommand(Tool tool) {
        this.tool = tool;
    }

    /** What is to be written. */
    private record Chosen(byte[] value, @Nullable String contentType, Map<String, String> meta) {}

    @Override
    public Integer call() {
        KeyName name = KeyName.of(key);
        Answer answer = tool.http()
                .send(
                        tool.bases(),
                        new Ask("GET", "/v1/kv/" + name.path(), Map.of("Accept", GetCommand.SIBLINGS), null))
                .orFail();
        List<JsonNode> siblings = StreamSupport.stream(
                        answer.json().path("siblings").spliterator(), false)
                .toList();
        if (siblings.size() < 2) {
            tool.console().done(name + " has one value: nothing to resolve");
            return ExitCodes.OK;
        }
        Chosen chosen = chosen(name, siblings);
        if (chosen == null) {
            JsonNode document = answer.json();
            tool.console().document(document, () -> GetCommand.table(document));
            throw new ToolFailure(
                    ExitCodes.CONFLICT,
                    "say which of the " + siblings.size() + " siblings to keep",
                    "gramme resolve " + name + " --pick TAG, or --union, --newest, --editor");
        }
        put(name, chosen, answer.header("Gramme-Context"), siblings.size());
        return ExitCodes.OK;
    }

    private @Nullable Chosen chosen(KeyName name, List<JsonNode> siblings) {
        if (how.pick != null) {
            return exactly(name, picked(siblings, how.pick));
        }
        if (how.newest) {
            return exactly(name, newest(siblings));
        }
        if (how.union) {
            return union(siblings);
        }
        return how.editor ? edited(siblings) : null;
    }

    private static JsonNode picked(List<JsonNode> siblings, String tag) {
        List<JsonNode> fitting = siblings.stream()
                .filter(sibling -> sibling.path("tag").asText().startsWith(tag))
                .toList();
        if (fitting.size() != 1) {
            throw new ToolFailure(
                    ExitCodes.USAGE, fitting.size() + " siblings have a tag that begins with '" + tag + "'");
        }
        return fitting.get(0);
    }

    private JsonNode newest(List<JsonNode> siblings) {
        Comparator<JsonNode> byTime =
                Comparator.comparing(one -> one.path("lastModified").asText());
        JsonNode newest = siblings.stream().max(byTime).orElseThrow();
        long equals = siblings.stream()
                .filter(one -> byTime.compare(one, newest) == 0)
                .count();
        if (equals > 1) {
            throw new ToolFailure(
                    ExitCodes.CONFLICT,
                    equals + " siblings were written in the same second: their times do not say which is the newest",
                    "gramme resolve " + key + " --pick TAG");
        }
        return newest;
    }

    /** A sibling as its bytes are, with its type and metadata. */
    private Chosen exactly(KeyName name, JsonNode sibling) {
        QueryText query = new QueryText().add("sibling", sibling.path("tag").asText());
        Answer raw = tool.http()
                .send(tool.bases(), Ask.get("/v1/kv/" + name.path() + query))
                .orFail();
        Map<String, String> meta = new LinkedHashMap<>();
        raw.headers().forEach((header, value) -> {
            if (header.regionMatches(true, 0, "Gramme-Meta-", 0, "Gramme-Meta-".length())) {
                meta.put(header, value);
            }
        });
        return new Chosen(raw.body(), raw.header("Content-Type"), meta);
    }

    private static Chosen union(List<JsonNode> siblings) {
        if (siblings.stream().allMatch(one -> one.has("value"))) {
            Optional<JsonNode> united = UnionMerge.json(
                    siblings.stream().map(one -> one.get("value")).toList());
            JsonNode value = united.orElseThrow(() -> new ToolFailure(
                    ExitCodes.CONFLICT, "the values differ where a union cannot hold both", "resolve with --editor"));
            return new Chosen(Json.compact(value).getBytes(StandardCharsets.UTF_8), "application/json", Map.of());
        }
        if (siblings.stream().allMatch(one -> one.has("text"))) {
            String lines = UnionMerge.lines(
                    siblings.stream().map(one -> one.path("text").asText()).toList());
            String type = siblings.get(0).path("contentType").asText("text/plain");
            return new Chosen(lines.getBytes(StandardCharsets.UTF_8), type, Map.of());
        }
        throw new ToolFailure(ExitCodes.CONFLICT, "only JSON with JSON and text with text can be united");
    }

    private Chosen edited(List<JsonNode> siblings) {
        try {
            Path file = Files.createTempFile("gramme-", ".txt");
            try {
                StringBuilder text = new StringBuilder();
                for (JsonNode sibling : siblings) {
                    text.append(MARK).append(sibling.path("tag").asText()).append('\n');
                    text.append(sibling.has("value") ? Json.pretty(sibling.get("value")) : GetCommand.value(sibling));
                    text.append('\n');
                }
                Files.writeString(file, text);
                edit(file);
                String saved = Files.readString(file);
                if (saved.contains(MARK) || saved.isBlank()) {
                    throw new ToolFailure(
                            ExitCodes.ERROR, "nothing was written: the text is empty or still has lines with " + MARK);
                }
                String type = siblings.get(0).path("contentType").asText("text/plain");
                return new Chosen(saved.strip().getBytes(StandardCharsets.UTF_8), type, Map.of());
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new ToolFailure(ExitCodes.ERROR, "the editor did not work: " + failed.getMessage());
        }
    }

    private static void edit(Path file) throws IOException {
        String editor =
                Home.first(System.getProperty("gramme.editor"), System.getenv("VISUAL"), System.getenv("EDITOR"), "vi");
        List<String> command =
                new ArrayList<>(List.of(String.valueOf(editor).strip().split("\\s+", -1)));
        command.add(file.toString());
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new ToolFailure(ExitCodes.ERROR, "nothing was written: " + editor + " ended with " + code);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ToolFailure(ExitCodes.ERROR, "interrupted");
        }
    }

    private void put(KeyName name, Chosen chosen, @Nullable String context, int siblings) {
        WriteOptions write = new WriteOptions();
        write.context = context;
        Map<String, String> headers = write.headers();
        headers.putAll(chosen.meta());
        if (chosen.contentType() != null) {
            headers.put("Content-Type", chosen.contentType());
        }
        QueryText query = new QueryText().add("w", w).add("timeout", tool.timeout);
        Answer answer = tool.http()
                .send(tool.bases(), new Ask("PUT", "/v1/kv/" + name.path() + query, headers, chosen.value()))
                .orFail();
        WriteOptions.report(tool, "resolved " + name + ": " + siblings + " siblings became one", answer);
    }
}
