package io.gramme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Writes the manual. */
@Command(name = "man", description = "Writes the man pages of all commands into a folder; the distribution has them.")
final class ManCommand implements Callable<Integer> {
    private final Tool tool;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder, such as share/man/man1.")
    Path directory = Path.of("");

    ManCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(directory);
        CommandLine root = Commands.all(tool);
        int pages = 0;
        for (CommandSpec spec : Manual.commands(root)) {
            Files.writeString(directory.resolve(Manual.fileName(spec)), Manual.roff(spec));
            pages++;
        }
        tool.console().done(pages + " man pages are in " + directory);
        return ExitCodes.OK;
    }
}
