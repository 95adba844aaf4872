package io.gramme.cli;

import io.gramme.cli.NodeHttp.Ask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes one key. */
@Command(
        name = "put",
        description = {
            "Writes a key.",
            "Without --context or --replace the value becomes a sibling of what is there already."
        })
final class PutCommand implements Runnable {
    private final Tool tool;

    @Parameters(index = "0", paramLabel = "B/K", description = "Bucket and key.")
    String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value; - reads stdin.")
    @Nullable
    String value;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Takes the value from a file.")
    @Nullable
    Path file;

    @Option(names = "--type", paramLabel = "TYPE", description = "Content type (default: text/plain for a VALUE).")
    @Nullable
    String type;

    @Option(names = "--ttl", paramLabel = "TIME", description = "Lifetime: 30s, 10m.")
    @Nullable
    String ttl;

    @Option(names = "--if-absent", description = "Only when nothing is there.")
    boolean ifAbsent;

    @Option(names = "--replace", description = "Reads first and replaces all that the read shows.")
    boolean replace;

    @Mixin
    WriteOptions write = new WriteOptions();

    PutCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public void run() {
        KeyName name = KeyName.of(key);
        byte[] body = body();
        if (replace) {
            write.context = WriteOptions.seen(tool, name);
        }
        Map<String, String> headers = write.headers();
        String kind = type == null && file == null && !"-".equals(value) ? "text/plain; charset=utf-8" : type;
        if (kind != null) {
            headers.put("Content-Type", kind);
        }
        if (ifAbsent) {
            headers.put("If-None-Match", "*");
        }
        QueryText query = new QueryText()
                .add("w", write.w)
                .add("pw", write.pw)
                .add("ttl", ttl)
                .add("timeout", tool.timeout);
        Ask ask = new Ask("PUT", "/v1/kv/" + name.path() + query, headers, body);
        WriteOptions.report(
                tool, "stored " + name, tool.http().send(tool.bases(), ask).orFail());
    }

    private byte[] body() {
        if ((value == null) == (file == null)) {
            throw new ToolFailure(ExitCodes.USAGE, "give a VALUE, - for stdin, or --file FILE: one of them");
        }
        try {
            if (file != null) {
                return Files.readAllBytes(file);
            }
            return "-".equals(value)
                    ? System.in.readAllBytes()
                    : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new ToolFailure(ExitCodes.ERROR, "the value cannot be read: " + Unforeseen.words(unreadable));
        }
    }
}
