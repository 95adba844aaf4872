package io.gramme.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A prompt for many commands. */
@Command(
        name = "shell",
        description = {
            "A prompt that takes commands without the word gramme, with history and completion.",
            "One process for all of them, so each is quick. exit or Ctrl-D ends it."
        })
final class ShellCommand implements Callable<Integer> {
    private final Tool tool;

    ShellCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() throws IOException {
        if (Tool.isTerminal()) {
            tool.console().note("Tab completes, help lists the commands, exit or Ctrl-D ends.");
        }
        new Shell(tool, this::inherited, tool::target).run();
        return ExitCodes.OK;
    }

    /** What was said once, to the shell, holds for each command, unless it says otherwise. */
    private List<String> inherited(List<String> words) {
        List<String> all = new ArrayList<>(words);
        if (!tool.endpoints.isEmpty() && !words.contains("-e") && !words.contains("--endpoints")) {
            all.addAll(List.of("-e", String.join(",", tool.endpoints)));
        }
        if (tool.profile != null && !words.contains("-p") && !words.contains("--profile")) {
            all.addAll(List.of("-p", tool.profile));
        }
        if (tool.admin != null && !words.contains("--admin")) {
            all.addAll(List.of("--admin", tool.admin));
        }
        if (tool.token != null && !words.contains("--token")) {
            all.addAll(List.of("--token", tool.token));
        }
        return all;
    }
}
