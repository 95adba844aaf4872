package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The keys of a bucket. Asks every partition: dear, and meant for people and tools, not for every request. */
@Command(
        name = "list",
        description = {
            "Lists the keys of a bucket, in ring order.",
            "Asks every partition: meant for people and tools, not for every request of an application."
        })
final class ListCommand implements Callable<Integer> {
    private static final int USUAL = 100;
    private final Tool tool;

    @Parameters(paramLabel = "BUCKET", description = "The bucket.")
    String bucket = "";

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so.")
    @Nullable
    String prefix;

    @Option(names = "--limit", paramLabel = "N", description = "Keys at most (default: 100).")
    int limit = USUAL;

    @Option(names = "--all", description = "All keys, whatever their number.")
    boolean all;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Goes on where another list ended.")
    @Nullable
    String cursor;

    @Option(names = "--values", description = "The values too.")
    boolean values;

    ListCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ToolFailure(ExitCodes.USAGE, "--limit takes 1 or more; --all has no end");
        }
        Listing listing = new Listing(tool, bucket, prefix, values);
        ObjectNode whole = Json.object().put("bucket", bucket);
        ArrayNode keys = whole.putArray("keys");
        boolean full = true;
        String next = cursor;
        do {
            Listing.Page page = listing.page(all ? Listing.PAGE : limit - keys.size(), next);
            page.keys().forEach(keys::add);
            full &= page.complete();
            next = page.cursor();
        } while (next != null && (all || keys.size() < limit));
        whole.put("coverage", full ? "full" : "partial").put("cursor", next);
        tool.console().document(whole, () -> text(keys));
        if (!full) {
            tool.console().warn("some partitions did not answer: keys may be missing");
        }
        if (next != null) {
            // A cursor is good for its prefix only.
            String same = prefix == null ? "" : " --prefix " + prefix;
            tool.console().next("gramme list " + bucket + same + " --cursor " + next);
        } else if (keys.isEmpty() && full && cursor == null) {
            sayEmpty();
        }
        return full ? ExitCodes.OK : ExitCodes.UNAVAILABLE;
    }

    private void sayEmpty() {
        tool.console().note("bucket " + bucket + " has no keys" + (prefix == null ? "" : " that begin so"));
        int slash = bucket.indexOf('/');
        if (slash > 0 && prefix == null) {
            String begin = bucket.substring(slash + 1);
            tool.console()
                    .next("gramme list " + bucket.substring(0, slash) + (begin.isEmpty() ? "" : " --prefix " + begin));
        }
    }

    private String text(ArrayNode keys) {
        StringBuilder out = new StringBuilder();
        if (!values) {
            keys.forEach(key -> out.append(Listing.name(key)).append('\n'));
            return out.toString();
        }
        TextTable table = new TextTable("KEY", "SIBLINGS", "VALUE");
        for (JsonNode key : keys) {
            JsonNode siblings = key.path("siblings");
            table.row(Listing.name(key), siblings.size(), siblings.isEmpty() ? "-" : GetCommand.value(siblings.get(0)));
        }
        return table.text();
    }
}
