package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.client.GrammeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the lines of an export. */
@Command(
        name = "import",
        description = {
            "Writes the keys of an NDJSON file as gramme export makes them; siblings stay siblings.",
            "What is stored already stays beside it, unless --skip-existing. Can be resumed: run it again.",
            "A line sent twice is one write: its request id comes from the line."
        })
final class ImportCommand implements Callable<Integer> {
    private final Tool tool;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    Path file = Path.of("");

    @Option(names = "--bucket", paramLabel = "BUCKET", description = "Into this bucket (default: as the lines say).")
    @Nullable
    String bucket;

    @Option(names = "--skip-existing", description = "Leaves keys alone that have a value already (best effort).")
    boolean skipExisting;

    @Option(names = "--outstanding", paramLabel = "N", description = "Writes under way at most (default: 64).")
    int outstanding = 64;

    @Option(names = "--w", paramLabel = "N", description = "Durable copies to wait for.")
    @Nullable
    Integer w;

    ImportCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isReadable(file)) {
            throw new ToolFailure(ExitCodes.ERROR, file + " cannot be read");
        }
        Path progress = file.resolveSibling(file.getFileName() + ".imported");
        long from = Long.parseLong(
                Home.read(progress).map(kept -> kept.getProperty("bytes", "0")).orElse("0"));
        if (from > 0) {
            tool.console().note("going on after " + from + " bytes; delete " + progress + " to begin again");
        }
        GrammeClient.Builder builder = Sdk.builder(tool).maxInFlightPerNode(Math.max(1, outstanding));
        try (GrammeClient client = builder.build();
                ProgressBar bar = new ProgressBar(tool.console(), "import", "bytes")) {
            ImportRun run = new ImportRun(client, tool, settings());
            ImportRun.Ended ended = run.run(file, from, bar, done -> keep(progress, done));
            ObjectNode document = Json.object()
                    .put("lines", ended.lines())
                    .put("written", ended.written())
                    .put("skipped", ended.skipped());
            String text = ended.written() + " values written, " + ended.skipped() + " skipped, from " + ended.lines()
                    + " lines\n";
            tool.console().document(document, () -> text);
            Files.deleteIfExists(progress);
            return ExitCodes.OK;
        }
    }

    private ImportRun.Settings settings() {
        return new ImportRun.Settings(bucket, skipExisting, Math.max(1, outstanding), w);
    }

    private static void keep(Path progress, long bytes) {
        Properties now = new Properties();
        now.setProperty("bytes", Long.toString(bytes));
        Home.write(progress, now, "How far an import has come; gramme import goes on from here.");
    }
}
