package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.NodeHttp.Ask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a bucket as lines of JSON, a key each with all its siblings. */
@Command(
        name = "export",
        description = {
            "Writes a bucket as NDJSON: a line for each key, with all its siblings.",
            "To a FILE it can be resumed: run the same command again. Keys written meanwhile may be in it or not."
        })
final class ExportCommand implements Callable<Integer> {
    private final Tool tool;

    @Parameters(index = "0", paramLabel = "BUCKET", description = "The bucket.")
    String bucket = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "Where to (default: stdout).")
    @Nullable
    Path file;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so.")
    @Nullable
    String prefix;

    ExportCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() throws IOException {
        Listing listing = new Listing(tool, bucket, prefix, true);
        if (file == null) {
            return finished(pages(listing, tool.console().out(), null, null));
        }
        Path progress = file.resolveSibling(file.getFileName() + ".progress");
        Properties kept = Home.read(progress).orElse(null);
        if (kept == null && Files.exists(file) && !tool.yes) {
            throw new ToolFailure(ExitCodes.ERROR, file + " exists", "-y overwrites it");
        }
        Begun begun = new Begun(progress, kept);
        begun.cut(file);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            Done done = pages(listing, out, begun, kept == null ? null : kept.getProperty("cursor"));
            Files.deleteIfExists(progress);
            return finished(done);
        }
    }

    private record Done(long keys, boolean full) {}

    /** What an earlier run has left: the file up to a length, and where the rest begins. */
    private record Begun(Path progress, @Nullable Properties kept) {
        long keys() {
            return kept == null ? 0 : Long.parseLong(kept.getProperty("keys", "0"));
        }

        void cut(Path file) throws IOException {
            long length = kept == null ? 0 : Long.parseLong(kept.getProperty("bytes", "0"));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
        }

        void keep(Path file, long keys, String cursor) throws IOException {
            Properties now = new Properties();
            now.setProperty("cursor", cursor);
            now.setProperty("keys", Long.toString(keys));
            now.setProperty("bytes", Long.toString(Files.size(file)));
            Home.write(progress, now, "How far an export has come; gramme export goes on from here.");
        }
    }

    private Done pages(Listing listing, OutputStream out, @Nullable Begun begun, @Nullable String from)
            throws IOException {
        long keys = begun == null ? 0 : begun.keys();
        if (keys > 0) {
            tool.console().note("going on after " + keys + " keys");
        }
        boolean full = true;
        String cursor = from;
        try (ProgressBar bar = new ProgressBar(tool.console(), "export " + bucket, "keys")) {
            do {
                Listing.Page page = listing.page(Listing.PAGE, cursor);
                for (JsonNode key : page.keys()) {
                    ObjectNode line = line(key);
                    if (line != null) {
                        out.write((Json.compact(line) + "\n").getBytes(StandardCharsets.UTF_8));
                        keys++;
                    }
                }
                out.flush();
                full &= page.complete();
                cursor = page.cursor();
                bar.show(keys, 0);
                if (begun != null && cursor != null && file != null) {
                    begun.keep(file, keys, cursor);
                }
            } while (cursor != null);
        }
        return new Done(keys, full);
    }

    private int finished(Done done) {
        tool.console().note(done.keys() + " keys of " + bucket + " written");
        if (!done.full()) {
            tool.console().warn("some partitions did not answer: keys may be missing");
        }
        return done.full() ? ExitCodes.OK : ExitCodes.UNAVAILABLE;
    }

    /** A key's line: the siblings document without what belongs to this cluster; {@code null} when it is gone. */
    private @Nullable ObjectNode line(JsonNode listed) {
        ObjectNode document = listed.has("siblings") ? ((ObjectNode) listed).deepCopy() : fetched(listed);
        if (document == null || document.path("siblings").isEmpty()) {
            return null;
        }
        document.remove(List.of("context", "etag"));
        document.put("bucket", bucket);
        document.path("siblings").forEach(sibling -> ((ObjectNode) sibling).remove("tag"));
        return document;
    }

    private @Nullable ObjectNode fetched(JsonNode listed) {
        String path = "/v1/kv/" + KeyName.escaped(bucket) + "/" + KeyName.escaped(bytes(listed));
        Answer answer =
                tool.http().send(tool.bases(), new Ask("GET", path, Map.of("Accept", GetCommand.SIBLINGS), null));
        return answer.status() == ExitCodes.HTTP_NOT_FOUND
                ? null
                : (ObjectNode) answer.orFail().json();
    }

    /** A key's bytes, from a line or a listing. */
    static byte[] bytes(JsonNode key) {
        if (key.isTextual()) {
            return key.asText().getBytes(StandardCharsets.UTF_8);
        }
        return key.has("keyBase64")
                ? Base64.getDecoder().decode(key.path("keyBase64").asText())
                : key.path("key").asText().getBytes(StandardCharsets.UTF_8);
    }
}
