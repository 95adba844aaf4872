package io.gramme.cli;

import io.gramme.cli.NodeHttp.Ask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes what a context, or a read, shows of one key. */
@Command(name = "delete", description = "Deletes a key: what --context covers, or with --force what a read shows.")
final class DeleteCommand implements Runnable {
    private final Tool tool;

    @Parameters(paramLabel = "B/K", description = "Bucket and key.")
    String key = "";

    @Option(names = "--force", description = "The node reads first and deletes exactly what it sees.")
    boolean force;

    @Mixin
    WriteOptions write = new WriteOptions();

    DeleteCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public void run() {
        KeyName name = KeyName.of(key);
        QueryText query = new QueryText()
                .add("w", write.w)
                .add("pw", write.pw)
                .add("timeout", tool.timeout)
                .add("force", force ? "true" : null);
        Ask ask = new Ask("DELETE", "/v1/kv/" + name.path() + query, write.headers(), null);
        WriteOptions.report(
                tool, "deleted " + name, tool.http().send(tool.bases(), ask).orFail());
    }
}
